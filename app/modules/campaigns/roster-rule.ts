import type { MemberActivity, RosterReason } from './schema';

/**
 * What a member's activity on the roster's day means for the roster. `null`: no longer a member, not listed at all.
 * The same table stands in SQL in take-roster.server.ts; an integration test compares the two.
 */
export const ROSTER_RULE: Record<MemberActivity, RosterReason | null> = {
  ACTIVE: 'REQUIRED',
  EXEMPT: 'EXEMPT',
  TEMPORARILY_ELSEWHERE: 'TEMPORARILY_ELSEWHERE',
  TRANSFERRED_OUT: 'TRANSFERRED_OUT',
  STRUCK_OFF: null,
  DECEASED: null,
};

export interface RosterLine {
  memberId: number;
  unitId: number;
  reason: RosterReason;
}

export type RosterChange =
  | { kind: 'added'; memberId: number; to: RosterLine }
  | { kind: 'removed'; memberId: number; from: RosterLine }
  | { kind: 'moved'; memberId: number; from: RosterLine; to: RosterLine }
  | { kind: 'reason'; memberId: number; from: RosterLine; to: RosterLine };

/**
 * What taking the roster again would change. Someone who is no longer under the audience at all has transferred out: the line
 * stays in the old cell with that reason, so that the figures show where they went. `goneForGood`: struck off or deceased; those lines go.
 */
export function rosterChanges(
  before: RosterLine[],
  now: RosterLine[],
  goneForGood: ReadonlySet<number>,
): RosterChange[] {
  const fresh = new Map(now.map((line) => [line.memberId, line]));
  const known = new Set(before.map((line) => line.memberId));
  const changes: RosterChange[] = [];
  for (const from of before) {
    const memberId = from.memberId;
    const to = fresh.get(memberId) ?? null;
    if (goneForGood.has(memberId)) changes.push({ kind: 'removed', memberId, from });
    else if (!to) {
      if (from.reason !== 'TRANSFERRED_OUT')
        changes.push({ kind: 'reason', memberId, from, to: { ...from, reason: 'TRANSFERRED_OUT' } });
    } else if (to.unitId !== from.unitId) changes.push({ kind: 'moved', memberId, from, to });
    else if (to.reason !== from.reason) changes.push({ kind: 'reason', memberId, from, to });
  }
  for (const to of now) if (!known.has(to.memberId)) changes.push({ kind: 'added', memberId: to.memberId, to });
  return changes;
}
