import type { TFunction } from 'i18next';
import { createContext, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language } from './language';

export interface Translation {
  t: TFunction;
  i18n: { language: Language };
}

/**
 * Vietnamese without a catalogue: the key is the text, only its `{{placeholders}}` are filled. A page asks some two hundred
 * times, so this does no more than it must (measured with `npm run bench -- page`).
 */
const vietnamese = ((key: string, params?: Record<string, unknown>) =>
  params && key.includes('{{')
    ? key.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
    : key) as TFunction;

export const VIETNAMESE: Translation = { t: vietnamese, i18n: { language: DEFAULT_LANGUAGE } };

export const TranslationContext = createContext<Translation>(VIETNAMESE);

/** The page's words. A change of language is a document post, so nothing here has to follow it. */
export const useTranslation = (): Translation => useContext(TranslationContext);
