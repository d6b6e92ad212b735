import type { MarkEntry } from './schema';

/** The newest roll-call of a member for the session. */
export interface StoredMark {
  present: boolean;
  /** Null: called by the cell's secretary, in no hall. */
  venueId: number | null;
  recordedById: number | null;
}

/** RECORD: a new row of evidence. SAME: it says so already (also a tap that was sent twice). The others change nothing and are told. */
export type MarkDecision = 'RECORD' | 'SAME' | 'ELSEWHERE' | 'CHANGED';

/**
 * What becomes of a clerk's tap when this is what stands there now. One person is present in one hall: who is marked present in
 * another is not called here. What another clerk wrote after this page was loaded stays, unless this clerk saw it.
 */
export function mergeMark(
  entry: MarkEntry,
  stored: StoredMark | undefined,
  by: { venueId: number; accountId: number },
): MarkDecision {
  if (!stored) return 'RECORD';
  const here = stored.venueId === by.venueId;
  if (stored.present && stored.venueId !== null && !here) return 'ELSEWHERE';
  // Present without a hall: said again here, so that the hall's own count has them.
  if (stored.present === entry.present) return entry.present && !here ? 'RECORD' : 'SAME';
  return entry.seen === stored.present || stored.recordedById === by.accountId ? 'RECORD' : 'CHANGED';
}
