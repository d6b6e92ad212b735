import type { PoolClient } from 'pg';
import type { Services } from '~/platform/services';
import { auditKeys } from './audit-keys';
import { dayOf, isOurSeal, NO_PREVIOUS, type SealedEntry, sealHash } from './chain';
import { judgeEntry, type Problem, ProblemList } from './problems';
import { type ReadSeal, readEntries, readSeals } from './read-chain.server';
import { judgeHeads } from './verify-heads.server';

export interface AuditVerdict {
  entries: number;
  seals: number;
  heads: number;
  /** Committed, not sealed yet. */
  waiting: number;
  /** Milliseconds of the last seal; null without one. */
  sealedUntil: number | null;
  lastPosition: number | null;
  lastHash: string | null;
  problems: Problem[];
  /** All of them; the list is cut. */
  problemCount: number;
}

export interface VerifyArgs {
  /** Days in Hanoi, yyyy-mm-dd, both included; all without. */
  from?: string;
  to?: string;
  onProgress?: (share: number) => Promise<void> | void;
}

/**
 * Reads the log and its chain in one snapshot and compares every entry with its code, its seal, and every seal with the one before,
 * with its code and with the signed heads (also those outside the database). Streams; needs little memory.
 */
export async function verifyAudit(
  services: Pick<Services, 'pool' | 'env' | 'storage'>,
  args: VerifyArgs = {},
): Promise<AuditVerdict> {
  const client = await services.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await compare(client, services, args);
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

async function compare(
  client: PoolClient,
  services: Pick<Services, 'env' | 'storage'>,
  args: VerifyArgs,
): Promise<AuditVerdict> {
  const keys = new Map(auditKeys(services.env.AUDIT_SECRET).map((key) => [key.id, key]));
  const problems = new ProblemList();
  const span = await findSpan(client, args);
  const entries = readEntries(client, span.firstId, span.lastId);
  const unclaimed = new Map<number, SealedEntry>();
  const hashes = new Map<number, string>();
  const claimed = new Set<number>();
  let before: ReadSeal | null = span.before;
  let readUntil = -1;
  let [checked, seals] = [0, 0];

  const readTo = async (id: number) => {
    while (readUntil < id) {
      const page = await entries.next();
      if (page.done) {
        readUntil = Number.POSITIVE_INFINITY;
        return;
      }
      for (const entry of page.value) unclaimed.set(entry.id, entry);
      readUntil = page.value.at(-1)?.id ?? readUntil;
      checked += page.value.length;
      await args.onProgress?.(Math.min(1, (readUntil - span.firstId) / Math.max(1, span.lastId - span.firstId)));
    }
  };

  for await (const seal of readSeals(client, span.firstPosition, span.lastPosition)) {
    seals += 1;
    await readTo(seal.entryIds.at(-1) ?? -1);
    const digests: Buffer[] = [];
    let complete = true;
    for (const id of seal.entryIds) {
      const entry = unclaimed.get(id);
      if (!entry) {
        complete = false;
        problems.add(claimed.has(id) ? 'ENTRY_TWICE' : 'ENTRY_REMOVED', { entryId: id, position: seal.position });
        continue;
      }
      unclaimed.delete(id);
      digests.push(entry.digest);
      judgeEntry(entry, { seal, before, beginning: span.beginning, keys, problems });
    }
    judgeSeal(seal, before, { digests, complete, keys, problems });
    hashes.set(seal.position, seal.hash);
    if (seal.entryIds.length > 0 && seal.entryIds.length < 50) remember(claimed, seal.entryIds);
    before = seal;
  }
  await readTo(Number.POSITIVE_INFINITY);
  const waiting = await judgeUnclaimed(client, [...unclaimed.keys(), ...span.elsewhere], problems);
  await judgeCopies(client, problems);
  const heads = await judgeHeads({ client, storage: services.storage, hashes, keys, problems, span });
  await args.onProgress?.(1);
  return {
    ...{ entries: checked, seals, heads, waiting },
    sealedUntil: seals > 0 && before ? before.sealedAt : null,
    lastPosition: seals > 0 && before ? before.position : null,
    lastHash: seals > 0 && before ? before.hash : null,
    ...{ problems: problems.list, problemCount: problems.count },
  };
}

function remember(claimed: Set<number>, ids: readonly number[]): void {
  for (const id of ids) claimed.add(id);
  if (claimed.size > 10_000) claimed.clear();
}

function judgeSeal(
  seal: ReadSeal,
  before: ReadSeal | null,
  {
    digests,
    complete,
    keys,
    problems,
  }: { digests: Buffer[]; complete: boolean; keys: Parameters<typeof isOurSeal>[2]; problems: ProblemList },
): void {
  const { position } = seal;
  const expected = (before?.position ?? 0) + 1;
  if (position !== expected) problems.add('SEAL_REMOVED', { position: expected });
  else if (seal.previous !== (before?.hash ?? NO_PREVIOUS)) problems.add('SEAL_ORDER', { position });
  if (seal.day !== dayOf(seal.sealedAt) || (before && seal.sealedAt < before.sealedAt))
    problems.add('SEAL_ORDER', { position });
  if (!isOurSeal(Buffer.from(seal.hash, 'hex'), Buffer.from(seal.mac, 'hex'), keys))
    problems.add('SEAL_FORGED', { position });
  if (complete && sealHash(seal, digests).toString('hex') !== seal.hash)
    problems.add('SEAL_CHANGED', { position, at: seal.sealedAt, entryId: seal.entryIds[0] });
}

/** Entries that no seal named: they wait, or were put in behind the chain's back. Returns how many wait. */
async function judgeUnclaimed(client: PoolClient, ids: readonly number[], problems: ProblemList): Promise<number> {
  if (ids.length === 0) return 0;
  const { rows } = await client.query<{ id: number; waits: boolean }>(
    `select e.id::float8 as id, w.entry_id is not null as waits
       from audit_entry e left join audit_unsealed w on w.entry_id = e.id
       left join (select distinct unnest(entry_ids) as id from audit_seal) s on s.id = e.id
      where e.id = any($1::bigint[]) and s.id is null`,
    [ids],
  );
  for (const row of rows) if (!row.waits) problems.add('ENTRY_INSERTED', { entryId: row.id });
  return rows.filter((row) => row.waits).length;
}

/** A true entry copied under another number still carries a right code. */
async function judgeCopies(client: PoolClient, problems: ProblemList): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `select max(id)::float8 as id from audit_entry where mac is not null group by mac having count(*) > 1`,
  );
  for (const { id } of rows) problems.add('ENTRY_TWICE', { entryId: id });
}

export interface Span {
  firstPosition: number;
  lastPosition: number;
  firstId: number;
  lastId: number;
  /** The seal before the first one looked at. */
  before: ReadSeal | null;
  /** Milliseconds of the very first seal. */
  beginning: number;
  /** Entries dated in the span whose numbers lie outside it. */
  elsewhere: number[];
  whole: boolean;
}

async function findSpan(client: PoolClient, { from, to }: VerifyArgs): Promise<Span> {
  const { rows: first } = await client.query<{ at: number | null }>(
    `select extract(epoch from min(sealed_at))::float8 * 1000 as at from audit_seal`,
  );
  const beginning = first[0]?.at ?? 0;
  const everything = {
    firstId: 0,
    lastId: Number.MAX_SAFE_INTEGER,
    before: null,
    beginning,
    elsewhere: [],
    whole: true,
  };
  if (!from && !to) return { firstPosition: 0, lastPosition: Number.MAX_SAFE_INTEGER, ...everything };
  const days = [from ?? '0001-01-01', to ?? '9999-12-31'];
  const { rows } = await client.query<Record<'firstPosition' | 'lastPosition' | 'firstId' | 'lastId', number | null>>(
    `select min(position)::float8 as "firstPosition", max(position)::float8 as "lastPosition",
            min(entry_ids[1])::float8 as "firstId", max(entry_ids[cardinality(entry_ids)])::float8 as "lastId"
       from audit_seal where day between $1::date and $2::date`,
    days,
  );
  const [found] = rows;
  const firstPosition = found?.firstPosition ?? 1;
  const firstId = found?.firstId ?? 0;
  const lastId = found?.lastId ?? 0;
  const { rows: others } = await client.query<{ id: number }>(
    `select id::float8 as id from audit_entry
      where at >= $1::date::timestamp at time zone 'Asia/Ho_Chi_Minh' and at < ($2::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
        and not id between $3 and $4`,
    [...days, firstId, lastId],
  );
  let before: ReadSeal | null = null;
  for await (const seal of readSeals(client, firstPosition - 1, firstPosition - 1)) before = seal;
  return {
    ...{ firstPosition, lastPosition: found?.lastPosition ?? 0, firstId, lastId, before, beginning },
    ...{ elsewhere: others.map((row) => row.id), whole: false },
  };
}
