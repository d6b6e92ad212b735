import { ROLES, type Role } from '../schema';
import type { ReviewFilters } from './list-review-items.server';
import { REVIEW_STANDINGS, type ReviewStanding } from './schema';

const word = (text: string | null) => (text ?? '').replaceAll('\0', '').trim().slice(0, 100);

/** What the page was asked for, from its address; anything unknown counts as not asked. */
export function readReviewFilters(query: URLSearchParams): ReviewFilters {
  const standing = query.get('tinh-trang') ?? '';
  return {
    search: word(query.get('tim')),
    role: ROLES.find((one): one is Role => one === query.get('vai-tro')) ?? '',
    standing: Object.hasOwn(REVIEW_STANDINGS, standing) ? (standing as ReviewStanding) : '',
    unitCode: word(query.get('don-vi')),
  };
}

/** Whether a filter narrows the list to something one can have looked at: needed for keeping all it finds. */
export const isNarrow = ({ search, role, unitCode }: ReviewFilters) => search !== '' || role !== '' || unitCode !== '';
