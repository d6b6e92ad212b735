import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { sealEntries } from '~/modules/audit/seal-entries.server';
import { verifyAudit } from '~/modules/audit/verify-audit.server';
import { makeBaseBackup, prepareRestore, shipJournal } from '~/modules/backup/base-backup.server';
import { loadDatabase } from '~/modules/backup/load-database.server';
import { openFile, runBackup, verifyBackup, writeFailed } from '~/modules/backup/run-backup.server';
import { readShapes, SAME_TEXT, sumTable } from '~/modules/backup/tables.server';
import { createServices, type Services } from '~/platform/services';
import { connectStorage } from '~/platform/storage';
import { applyMigrations } from '../../bin/lib/migrations.mjs';
import { ensureDatabase, startPostgres } from '../../bin/lib/postgres.mjs';
import { serviceUser } from '../../bin/lib/service-user.mjs';
import { makeAccount } from '../factories/accounts';
import { importSampleMembers, importSampleUnits } from '../factories/org';
import { runCli } from '../setup/cli';
import { createTestDatabase } from '../setup/database';
import { createTestEnv } from '../setup/services';
import { until } from '../setup/until';

// The drill: a real installation is saved and comes back in an empty place, through the command line.
let settings: Awaited<ReturnType<typeof createTestEnv>>;
let services: Services;
let folder: string;
let saved: string;
const at = (...parts: string[]) => path.join(folder, ...parts);
const source = () => ({ ...settings.source, LOG_LEVEL: 'error' });
const keys = () => ['--key-file', at('key'), '--secrets-key-file', at('secrets-key')];

/** The command line takes a DATA_DIR only when it carries our mark. */
async function createMarkedEnv() {
  const made = await createTestEnv();
  await writeFile(path.join(made.env.DATA_DIR, 'diemcau'), '');
  return made;
}

beforeAll(async () => {
  settings = await createMarkedEnv();
  services = createServices(settings.env, 'test');
  folder = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'backup-'));
  // Postgres runs as another user than root's tests.
  await chmod(folder, 0o755);
  await writeFile(at('key'), randomBytes(32).toString('hex'));
  await writeFile(at('secrets-key'), randomBytes(32).toString('hex'));
  await writeFile(at('other-key'), 'một khóa khác cũng đủ dài');
  await importSampleUnits(services);
  await importSampleMembers(services);
  await makeAccount(services, { username: 'kiemtra' });
  const actor = { system: 'Phép thử \\ "khó"\t\n|' };
  for (let n = 0; n < 20; n += 1)
    await appendAudit(services.db, { actor, action: 'member.view', targetType: 'member', targetId: n + 1 });
  await sealEntries(services, { head: true });
  await services.storage.put('lectures/a.bin', randomBytes(50_000));
  const made = await runCli(['--json', 'backup', '--to', at('place'), ...keys()], source());
  expect([made.code, made.err]).toEqual([0, '']);
  saved = (JSON.parse(made.out) as { name: string }).name;
}, 180_000);
afterAll(async () => {
  await services?.close();
  await settings?.release();
  await rm(folder, { recursive: true, force: true });
});

async function sums(of: Services) {
  const client = await of.pool.connect();
  try {
    await client.query(`begin; ${SAME_TEXT}`);
    const found: Record<string, unknown> = {};
    for (const shape of await readShapes(client)) found[shape.name] = await sumTable(client, shape);
    return found;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** An empty installation: a migrated database and a DATA_DIR of its own. */
async function emptyPlace() {
  const place = await createMarkedEnv();
  return { ...place, into: ['--into', place.source.DATABASE_URL ?? ''] };
}

test('saved, and restored into an empty place: counts, hashes, sequences, secrets and the audit chain are the same', async () => {
  const target = await emptyPlace();
  const result = await runCli(['--json', 'restore', '--from', at('place'), ...keys(), ...target.into], {
    ...target.source,
    LOG_LEVEL: 'error',
  });
  expect([result.err, result.code]).toEqual(['', 0]);
  const drill = JSON.parse(result.out) as { rows: number; seconds: number; audit: object; media: object };
  process.stdout.write(`  restore drill: ${drill.rows} rows in ${drill.seconds} s\n`);
  expect(drill.audit).toMatchObject({ entries: expect.any(Number), problems: 0, waiting: 0 });
  expect(drill.media).toEqual({ files: expect.any(Number), restored: 1, missing: expect.any(Number) });

  const { readEnv } = await import('~/platform/env');
  const restored = createServices(readEnv(target.source), 'test');
  try {
    expect(await sums(restored)).toEqual(await sums(services));
    expect(restored.env.AUDIT_SECRET).toBe(services.env.AUDIT_SECRET);
    expect(await verifyAudit(restored)).toMatchObject({ problems: [], heads: 2 });
    // The next number is free: sequences came too.
    const { id } = await makeAccount(restored, { username: 'moi' });
    expect(id).toBeGreaterThan(1);
    // And a second time it is refused, with nothing changed.
    const again = await runCli(['restore', '--from', at('place'), ...keys(), ...target.into], target.source);
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toMatch(/^Nơi phục hồi đã có dữ liệu \(bảng account\); chưa thay đổi gì\.[^\n]*\n$/);
  } finally {
    await restored.close();
    await target.release();
  }
}, 180_000);

test('nothing readable lies in the place: no name, no secret', async () => {
  const files = await readdir(at('place', saved));
  expect(files.sort()).toEqual(['backup.json', 'database.dcb', 'media.dcb', 'secrets.dcb']);
  for (const file of files) {
    const content = await readFile(at('place', saved, file), 'latin1');
    for (const secret of ['Nguyễn', 'kiemtra', 'lectures', services.env.AUDIT_SECRET])
      expect(content.includes(Buffer.from(secret).toString('latin1'))).toBe(false);
  }
});

test('verified without writing; a wrong key, a cut file, a changed byte and a missing index are one line each', async () => {
  const whole = await runCli(['backup', 'verify', '--from', at('place'), ...keys()], source());
  expect([whole.code, whole.err]).toEqual([0, '']);
  expect(whole.out).toMatch(/nguyên vẹn/);
  const refused = async (args: string[], sentence: RegExp) => {
    const result = await runCli(args, source());
    expect([args.join(' '), result.code === 0, result.out]).toEqual([args.join(' '), false, '']);
    expect(result.err).toMatch(sentence);
    expect(result.err.trim().split('\n')).toHaveLength(1);
  };
  const verify = (place: string, key = at('key')) => ['backup', 'verify', '--from', place, '--key-file', key];
  await refused(verify(at('place'), at('other-key')), /^Khóa không mở được/);
  await cp(at('place'), at('cut'), { recursive: true });
  const file = at('cut', saved, 'database.dcb');
  const { length } = await readFile(file);
  await truncate(file, length - 100);
  const place = connectStorage({ ...settings.env, STORAGE_URL: `file:${at('cut')}` });
  const own = { name: saved, passphrase: await readFile(at('key'), 'utf8'), secretsPassphrase: null };
  await expect(verifyBackup(place, own)).rejects.toMatchObject({ code: 'BACKUP_BROKEN' });
  await rm(at('cut', saved, 'backup.json'));
  await expect(verifyBackup(place, own)).rejects.toMatchObject({ code: 'NO_BACKUP' });
  await refused(['backup', '--to', at('key'), ...keys()], /^Không ghi được vào nơi lưu/);
  await refused(['backup', '--to', at('x')], /^Thiếu khóa sao lưu/);
  const same = { place, passphrase: own.passphrase, secretsPassphrase: own.passphrase, media: 'list' as const };
  await expect(runBackup(services, same)).rejects.toMatchObject({ code: 'SAME_KEY' });
}, 180_000);

test('a broken backup leaves an empty database as empty as it was', async () => {
  const place = at('torn');
  await cp(at('place'), place, { recursive: true });
  const file = path.join(place, saved, 'database.dcb');
  const content = await readFile(file);
  content[content.length - 20] = (content[content.length - 20] ?? 0) ^ 1;
  await writeFile(file, content);
  const target = await createTestDatabase();
  const there = createServices({ ...settings.env, DATABASE_URL: target.url }, 'test');
  const plain = openFile(
    connectStorage({ ...settings.env, STORAGE_URL: `file:${place}` }),
    ...([saved, 'database.dcb', await readFile(at('key'), 'utf8'), new Map()] as const),
  );
  await expect(loadDatabase(there.pool, plain)).rejects.toMatchObject({ code: 'BACKUP_BROKEN' });
  expect([await there.db.unit.count(), await there.db.auditEntry.count()]).toEqual([0, 0]);
  await there.close();
  await target.drop();
}, 120_000);

test('a place without room: said in a line, and nothing half is left', async () => {
  expect(() => writeFailed(Object.assign(new Error(), { code: 'ENOSPC' }))).toThrow(/hết chỗ/);
  const place = connectStorage({ ...settings.env, STORAGE_URL: `file:${at('full')}` });
  let written = 0;
  const full = {
    ...place,
    put: async (...args: Parameters<typeof place.put>) => {
      written += 1;
      if (written > 1) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      return place.put(...args);
    },
  };
  const passphrase = 'một khóa đủ dài cho phép thử';
  await expect(
    runBackup(services, { place: full, passphrase, secretsPassphrase: null, media: 'list' }),
  ).rejects.toMatchObject({ code: 'NO_ROOM' });
  expect((await place.list('')).filter((key) => !key.startsWith('.tmp'))).toEqual([]);
});

test('to a point in time: what came before is there, what came after is not, and the log is whole', async () => {
  const own = at('cluster');
  const first = await startPostgres({ dir: path.join(own, 'postgres'), durable: false, archive: true });
  const passphrase = await readFile(at('key'), 'utf8');
  const place = connectStorage({ ...settings.env, STORAGE_URL: `file:${at('point-in-time')}` });
  const units = (of: Services) => of.db.unit.findMany({ select: { code: true }, orderBy: { id: 'asc' } });
  const addUnit = (of: Services, code: string) =>
    of.pool.query(
      `insert into unit (id, code, kind, name, path) select id, $1, 'CELL', 'Chi bộ', id::text::ltree
         from nextval(pg_get_serial_sequence('unit', 'id')) id`,
      [code],
    );
  const open: Services[] = [];
  const connect = (url: string) => {
    const made = createServices({ ...settings.env, DATABASE_URL: url }, 'test');
    open.push(made);
    return made;
  };
  let moment: Date;
  try {
    await ensureDatabase(first.url('postgres'), 'diemcau');
    await applyMigrations(first.url('diemcau'));
    const live = connect(first.url('diemcau'));
    await addUnit(live, 'truoc');
    await makeBaseBackup(live.pool, { place, passphrase, dataDir: own, now: new Date(Date.now() - 1_000) });
    await appendAudit(live.db, {
      actor: { system: 'x' },
      action: 'audit.list',
      targetType: 'audit',
      targetId: 'x',
      data: { count: 1 },
    });
    await sealEntries(live);
    await addUnit(live, 'giua');
    const { rows } = await live.pool.query<{ now: Date }>('select clock_timestamp() as now');
    moment = new Date((rows[0]?.now.getTime() ?? 0) + 1);
    await live.pool.query(`select pg_sleep_until($1::timestamptz + interval '2 ms')`, [moment]);
    await addUnit(live, 'sau');
    const { rows: walled } = await live.pool.query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file');
    await until(async () => {
      const { rows: seen } = await live.pool.query('select 1 from pg_stat_archiver where last_archived_wal >= $1', [
        walled[0]?.file,
      ]);
      return seen.length > 0;
    });
    expect(await shipJournal(live.pool, { place, passphrase })).toBeGreaterThan(0);
    expect(await units(live)).toHaveLength(3);
  } finally {
    for (const one of open) await one.close();
    await first.stop();
  }
  await rm(path.join(own, 'postgres'), { recursive: true, force: true });
  const dataDir = at('restored');
  const args = { place, passphrase, dataDir, user: serviceUser() };
  await expect(prepareRestore({ ...args, at: new Date('2020-01-01') })).rejects.toMatchObject({ code: 'NO_BASE' });
  await prepareRestore({ ...args, at: moment });
  await expect(prepareRestore({ ...args, at: moment })).rejects.toMatchObject({ code: 'NOT_EMPTY' });
  const second = await startPostgres({ dir: path.join(dataDir, 'postgres'), durable: false });
  try {
    const restored = connect(second.url('diemcau'));
    expect((await units(restored)).map((unit) => unit.code)).toEqual(['truoc', 'giua']);
    expect(await verifyAudit({ ...restored, storage: place })).toMatchObject({ entries: 1, problems: [] });
    await addUnit(restored, 'moi');
  } finally {
    await open.at(-1)?.close();
    await second.stop();
  }
}, 120_000);
