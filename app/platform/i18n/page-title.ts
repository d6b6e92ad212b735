import { type Dictionary, translationOf } from './i18n';
import { isLanguage } from './language';

interface Match {
  id: string;
  data?: unknown;
}

/**
 * For a route's `meta`, where hooks cannot run:
 * `export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đợt học tập');`
 */
export function pageTitle(matches: readonly (Match | undefined)[], title: string, params?: Record<string, unknown>) {
  const root = matches.find((match) => match?.id === 'root')?.data as
    | { language?: unknown; dictionary?: Dictionary }
    | undefined;
  const language = isLanguage(root?.language) ? root.language : 'vi';
  const translated = translationOf(language, root?.dictionary).t(title, params ?? {});
  return [{ title: `${translated} · Điểm Cầu` }];
}
