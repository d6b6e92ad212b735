import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { DEFAULT_LANGUAGE, type Language } from './language';

/** English text by its Vietnamese key; plural forms as `key_one`, `key_other`. Vietnamese needs none: the key is the text. */
export type Dictionary = Readonly<Record<string, string>>;

const instances = new Map<Language, { dictionary: Dictionary | undefined; instance: i18n }>();

/**
 * The translator of one language. Keys are whole Vietnamese sentences, so dots and colons in them mean nothing.
 * One instance per language is kept: building one costs more than rendering most pages.
 */
export function createI18n(language: Language, dictionary?: Dictionary): i18n {
  const kept = instances.get(language);
  if (kept && kept.dictionary === dictionary) return kept.instance;
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: language === DEFAULT_LANGUAGE ? {} : { [language]: { translation: dictionary ?? {} } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  instances.set(language, { dictionary, instance });
  return instance;
}
