/** How often it is asked whether everybody still needs their roles (level 3 of the law: every six months). */
export const REVIEW_MONTHS = 6;
/** Days before that at which the reminder begins. */
export const REMIND_DAYS = 30;
/** Days in which an opened review is to be finished. */
export const REVIEW_DAYS = 30;
export const REVIEW_NOTE_LENGTH = 500;

export type AccessDecision = 'KEEP' | 'WITHDRAW';

/** In the words of the screen; translation keys. */
export const DECISION_NAMES: Record<AccessDecision, string> = { KEEP: 'Giữ lại', WITHDRAW: 'Thu hồi' };

/** What a list of a review's lines shows. */
export const REVIEW_STANDINGS = {
  '': 'Tất cả',
  'chua-xet': 'Chưa quyết định',
  giu: 'Giữ lại',
  'thu-hoi': 'Đã thu hồi',
} as const;
export type ReviewStanding = keyof typeof REVIEW_STANDINGS;

/** `2026-11-23` → `23/11/2026`. */
export const dayText = (day: string) => day.split('-').reverse().join('/');
