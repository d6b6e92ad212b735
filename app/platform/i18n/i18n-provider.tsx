import type { ReactNode } from 'react';
import { type Dictionary, translationOf } from './i18n';
import type { Language } from './language';
import { TranslationContext } from './use-translation';

interface Props {
  language: Language;
  dictionary?: Dictionary | undefined;
  children: ReactNode;
}

/** Around the whole page in root.tsx, with the language and dictionary of the root loader. */
export function I18nProvider({ language, dictionary, children }: Props) {
  return (
    <TranslationContext.Provider value={translationOf(language, dictionary)}>{children}</TranslationContext.Provider>
  );
}
