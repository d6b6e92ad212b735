import type { Dictionary } from './i18n';
import { DEFAULT_LANGUAGE, type Language } from './language';

const files = import.meta.glob<Dictionary>('./en/*.json', { eager: true, import: 'default' });
const english: Dictionary = Object.assign({}, ...Object.values(files));

/** All English text in one map, for the root loader; Vietnamese sends nothing. */
export function dictionaryFor(language: Language): Dictionary | undefined {
  return language === DEFAULT_LANGUAGE ? undefined : english;
}
