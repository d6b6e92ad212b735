import type { AuditKey } from './audit-keys';
import { BEGINNING_MS, CLOCK_LIMIT_MS, COMMIT_LIMIT_MS, isOurs, type SealedEntry } from './chain';
import type { ProblemKind } from './schema';

export interface Problem {
  kind: ProblemKind;
  entryId?: number;
  position?: number;
  /** Milliseconds. */
  at?: number;
}

const MOST_LISTED = 500;

export class ProblemList {
  readonly list: Problem[] = [];
  count = 0;
  add(kind: ProblemKind, where: Omit<Problem, 'kind'>): void {
    this.count += 1;
    if (this.list.length < MOST_LISTED) this.list.push({ kind, ...where });
  }
}

interface Around {
  seal: { position: number; sealedAt: number };
  before: { sealedAt: number } | null;
  /** Milliseconds of the very first seal. */
  beginning: number;
  keys: ReadonlyMap<string, AuditKey>;
  problems: ProblemList;
}

/** One entry against its code and the clocks around it. */
export function judgeEntry(entry: SealedEntry, { seal, before, beginning, keys, problems }: Around): void {
  const where = { entryId: entry.id, position: seal.position, at: entry.at };
  // Written before there were codes, or by a process of that version while it was being replaced.
  const early = seal.sealedAt < beginning + BEGINNING_MS;
  if (entry.mac === null) {
    if (!early) problems.add('ENTRY_FOREIGN', where);
  } else if (!isOurs(entry, keys)) problems.add('ENTRY_CHANGED', where);
  if (entry.storedAt === null) {
    if (!early) problems.add('ENTRY_BACKDATED', where);
    return;
  }
  const wrongClock = entry.mac !== null && Math.abs(entry.at - entry.storedAt) > CLOCK_LIMIT_MS;
  // What was there before the last seal would have been in it, but for a transaction that was still open.
  const tooOld = before !== null && entry.storedAt < before.sealedAt - COMMIT_LIMIT_MS;
  if (wrongClock || tooOld || entry.storedAt > seal.sealedAt + 60_000) problems.add('ENTRY_BACKDATED', where);
}
