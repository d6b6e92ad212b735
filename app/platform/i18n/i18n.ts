import { DEFAULT_LANGUAGE, type Language } from './language';
import type { makeTranslation } from './translator';
import { type Translation, VIETNAMESE } from './use-translation';

/** English text by its Vietnamese key; plural forms as `key_one`, `key_other`. Vietnamese needs none: the key is the text. */
export type Dictionary = Readonly<Record<string, string>>;

let make: typeof makeTranslation | undefined;
let kept: { language: Language; dictionary: Dictionary | undefined; translation: Translation } | undefined;

/** Both entries call this before they render; the browser's only on a page that is not in Vietnamese. */
export function setTranslator(maker: typeof makeTranslation): void {
  make = maker;
}

/**
 * The words of one language. The instance of the other language is kept: building one costs more than rendering most pages.
 * @throws Error when the language needs a translator and none was given
 */
export function translationOf(language: Language, dictionary?: Dictionary): Translation {
  if (language === DEFAULT_LANGUAGE) return VIETNAMESE;
  if (kept && kept.language === language && kept.dictionary === dictionary) return kept.translation;
  if (!make) throw new Error(`No translator for ${language}`);
  kept = { language, dictionary, translation: make(language, dictionary) };
  return kept.translation;
}
