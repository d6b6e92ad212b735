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
