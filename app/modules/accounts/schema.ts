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

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
