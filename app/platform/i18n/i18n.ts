import i18next from 'i18next';
import { DEFAULT_LANGUAGE, type Language } from './language';
import { type Translation, VIETNAMESE } from './use-translation';

/** English text by its Vietnamese key; plural forms as `key_one`, `key_other`. Vietnamese needs none: the key is the text. */
export type Dictionary = Readonly<Record<string, string>>;

let kept: { language: Language; dictionary: Dictionary | undefined; translation: Translation } | undefined;

/**
 * The words of one language. Keys are whole Vietnamese sentences, so dots and colons in them mean nothing.
 * The instance of the other language is kept: building one costs more than rendering most pages.
 */
export function translationOf(language: Language, dictionary?: Dictionary): Translation {
  if (language === DEFAULT_LANGUAGE) return VIETNAMESE;
  if (kept && kept.language === language && kept.dictionary === dictionary) return kept.translation;
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
  kept = { language, dictionary, translation: { t: instance.t, i18n: { language } } };
  return kept.translation;
}
