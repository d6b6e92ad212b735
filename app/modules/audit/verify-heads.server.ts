import { buffer } from 'node:stream/consumers';
import type { PoolClient } from 'pg';
import type { Storage } from '~/platform/storage';
import type { AuditKey } from './audit-keys';
import { isOurHead, type SignedHead } from './chain';
import type { ProblemList } from './problems';
import { WITNESS_FOLDER } from './seal-entries.server';

interface Args {
  client: PoolClient;
  storage: Storage;
  /** Position → hash of the seals that were read. */
  hashes: ReadonlyMap<number, string>;
  keys: ReadonlyMap<string, AuditKey>;
  problems: ProblemList;
  span: { firstPosition: number; lastPosition: number; whole: boolean };
}

/**
 * Signed heads of the database and those kept outside it, against the chain: who cuts off the end of the log must also have removed
 * every head after the cut, in both places. Returns how many heads were looked at.
 */
export async function judgeHeads({ client, storage, hashes, keys, problems, span }: Args): Promise<number> {
  const { rows } = await client.query<SignedHead>(
    `select day::text as day, position::float8 as position, encode(hash, 'hex') as hash, final,
            floor(extract(epoch from signed_at) * 1000)::float8 as "signedAt", key_id as "keyId", encode(signature, 'hex') as signature
       from audit_head h where h.position between $1 and $2 order by h.id`,
    [span.firstPosition, span.lastPosition],
  );
  const witnesses = await readWitnesses(storage);
  const inSpan = witnesses.filter(({ position }) => position >= span.firstPosition && position <= span.lastPosition);
  for (const head of [...rows, ...inSpan]) {
    const where = { position: head.position, at: head.signedAt };
    if (!isOurHead(head, keys)) problems.add('HEAD_FORGED', where);
    else if (hashes.get(head.position) !== head.hash)
      problems.add(hashes.has(head.position) ? 'HEAD_DIFFERS' : 'CHAIN_CUT', where);
  }
  const closed = new Set(rows.filter((head) => head.final).map((head) => head.day));
  const { rows: days } = await client.query<{ day: string; position: number }>(
    `select day::text as day, max(position)::float8 as position from audit_seal s
      where s.position between $1 and $2 and day < (select max(day) from audit_seal) group by day`,
    [span.firstPosition, span.lastPosition],
  );
  for (const { day, position } of days) if (!closed.has(day)) problems.add('HEAD_MISSING', { position });
  return rows.length + inSpan.length;
}

/** The last one of each day: it stands for those before it. A storage that is away says so by its own error. */
async function readWitnesses(storage: Storage): Promise<SignedHead[]> {
  const last = new Map<string, string>();
  for (const key of (await storage.list(WITNESS_FOLDER)).sort()) {
    const day = /(\d{4}-\d\d-\d\d)-\d+(?:-final)?\.json$/.exec(key)?.[1];
    if (day) last.set(day, key);
  }
  const heads: SignedHead[] = [];
  for (const key of last.values()) {
    try {
      heads.push(JSON.parse((await buffer(await storage.read(key))).toString()) as SignedHead);
    } catch {
      // Not one of ours, or cut short: it proves nothing either way.
    }
  }
  return heads;
}
