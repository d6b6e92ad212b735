import i18next from 'i18next';
import type { Dictionary } from './i18n';
import type { Language } from './language';
import type { Translation } from './use-translation';

/**
 * The words of a language other than Vietnamese. Keys are whole Vietnamese sentences, so dots and colons in them mean nothing.
 * A module of its own, so that browsers fetch i18next only for a page that is not in Vietnamese.
 */
export function makeTranslation(language: Language, dictionary: Dictionary | undefined): Translation {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: dictionary ?? {} } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return { t: instance.t, i18n: { language } };
}
