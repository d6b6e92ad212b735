import type { PoolClient } from 'pg';
import type { Services } from '~/platform/services';
import { type AuditKey, auditKeys } from './audit-keys';
import {
  dayOf,
  NO_PREVIOUS,
  QUIET_SEAL_MS,
  readSealedText,
  SEALED_TEXT,
  type SignedHead,
  sealHash,
  sealMac,
  signHead,
} from './chain';

/** Entries one seal covers at most: a seal is one transaction and one row. */
const MOST_ENTRIES = 5_000;
/** A head is signed this often while a day lasts, and when it has ended. */
const HEAD_EVERY_MS = 10 * 60_000;

export interface SealOptions {
  /** Milliseconds; the database's clock without. */
  now?: number;
  /** Sign a head in any case: who verifies wants the chain to be known until here. */
  head?: boolean;
}

type SealServices = Pick<Services, 'pool' | 'env' | 'storage' | 'logger'>;

interface Last {
  position: number;
  day: string;
  sealedAt: number;
  hash: string;
}

/**
 * Links what was committed since the last seal: the only writer of the chain, one at a time over all processes (whoever comes second
 * does nothing). Nobody who writes entries waits for it. Returns how many entries were sealed.
 */
export async function sealEntries(services: SealServices, options: SealOptions = {}): Promise<number> {
  let sealed = 0;
  for (;;) {
    const step = await sealOnce(services, options);
    // Outside the transaction: the log and the storage are witnesses that whoever owns the database cannot rewrite.
    for (const head of step.heads) await bearWitness(head, services);
    sealed += step.entries;
    if (step.entries < MOST_ENTRIES) return sealed;
  }
}

async function sealOnce(
  services: SealServices,
  options: SealOptions,
): Promise<{ entries: number; heads: SignedHead[] }> {
  const [key] = auditKeys(services.env.AUDIT_SECRET);
  const client = await services.pool.connect();
  try {
    await client.query('begin');
    const step = await linkNext(client, key, options);
    await client.query('commit');
    return step;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function linkNext(
  client: PoolClient,
  key: AuditKey,
  options: SealOptions,
): Promise<{ entries: number; heads: SignedHead[] }> {
  const nothing = { entries: 0, heads: [] };
  const { rows: lock } = await client.query<{ held: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('audit-seal')) as held`,
  );
  if (!lock[0]?.held) return nothing;
  const last = await readLast(client);
  const { rows: clock } = await client.query<{ now: number }>(
    `select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const now = Math.max(options.now ?? clock[0]?.now ?? 0, last?.sealedAt ?? 0);
  const { rows } = await client.query<{ t: string }>(
    `select ${SEALED_TEXT} as t from audit_unsealed w join audit_entry e on e.id = w.entry_id order by e.id limit ${MOST_ENTRIES}`,
  );
  const day = dayOf(now);
  if (rows.length === 0 && !last) return nothing;
  if (rows.length === 0 && last && last.day === day && now - last.sealedAt < QUIET_SEAL_MS) {
    if (!options.head || !(await isHeadDue(client, last.position, now, true))) return nothing;
    return { entries: 0, heads: [await storeHead(client, { ...last, final: false }, now, key)] };
  }

  const heads: SignedHead[] = [];
  if (last && last.day !== day) heads.push(await storeHead(client, { ...last, final: true }, now, key));
  const entries = rows.map((row) => readSealedText(row.t));
  const ids = entries.map((entry) => entry.id);
  const seal = { position: (last?.position ?? 0) + 1, day, sealedAt: now, previous: last?.hash ?? NO_PREVIOUS };
  const hash = sealHash(
    seal,
    entries.map((entry) => entry.digest),
  );
  await client.query(
    `insert into audit_seal (position, day, sealed_at, entry_ids, previous, hash, mac)
     values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6, $7)`,
    [seal.position, day, now, ids, Buffer.from(seal.previous, 'hex'), hash, sealMac(hash, key)],
  );
  await client.query('delete from audit_unsealed where entry_id = any($1::bigint[])', [ids]);
  const current = { position: seal.position, day, hash: hash.toString('hex') };
  if (await isHeadDue(client, seal.position, now, options.head === true))
    heads.push(await storeHead(client, { ...current, final: false }, now, key));
  return { entries: ids.length, heads };
}

async function readLast(client: PoolClient): Promise<Last | undefined> {
  const { rows } = await client.query<Last>(
    `select position::int as position, day::text as day, floor(extract(epoch from sealed_at) * 1000)::float8 as "sealedAt",
            encode(hash, 'hex') as hash
       from audit_seal order by audit_seal.position desc limit 1`,
  );
  return rows[0];
}

async function isHeadDue(client: PoolClient, position: number, now: number, always: boolean): Promise<boolean> {
  const { rows } = await client.query<{ position: number; at: number }>(
    `select position::float8 as position, floor(extract(epoch from signed_at) * 1000)::float8 as at
       from audit_head order by id desc limit 1`,
  );
  const last = rows[0];
  return !last || (last.position < position && (always || now - last.at >= HEAD_EVERY_MS));
}

async function storeHead(
  client: PoolClient,
  head: Pick<SignedHead, 'day' | 'position' | 'hash' | 'final'>,
  now: number,
  key: AuditKey,
): Promise<SignedHead> {
  const { day, position, hash, final } = head;
  const signed = signHead({ day, position, hash, final, signedAt: Math.floor(now) }, key);
  await client.query(
    `insert into audit_head (day, position, hash, final, signed_at, key_id, signature)
     values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), $6, $7)`,
    [
      day,
      position,
      Buffer.from(hash, 'hex'),
      final,
      signed.signedAt,
      signed.keyId,
      Buffer.from(signed.signature, 'hex'),
    ],
  );
  return signed;
}

export const WITNESS_FOLDER = 'audit/heads';

async function bearWitness(head: SignedHead, { storage, logger }: SealServices): Promise<void> {
  logger.info({ auditHead: head }, 'head of the audit log');
  const name = `${head.day}-${String(head.position).padStart(12, '0')}${head.final ? '-final' : ''}.json`;
  try {
    await storage.put(`${WITNESS_FOLDER}/${name}`, Buffer.from(`${JSON.stringify(head)}\n`));
  } catch (error) {
    // The log has it, and the next one is due within the hour.
    logger.warn({ err: error, position: head.position }, 'head of the audit log is not in the storage');
  }
}
