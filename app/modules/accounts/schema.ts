export const ROLES = [
  'MEMBER',
  'SECRETARY',
  'VENUE_CLERK',
  'ORGANISER',
  'COMMITTEE',
  'INSPECTOR',
  'ADMINISTRATOR',
] as const;
export type Role = (typeof ROLES)[number];

export type { Language } from '~/platform/i18n/language';

/** One entry of the menu. `label` is Vietnamese, the translation key; `icon` a name of components/ui/icon. */
export interface NavigationEntry {
  to: string;
  label: string;
  icon: 'home' | 'tree' | 'people' | 'upload' | 'book' | 'list' | 'document' | 'user' | 'chart';
}
