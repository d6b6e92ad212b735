import type { Mark, RollCallSummary } from '~/modules/venues/schema';

/** A tap that the server has not confirmed yet; `seen` is the mark that stood there before the first of them. */
export interface PendingMark {
  present: boolean;
  seen: Mark;
}
export type Pending = Readonly<Record<string, PendingMark>>;

/** Another tap on a member: the newest counts, what was seen before the first stays. */
export function addTap(pending: Pending, memberId: number, present: boolean, mark: Mark): Pending {
  const seen = pending[memberId] ? pending[memberId].seen : mark;
  return { ...pending, [memberId]: { present, seen } };
}

/** What is left after the server has answered for `sent`: taps made meanwhile stay, and have now seen what was sent. */
export function afterSent(pending: Pending, sent: Pending): Pending {
  const left: Record<string, PendingMark> = {};
  for (const [id, tap] of Object.entries(pending)) {
    const gone = sent[id];
    if (!gone) left[id] = tap;
    else if (gone.present !== tap.present) left[id] = { present: tap.present, seen: gone.present };
  }
  return left;
}

/** The sums as they will be once everything is sent. */
export function withPending(
  summary: RollCallSummary,
  pending: Pending,
  marks: Readonly<Record<string, Mark>>,
  walkIns: ReadonlySet<number>,
): RollCallSummary {
  const sums = { ...summary };
  for (const [id, { present }] of Object.entries(pending)) {
    const mark = marks[id] ?? null;
    if (mark === present) continue;
    if (walkIns.has(Number(id))) {
      sums.walkIns += present ? 1 : mark ? -1 : 0;
      continue;
    }
    if (mark === null) sums.uncalled -= 1;
    else if (mark) sums.present -= 1;
    else sums.absent -= 1;
    if (present) sums.present += 1;
    else sums.absent += 1;
  }
  return sums;
}

const keyOf = (venueId: number, accountId: number) => `diemcau:roll:${venueId}:${accountId}`;

/** Taps kept on the phone: numbers and yes or no, no names. A browser without storage keeps them while the page is open. */
export function loadPending(venueId: number, accountId: number): Pending {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(venueId, accountId)) ?? '{}');
    return value !== null && typeof value === 'object' ? (value as Pending) : {};
  } catch {
    return {};
  }
}

export function keepPending(venueId: number, accountId: number, pending: Pending): void {
  try {
    if (Object.keys(pending).length === 0) localStorage.removeItem(keyOf(venueId, accountId));
    else localStorage.setItem(keyOf(venueId, accountId), JSON.stringify(pending));
  } catch {
    // Private browsing: the page itself still has them.
  }
}
