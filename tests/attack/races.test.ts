import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { changePassword } from '~/modules/accounts/change-password.server';
import { createAccount } from '~/modules/accounts/create-account.server';
import { disableAccount } from '~/modules/accounts/disable-account.server';
import { beginTotp, confirmTotp } from '~/modules/accounts/enrol-totp.server';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { grantRole } from '~/modules/accounts/grant-role.server';
import { passSecondFactor } from '~/modules/accounts/pass-second-factor.server';
import { hashPassword } from '~/modules/accounts/password-hash.server';
import { spendRecoveryCode } from '~/modules/accounts/recovery-codes.server';
import { makeRecoveryCodes, removeFactor } from '~/modules/accounts/remove-factor.server';
import { resetPassword } from '~/modules/accounts/reset-password.server';
import { linkHash, spendResetLink } from '~/modules/accounts/resets/spend-reset.server';
import { signIn } from '~/modules/accounts/sign-in.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { dumpDatabase } from '~/modules/backup/dump-database.server';
import { loadDatabase } from '~/modules/backup/load-database.server';
import { newestBackup, openFile, runBackup, verifyBackup } from '~/modules/backup/run-backup.server';
import { authorisePublish } from '~/modules/broadcasts/authorise-publish.server';
import { rotateStreamKey } from '~/modules/broadcasts/change-stream-key.server';
import { acceptUpload } from '~/modules/media/accept-upload.server';
import { checkIn } from '~/modules/venues/check-in.server';
import { createServices, type Services } from '~/platform/services';
import { connectStorage } from '~/platform/storage';
import { makeAccount, makeMember, makeUnit, TEST_PASSWORD, type TestUnit, viewerOf } from '../factories/accounts';
import { makeClassroom, makeViewer } from '../factories/attendance';
import { makeBroadcast } from '../factories/broadcasts';
import { placeUpload } from '../factories/media';
import { createTestEnv, createTestServices } from '../setup/services';
import { until } from '../setup/until';

/*
 * The same thing asked for several times at once, or two things that exclude each other: one holds, the others are told, nothing is
 * there twice. Beside these: quiz attempts, freezes and reports, campaigns, roll-calls, ballots, minutes, imports, reset codes on paper
 * and TOTP codes have races of their own in tests/integration.
 */

let now = new Date();
let services: Services;
let root: TestUnit;
let made = 0;
beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => now } } });
  root = await makeUnit(services, 'D', null);
  await makeAccount(services, { username: 'quan.tri', grants: [['ADMINISTRATOR', root]] });
});
afterAll(() => services.close());

const AGENT = 'Mozilla/5.0 (X11; Linux) Firefox/140.0';
const NEXT = 'con đường làng mùa gặt';
const address = '192.0.2.9';
const about = { address, userAgent: AGENT, requestId: 'r' };
async function person(options: Partial<Parameters<typeof makeAccount>[1]> = {}): Promise<string> {
  made += 1;
  return (await makeAccount(services, { username: `dua.${made}`, ...options })).username;
}
const enter = (username: string, password = TEST_PASSWORD) =>
  signIn({ username, password, presentedToken: null, ...about }, services);
const codes = (all: PromiseSettledResult<unknown>[]): string[] =>
  all
    .map((one) => (one.status === 'fulfilled' ? 'OK' : ((one.reason as { code?: string }).code ?? String(one.reason))))
    .sort();
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: n }, (_, i) => work(i)));
const openSessions = (username: string) =>
  services.db.authSession.count({ where: { account: { username }, revokedAt: null } });

/** Does `before` in a transaction, begins `work`, which comes to wait for it, then does `after`, and lets go. */
async function inBetween<T>(before: Statement, work: () => Promise<T>, after?: Statement): Promise<T> {
  const client = await services.pool.connect();
  try {
    await client.query('begin');
    await client.query(...before);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const doing = work();
    doing.catch(() => {});
    const waiting = 'select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))';
    await until(async () => (await services.pool.query(waiting, [rows[0]?.pid])).rowCount !== 0, { what: 'a wait' });
    if (after) await client.query(...after);
    await client.query('commit');
    return await doing;
  } finally {
    client.release();
  }
}
type Statement = [text: string, values: unknown[]];
const hold = (username: string): Statement => ['select 1 from account where username = $1 for update', [username]];

describe('signing in', () => {
  test('a password that was reset while it was compared opens nothing', async () => {
    const username = await person();
    const other = await hashPassword(NEXT);
    const late = inBetween(hold(username), () => enter(username), [
      'update account set password_hash = $2 where username = $1',
      [username, other],
    ]);
    await expect(late).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    expect(await openSessions(username)).toBe(0);
    expect((await enter(username, NEXT)).token).not.toBeNull();
  });

  test('nor does an account that was stopped meanwhile', async () => {
    const username = await person();
    const late = inBetween(hold(username), () => enter(username), [
      'update account set disabled_at = now() where username = $1',
      [username],
    ]);
    await expect(late).rejects.toMatchObject({ code: 'ACCOUNT_DISABLED' });
    expect(await openSessions(username)).toBe(0);
  });

  test('resets, stops and sign-ins in a heap: afterwards nobody is in with the old password, and none of them fails', async () => {
    const viewer = await viewerOf(services, 'quan.tri');
    for (const order of [0, 1, 2]) {
      const username = await person();
      const work = [
        ...[0, 1, 2, 3].map(() => () => enter(username)),
        () => resetPassword({ actor: viewer, username, now }, services.db),
      ];
      const all = await Promise.allSettled([...work.slice(order), ...work.slice(0, order)].map((one) => one()));
      for (const code of codes(all)) expect(['OK', 'WRONG_CREDENTIALS', 'SIGN_IN_LOCKED']).toContain(code);
      expect(await openSessions(username)).toBe(0);
      await Promise.all([
        disableAccount({ viewer, username, disabled: true, now }, services.db),
        enter(username).catch(() => {}),
      ]);
      expect(await openSessions(username)).toBe(0);
    }
  });

  test('half-way in before a reset is half-way nowhere', async () => {
    const username = await person();
    const viewer = await viewerOf(services, username);
    const { secret } = await beginTotp(viewer, services);
    const codeNow = () => generate({ secret, epoch: Math.floor(now.getTime() / 1000) });
    await confirmTotp({ viewer, code: await codeNow(), requestId: 'r', address }, services);
    now = new Date(now.getTime() + 30_000);
    const { step } = await enter(username);
    await resetPassword({ actor: await viewerOf(services, 'quan.tri'), username, now }, services.db);
    const late = passSecondFactor(
      { stepToken: step, proof: { code: await codeNow() }, presentedToken: null, ...about },
      services,
    );
    await expect(late).rejects.toMatchObject({ code: 'STEP_OVER' });
  });
});

describe('one-time things', () => {
  test('the password of the first sign-in: of two changes at once one holds, and signs out the other', async () => {
    const username = await person({ mustChangePassword: true });
    const viewers = await Promise.all([viewerOf(services, username), viewerOf(services, username)]);
    const all = await Promise.allSettled(
      viewers.map((viewer, i) =>
        changePassword({ viewer, current: TEST_PASSWORD, next: `${NEXT} ${i}`, ...about }, services),
      ),
    );
    expect(codes(all)).toEqual(['CURRENT_WRONG', 'OK']);
    expect(await openSessions(username)).toBe(1);
    const winner = all.findIndex(({ status }) => status === 'fulfilled');
    now = new Date(now.getTime() + 16 * 60_000);
    expect((await enter(username, `${NEXT} ${winner}`)).token).not.toBeNull();
  });

  test('a link by e-mail, followed four times at once, sets one password', async () => {
    const username = await person();
    const { id: accountId } = await services.db.account.findUniqueOrThrow({ where: { username } });
    const token = randomBytes(32).toString('base64url');
    await services.db.passwordReset.create({
      data: { accountId, kind: 'LINK', secretHash: linkHash(token), expiresAt: new Date(now.getTime() + 60_000) },
    });
    const all = await times(4, (i) => spendResetLink({ token, password: `${NEXT} ${i}`, address }, services));
    expect(codes(all)).toEqual(['LINK_REFUSED', 'LINK_REFUSED', 'LINK_REFUSED', 'OK']);
    expect(
      await services.db.auditEntry.count({ where: { action: 'account.use-reset', targetId: String(accountId) } }),
    ).toBe(1);
  });

  test('the first code of an app, sent four times at once, sets it up once and shows recovery codes once', async () => {
    const viewer = await viewerOf(services, await person());
    const { secret } = await beginTotp(viewer, services);
    const code = await generate({ secret, epoch: Math.floor(now.getTime() / 1000) });
    const all = await times(4, () => confirmTotp({ viewer, code, requestId: 'r', address }, services));
    expect(codes(all)).toEqual(['OK', 'TOTP_KNOWN', 'TOTP_KNOWN', 'TOTP_KNOWN']);
    // Two pages that show a new app's code at once show the same one.
    const pages = await Promise.all([beginTotp(viewer, services), beginTotp(viewer, services)]);
    const works = (await beginTotp(viewer, services)).secret;
    expect(pages.map((one) => one.secret)).toEqual([works, works]);

    const sets = await Promise.all([1, 2].map(() => makeRecoveryCodes({ viewer, now, requestId: 'r' }, services.db)));
    const { accountId } = viewer;
    const fits = await Promise.all(
      sets.map(async ([first = '']) => (await spendRecoveryCode({ accountId, code: first }, services.db)) !== null),
    );
    expect(fits.filter(Boolean)).toHaveLength(1);
  });

  test('the last two factors of somebody who must have one, taken away at once: one stays', async () => {
    const viewer = await viewerOf(services, await person({ grants: [['SECRETARY', root]] }));
    const { accountId } = viewer;
    const { secret } = await beginTotp(viewer, services);
    const code = await generate({ secret, epoch: Math.floor(now.getTime() / 1000) });
    await confirmTotp({ viewer, code, requestId: 'r', address }, services);
    const key = {
      credentialId: randomBytes(16).toString('base64url'),
      publicKey: new Uint8Array(1),
      userHandle: new Uint8Array(1),
    };
    const { id: passkeyId } = await services.db.passkey.create({ data: { accountId, name: 'Khóa', ...key } });
    const all = await Promise.allSettled(
      (['totp', { passkeyId }] as const).map((factor) =>
        removeFactor({ viewer, factor, mode: 'required', now, requestId: 'r' }, services.db),
      ),
    );
    expect(codes(all)).toEqual(['LAST_FACTOR', 'OK']);
    const { totpSince, passkeys } = await findFactors(accountId, services.db);
    expect(passkeys.length + (totpSince ? 1 : 0)).toBe(1);
  });
});

describe('double submits', () => {
  test('an account for the same member, and one of the same name: one is made', async () => {
    const viewer = await viewerOf(services, 'quan.tri');
    const member = await makeMember(services, root, 'Lê Văn Đua');
    const one = (username: string, memberId: number | null = null) =>
      createAccount(
        {
          actor: viewer,
          username,
          memberId,
          displayName: 'Lê Văn Đua',
          ...(memberId ? {} : { grants: [{ role: 'COMMITTEE' as const, unitCode: root.code }] }),
        },
        services.db,
      );
    expect(codes(await times(4, () => one('trung.ten')))).toEqual(['OK', ...Array(3).fill('USERNAME_TAKEN')]);
    expect(codes(await times(4, (i) => one(`mot.nguoi.${i}`, member.id)))).toEqual([
      ...Array(3).fill('MEMBER_HAS_ACCOUNT'),
      'OK',
    ]);
  });

  test('nor is one made when somebody was quicker by a moment', async () => {
    const viewer = await viewerOf(services, 'quan.tri');
    const grants = [{ role: 'COMMITTEE' as const, unitCode: root.code }];
    const work = () =>
      createAccount({ actor: viewer, username: 'nhanh.hon', displayName: 'Lê Văn Đua', grants }, services.db);
    const quicker: Statement = [
      "insert into account (username, display_name, password_hash) values ($1, 'Khác', '-')",
      ['nhanh.hon'],
    ];
    await expect(inBetween(quicker, work)).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
  });

  test('a role given four times at once is held once', async () => {
    const viewer = await viewerOf(services, 'quan.tri');
    const username = await person({ grants: [['SECRETARY', root]] });
    const all = await times(4, () =>
      grantRole({ viewer, username, role: 'VENUE_CLERK', unitCode: root.code, now }, services.db),
    );
    expect(codes(all)).toEqual(['OK', 'ROLE_HELD', 'ROLE_HELD', 'ROLE_HELD']);
    expect(await services.db.roleGrant.count({ where: { account: { username }, role: 'VENUE_CLERK' } })).toBe(1);
    // A powerful one is proposed once.
    const proposed = await times(4, () =>
      grantRole({ viewer, username, role: 'INSPECTOR', unitCode: root.code, now }, services.db),
    );
    expect(codes(proposed)).toEqual(['ALREADY_PROPOSED', 'ALREADY_PROPOSED', 'ALREADY_PROPOSED', 'OK']);
    expect(await services.db.grantProposal.count({ where: { username } })).toBe(1);
  });

  test('a scanned code in two halls, twice in each: one check-in, one entry in the log', async () => {
    const room = await makeClassroom(services.db);
    const sessionId = room.sessionIds[0] ?? 0;
    const open = { sessionId, unitId: room.unitId, openedAt: now };
    const halls = await Promise.all(['A', 'B'].map((name) => services.db.venue.create({ data: { ...open, name } })));
    const viewer = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
    const all = await times(4, (i) => checkIn({ viewer, venueId: halls[i % 2]?.id ?? 0 }, services.db));
    expect(codes(all)).toEqual(['ELSEWHERE', 'ELSEWHERE', 'OK', 'OK']);
    expect(await services.db.venueCheckIn.count({ where: { sessionId } })).toBe(1);
    expect(
      await services.db.auditEntry.count({ where: { action: 'venue.check-in', actorAccountId: viewer.accountId } }),
    ).toBe(1);
  });

  test('stream keys made five at once: one opens the broadcast', async () => {
    const { room, keys } = await makeBroadcast(services);
    const order = { viewer: room.organiser as Viewer, sessionId: room.sessionId, slot: 'PRIMARY' as const };
    const fresh = await Promise.all([1, 2, 3, 4, 5].map(() => rotateStreamKey(services, order)));
    const grants = await Promise.all(
      [...fresh, keys.PRIMARY].map((key) => authorisePublish(services, { key, address })),
    );
    expect(grants.filter(Boolean)).toHaveLength(1);
    expect(
      await services.db.streamKey.count({
        where: { slot: 'PRIMARY', revokedAt: null, broadcast: { sessionId: room.sessionId } },
      }),
    ).toBe(1);
    expect(await authorisePublish(services, { key: keys.BACKUP, address })).not.toBeNull();
  });

  test('the end of an upload, told four times at once, makes one recording', async () => {
    const { room } = await makeBroadcast(services);
    const uploadId = await placeUpload(services, room, await readFile('content/lecture/lecture.mp4'));
    const all = await Promise.all([1, 2, 3, 4].map(() => acceptUpload(services, { uploadId })));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await services.db.mediaAsset.count({ where: { uploadId } })).toBe(1);
  });
});

describe('backups', () => {
  test('two of the same second are two; restored twice at once into one place, it is there once', async () => {
    const folder = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'races-'));
    const empty = await createTestEnv();
    const target = createServices(empty.env, 'test');
    try {
      const place = connectStorage({ ...services.env, STORAGE_URL: `file:${folder}` });
      const passphrase = randomBytes(32).toString('hex');
      const args = { place, passphrase, secretsPassphrase: null, media: 'list' as const };
      const both = await Promise.all([runBackup(services, args), runBackup(services, args)]);
      expect(new Set(both.map(({ name }) => name)).size).toBe(2);
      for (const { name } of both) await verifyBackup(place, { name, passphrase, secretsPassphrase: null });
      const name = await newestBackup(place);
      const all = await times(2, () =>
        loadDatabase(target.pool, openFile(place, name, 'database.dcb', passphrase, new Map())),
      );
      const refused = codes(all).filter((code) => code !== 'OK');
      expect(refused).toEqual([expect.stringMatching(/^(NOT_EMPTY|RESTORE_RUNNING)$/)]);
      const sums = await Promise.all(
        [services, target].map(async ({ pool }) => {
          let tables: unknown;
          for await (const _ of dumpDatabase(pool, (sum) => (tables = sum.tables)));
          return tables;
        }),
      );
      expect(sums[1]).toEqual(sums[0]);
    } finally {
      await target.close();
      await empty.release();
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
