import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pool, PoolClient } from 'pg';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { ENTRY_TEXT, entryText, jsonbText } from '~/modules/audit/entry-text';
import type { ProblemKind } from '~/modules/audit/schema';
import { sealEntries, WITNESS_FOLDER } from '~/modules/audit/seal-entries.server';
import { type VerifyArgs, verifyAudit } from '~/modules/audit/verify-audit.server';
import { withOrigin } from '~/platform/origin';
import type { Services } from '~/platform/services';
import { createTestServices } from '../setup/services';

// The chain against whoever owns the database: every test tampers as superuser, with the triggers off, and rolls back afterwards.
let services: Services;
const TABLES = ['audit_entry', 'audit_seal', 'audit_head', 'audit_unsealed'];
const TOMORROW = () => Date.now() + 26 * 3600_000;
const actor = { accountId: 7, displayName: 'Nguyễn Văn Kiểm', username: 'kiem', grants: [], homeUnitId: 3 };

const write = (count: number) =>
  services.db.$transaction(async (tx) => {
    for (let index = 0; index < count; index += 1)
      await appendAudit(tx, { actor, action: 'member.view', targetType: 'Member', targetId: index + 1, unitId: 3 });
  });

beforeAll(async () => {
  services = await createTestServices();
  // An entry from before the chain, as the migration finds it: without the database's clock and without a code.
  await services.pool.query(`begin; set local session_replication_role = replica;
    insert into audit_entry (action, actor_name, target_type, target_id) values ('unit.create', 'Cũ', 'unit', '1');
    insert into audit_unsealed select id from audit_entry; commit`);
  for (let turn = 0; turn < 6; turn += 1) {
    await write(8);
    await sealEntries(services, { head: turn === 5 });
  }
}, 60_000);
afterAll(() => services?.close());

/** A superuser with the triggers off, in a transaction that nobody keeps. */
async function asOwner<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const table of TABLES) await client.query(`alter table ${table} disable trigger all`);
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Verifies what one open transaction sees. */
function verifyIn(client: PoolClient, args?: VerifyArgs) {
  const query = (text: unknown, values?: unknown[]) =>
    typeof text === 'string' && /^(begin|rollback)/.test(text)
      ? Promise.resolve({ rows: [] })
      : client.query(text as string, values);
  const pool = { connect: async () => ({ query, release: () => {} }) } as unknown as Pool;
  return verifyAudit({ ...services, pool }, args);
}

const found = async (sql: string, values: unknown[] = []) =>
  asOwner(services.pool, async (client) => {
    const { rowCount } = await client.query(sql, values);
    expect(rowCount).toBeGreaterThan(0);
    const { problems } = await verifyIn(client);
    return [...new Set(problems.map((problem) => problem.kind))];
  });

test('an untouched log is whole, however much of it is read', async () => {
  const verdict = await verifyAudit(services);
  expect(verdict).toMatchObject({ problems: [], entries: 49, seals: 6, waiting: 0 });
  // Two in the database, the last of the day in the storage.
  expect(verdict.heads).toBe(3);
  const day = new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);
  expect(await verifyAudit(services, { from: day, to: day })).toMatchObject({ problems: [], entries: 49, seals: 6 });
  expect(await verifyAudit(services, { to: '2020-01-01' })).toMatchObject({ problems: [], seals: 0 });
});

test('what the application writes is what Postgres reads back, for any text, number and list', async () => {
  const json = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.jsonValue({ stringUnit: 'binary', maxDepth: 2 }),
    { maxKeys: 6 },
  );
  await fc.assert(
    fc.asyncProperty(
      json,
      fc.array(fc.integer({ min: 0, max: 2_147_483_647 })),
      fc.string(),
      async (data, ids, name) => {
        const clean = name.replaceAll('\0', '');
        const entry = {
          ...{
            at: 1_700_000_000_123,
            action: 'unit.create',
            actorAccountId: 5,
            actorName: clean,
            actor: jsonbText({ username: clean }),
          },
          ...{
            targetType: 'unit',
            targetId: '9',
            unitId: null,
            data: jsonbText(data),
            memberIds: ids,
            requestId: null,
            address: '::1',
          },
        };
        const { rows } = await services.pool.query<{ text: string }>(
          `select ${ENTRY_TEXT} as text from (select $1::timestamptz as at, $2::text as action, 5 as actor_account_id, $3::text as actor_name,
            $4::jsonb as actor, 'unit' as target_type, '9' as target_id, null::int as unit_id, $5::jsonb as data, $6::int[] as member_ids,
            null::text as request_id, '::1' as address) e`,
          [new Date(entry.at), entry.action, clean, entry.actor, entry.data, ids],
        );
        expect(rows[0]?.text).toBe(entryText(entry));
      },
    ),
    { numRuns: 40 },
  );
});

test('request id, address and what the actor was come by themselves', async () => {
  await withOrigin({ requestId: 'r-1', address: '10.0.0.9' }, () => write(1));
  const row = await services.db.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(row).toMatchObject({ requestId: 'r-1', address: '10.0.0.9', memberIds: [1], actorName: actor.displayName });
  expect(row.actor).toEqual({ username: 'kiem', roles: [], homeUnitId: 3 });
  await sealEntries(services);
});

const FIELDS = {
  action: `'account.disable'`,
  actor_name: `'Người khác'`,
  actor_account_id: '8',
  actor: `'{"username": "khac"}'`,
  target_id: `'99'`,
  target_type: `'Unit'`,
  unit_id: 'null',
  data: `'{"x": 1}'`,
  member_ids: `'{4,5}'`,
  request_id: `'khac'`,
  address: `'10.1.1.1'`,
  at: `at - interval '1 minute'`,
} as const;
const NTH = `(select id from audit_entry where mac is not null order by id offset $1 limit 1)`;

test('any field of any entry, changed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(FIELDS) as (keyof typeof FIELDS)[])),
      fc.nat(47),
      async (field, nth) => {
        const kinds = await found(`update audit_entry set ${field} = ${FIELDS[field]} where id = ${NTH}`, [nth]);
        expect(kinds).toEqual(expect.arrayContaining(['ENTRY_CHANGED', 'SEAL_CHANGED']));
      },
    ),
    { numRuns: 36 },
  );
}, 60_000);

const TAMPERINGS: [string, string, ProblemKind][] = [
  ['removed', `delete from audit_entry where id = ${NTH}`, 'ENTRY_REMOVED'],
  [
    'stored_at moved',
    `update audit_entry set stored_at = stored_at + interval '1 second' where id = ${NTH}`,
    'SEAL_CHANGED',
  ],
  ['code taken away', `update audit_entry set mac = null where id = ${NTH}`, 'SEAL_CHANGED'],
  ['two change places', `update audit_entry e set id = -id where id in (${NTH}, ${NTH} + 1)`, 'ENTRY_REMOVED'],
  [
    'copied under a new number',
    `insert into audit_entry (at, stored_at, action, actor_account_id, actor_name, actor, target_type, target_id, unit_id, data, member_ids, mac)
     select at, stored_at, action, actor_account_id, actor_name, actor, target_type, target_id, unit_id, data, member_ids, mac
       from audit_entry where id = ${NTH}`,
    'ENTRY_INSERTED',
  ],
  ['seal removed', `delete from audit_seal where position = 2 + $1 % 4`, 'SEAL_REMOVED'],
  [
    'seal takes another place',
    `update audit_seal set position = position + 100 where position = 2 + $1 % 4`,
    'SEAL_REMOVED',
  ],
  [
    'seal forgets an entry',
    `update audit_seal set entry_ids = entry_ids[2:] where position = 2 + $1 % 4`,
    'SEAL_CHANGED',
  ],
  [
    'seal turned round',
    `update audit_seal set entry_ids = (select array_agg(id order by id desc) from unnest(entry_ids) id) where position = 2 + $1 % 4`,
    'SEAL_CHANGED',
  ],
  [
    'seal at another time',
    `update audit_seal set sealed_at = sealed_at - interval '3 hours' where position = 2 + $1 % 4`,
    'SEAL_CHANGED',
  ],
  ['seal with a made-up hash', `update audit_seal set hash = sha256('x') where position = 2 + $1 % 4`, 'SEAL_FORGED'],
  ['head with another hash', `update audit_head set hash = sha256('x') where $1::int >= 0`, 'HEAD_FORGED'],
];

test.each(TAMPERINGS)('%s', async (_name, sql, kind) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(46), async (nth) => {
      expect(await found(sql, [nth])).toContain(kind);
    }),
    { numRuns: 5 },
  );
});

test('two neighbours exchange their numbers: every row is there, the order is not', async () => {
  await asOwner(services.pool, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `select id::int as id from audit_entry order by id offset 20 limit 2`,
    );
    const [a, b] = rows.map((row) => row.id);
    await client.query('update audit_entry set id = -1 where id = $1', [a]);
    await client.query('update audit_entry set id = $1 where id = $2', [a, b]);
    await client.query('update audit_entry set id = $1 where id = -1', [b]);
    const { problems } = await verifyIn(client);
    expect(problems.map((problem) => problem.kind)).toContain('SEAL_CHANGED');
  });
});

/** The sealing step within one open transaction, without witnesses outside it. */
async function sealIn(client: PoolClient, now: number): Promise<void> {
  const query = (text: string, values?: unknown[]) =>
    /^(begin|commit)/.test(text) ? Promise.resolve({ rows: [] }) : client.query(text, values);
  const pool = { connect: async () => ({ query, release: () => {} }) } as unknown as Pool;
  await sealEntries({ ...services, pool, storage: { ...services.storage, put: async () => 0 } }, { now });
}

test('when the day has ended its head is signed; without that signature it shows', async () => {
  await asOwner(services.pool, async (client) => {
    await sealIn(client, TOMORROW());
    expect((await verifyIn(client)).problems).toEqual([]);
    await client.query('delete from audit_head where final');
    expect((await verifyIn(client)).problems.map((problem) => problem.kind)).toEqual(['HEAD_MISSING']);
  });
});

/** What is found when the sealing step itself, two days on, takes in what was slipped under it. */
async function sealedBySurprise(sql: string): Promise<ProblemKind[]> {
  return asOwner(services.pool, async (client) => {
    await sealIn(client, TOMORROW());
    await client.query('alter table audit_entry enable trigger audit_entry_stamp');
    await client.query(sql);
    await sealIn(client, TOMORROW() + 60_000);
    const { problems } = await verifyIn(client);
    return [...new Set(problems.map((problem) => problem.kind))];
  });
}

test('an entry written by hand into the open log is sealed, and found: no process of ours wrote it', async () => {
  const values = `'account.grant-role', 'Ai đó', 'Account', '1'`;
  expect(
    await sealedBySurprise(
      `insert into audit_entry (at, action, actor_name, target_type, target_id) values (now(), ${values})`,
    ),
  ).toContain('ENTRY_FOREIGN');
  const dated = `insert into audit_entry (at, action, actor_name, target_type, target_id, mac)
    select now() - interval '40 days', action, actor_name, target_type, target_id, mac from audit_entry where mac is not null limit 1`;
  expect(await sealedBySurprise(dated)).toEqual(
    expect.arrayContaining(['ENTRY_BACKDATED', 'ENTRY_CHANGED', 'ENTRY_TWICE']),
  );
});

test('the end cut off with its heads: the witnesses in the storage still know it', async () => {
  await asOwner(services.pool, async (client) => {
    await client.query('delete from audit_head');
    await client.query(
      'delete from audit_entry where id in (select unnest(entry_ids) from audit_seal where position >= 3)',
    );
    await client.query('delete from audit_seal where position >= 3');
    const { problems } = await verifyIn(client);
    expect(problems.map((problem) => problem.kind)).toContain('CHAIN_CUT');
  });
  expect((await services.storage.list(WITNESS_FOLDER)).length).toBe(2);
});

test('another secret is not ours; the old one behind a comma still is', async () => {
  const other = 'x'.repeat(40);
  const env = { ...services.env, AUDIT_SECRET: other };
  expect((await verifyAudit({ ...services, env })).problems.map((problem) => problem.kind)).toContain('SEAL_FORGED');
  env.AUDIT_SECRET = `${other},${services.env.AUDIT_SECRET}`;
  expect((await verifyAudit({ ...services, env })).problems).toEqual([]);
});

test('refused with the triggers on, also where they are off for replication', async () => {
  for (const sql of ['delete from audit_seal', 'update audit_head set final = true', 'truncate audit_entry']) {
    await expect(services.pool.query(sql)).rejects.toThrow(/only ever added/);
    const client = await services.pool.connect();
    try {
      await client.query('begin; set local session_replication_role = replica');
      await expect(client.query(sql)).rejects.toThrow(/only ever added/);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
});

test('writers at once, and two sealers: every entry is sealed exactly once', async () => {
  const before = await verifyAudit(services);
  const writers = Array.from({ length: 12 }, () => write(10));
  const sealers = Array.from({ length: 6 }, () => sealEntries(services));
  await Promise.all([...writers, ...sealers]);
  await sealEntries(services);
  const after = await verifyAudit(services);
  expect([after.entries - before.entries, after.waiting]).toEqual([120, 0]);
  expect(after.problems).toEqual([]);
});
