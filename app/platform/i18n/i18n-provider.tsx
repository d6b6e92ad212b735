import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createI18n, type Dictionary } from './i18n';
import type { Language } from './language';

interface Props {
  language: Language;
  dictionary?: Dictionary | undefined;
  children: ReactNode;
}

/** Around the whole page in root.tsx, with the language and dictionary of the root loader. */
export function I18nProvider({ language, dictionary, children }: Props) {
  return <I18nextProvider i18n={createI18n(language, dictionary)}>{children}</I18nextProvider>;
}
