import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '~/modules/accounts/change-password.server';
import { createAccount } from '~/modules/accounts/create-account.server';
import { disableAccount } from '~/modules/accounts/disable-account.server';
import { disableIdleAccounts } from '~/modules/accounts/disable-idle-accounts.server';
import { findSignedIn, findViewer } from '~/modules/accounts/find-viewer.server';
import { listAccounts } from '~/modules/accounts/list-accounts.server';
import { listAuthSessions } from '~/modules/accounts/list-auth-sessions.server';
import { closeAuthSession } from '~/modules/accounts/open-auth-session.server';
import { passwordWork } from '~/modules/accounts/password-hash.server';
import { reauthenticate } from '~/modules/accounts/reauthenticate.server';
import { resetPassword } from '~/modules/accounts/reset-password.server';
import { revokeAuthSessions } from '~/modules/accounts/revoke-auth-sessions.server';
import { signIn } from '~/modules/accounts/sign-in.server';
import { signOutAccounts } from '~/modules/accounts/sign-out-accounts.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { readWatchingRun, WatchingSessions } from '~/modules/accounts/watching-sessions.server';
import type { Services } from '~/platform/services';
import { makeAccount, makeUnit, TEST_PASSWORD, type TestUnit, viewerOf } from '../factories/accounts';
import { createTestServices } from '../setup/services';

let services: Services;
let root: TestUnit;
let now: Date;
let count = 0;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => now } } });
  now = new Date();
  root = await makeUnit(services, 'K', null);
});
afterAll(() => services.close());

let username: string;
let address: string;
beforeEach(async () => {
  now = new Date();
  count += 1;
  username = `nguoi${count}`;
  address = `192.0.2.${count}`;
  await makeAccount(services, { username });
});

const tryToSignIn = async (password: string, name = username, presentedToken: string | null = null) => {
  const from = { address, userAgent: 'test', presentedToken, requestId: 'r' };
  const { token } = await signIn({ username: name, password, ...from }, services);
  if (!token) throw new Error('half-way');
  return { token };
};

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'OK',
    (error) => (error as { code: string }).code,
  );

describe('signing in', () => {
  test('opens a session whose token is stored only as a hash, and folds the name', async () => {
    const { token } = await tryToSignIn(TEST_PASSWORD, `  ${username.toUpperCase()} `);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect((await findViewer(token, services))?.username).toBe(username);
    const { rows } = await services.pool.query('select encode(token_hash, $1) as hash from auth_session', ['base64']);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('accepts a password typed with composed or decomposed letters', async () => {
    await expect(tryToSignIn(TEST_PASSWORD.normalize('NFD'))).resolves.toHaveProperty('token');
  });

  test('revokes the token the browser came with', async () => {
    const first = await tryToSignIn(TEST_PASSWORD);
    const second = await tryToSignIn(TEST_PASSWORD, username, first.token);
    expect(await findViewer(first.token, services)).toBeNull();
    expect(await findViewer(second.token, services)).not.toBeNull();
  });

  test('locks after five wrong tries for fifteen minutes, also for the right password', async () => {
    for (let wrong = 0; wrong < 5; wrong += 1) expect(await codeOf(tryToSignIn('sai'))).toBe('WRONG_CREDENTIALS');
    expect(await codeOf(tryToSignIn(TEST_PASSWORD))).toBe('SIGN_IN_LOCKED');
    now = new Date(now.getTime() + 14 * 60_000);
    expect(await codeOf(tryToSignIn(TEST_PASSWORD))).toBe('SIGN_IN_LOCKED');
    now = new Date(now.getTime() + 2 * 60_000);
    expect(await codeOf(tryToSignIn(TEST_PASSWORD))).toBe('OK');
  });

  test('answers a name nobody has in the same way, with the same lock', async () => {
    const codes = [];
    for (let wrong = 0; wrong < 6; wrong += 1) codes.push(await codeOf(tryToSignIn('sai', `khong-co-${count}`)));
    expect(codes).toEqual([...Array<string>(5).fill('WRONG_CREDENTIALS'), 'SIGN_IN_LOCKED']);
  });

  test('writes down what was in vain, for names that exist and names that do not, and knocking at a locked door once', async () => {
    const { id } = await services.db.account.findUniqueOrThrow({ where: { username } });
    for (let wrong = 0; wrong < 9; wrong += 1) await codeOf(tryToSignIn('mật khẩu sai'));
    await codeOf(tryToSignIn('mật khẩu sai', 'không có ai tên này'));
    const failed = await services.db.auditEntry.findMany({
      where: { action: 'account.sign-in-failed', address },
      orderBy: { id: 'asc' },
    });
    const reasonOf = ({ data }: (typeof failed)[number]) => (data as { reason: string }).reason;
    expect(failed.map((entry) => entry.targetId)).toEqual([...Array<string>(6).fill(String(id)), 'không rõ']);
    expect(failed.map(reasonOf)[5]).toBe('đang tạm khóa vì nhập sai nhiều lần');
    expect(failed.map(reasonOf)[6]).toBe('tên đăng nhập hoặc mật khẩu chưa đúng');
    // What was typed stands nowhere.
    expect(JSON.stringify(failed, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
      /mật khẩu sai|không có ai/,
    );
  });

  test('compares one password in every case: the time tells no name', async () => {
    await makeAccount(services, { username: `dung${count}` });
    await services.db.account.update({ where: { username: `dung${count}` }, data: { disabledAt: now } });
    await makeAccount(services, { username: `khoa${count}` });
    const lockedUntil = new Date(now.getTime() + 60_000);
    await services.db.account.update({ where: { username: `khoa${count}` }, data: { lockedUntil } });
    const work = async (name: string, password: string) => {
      const before = passwordWork.compared;
      const code = await codeOf(tryToSignIn(password, name));
      return [code, passwordWork.compared - before];
    };
    expect(await work(username, 'sai')).toEqual(['WRONG_CREDENTIALS', 1]);
    expect(await work(`khong-ai${count}`, 'sai')).toEqual(['WRONG_CREDENTIALS', 1]);
    expect(await work(`dung${count}`, 'sai')).toEqual(['WRONG_CREDENTIALS', 1]);
    expect(await work(`khoa${count}`, 'sai')).toEqual(['SIGN_IN_LOCKED', 1]);
    expect(await work(`khoa${count}`, TEST_PASSWORD)).toEqual(['SIGN_IN_LOCKED', 1]);
    for (let wrong = 0; wrong < 4; wrong += 1) await work(`khong-ai${count}`, 'sai');
    expect(await work(`khong-ai${count}`, 'sai')).toEqual(['SIGN_IN_LOCKED', 1]);
  });

  test('lets through at most five of forty guesses made at once', async () => {
    const codes = await Promise.all(Array.from({ length: 40 }, () => codeOf(tryToSignIn('sai'))));
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(5);
    expect(codes.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(35);
  });

  test('a right password gives the tries back', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let wrong = 0; wrong < 4; wrong += 1) expect(await codeOf(tryToSignIn('sai'))).toBe('WRONG_CREDENTIALS');
      expect(await codeOf(tryToSignIn(TEST_PASSWORD))).toBe('OK');
    }
  });
});

describe('a session', () => {
  test('ends twelve hours after it began', async () => {
    const { token } = await tryToSignIn(TEST_PASSWORD);
    const { rows } = await services.pool.query<{ hours: number }>(
      `select (extract(epoch from expires_at - created_at) / 3600)::int as hours from auth_session order by id desc limit 1`,
    );
    expect(rows).toEqual([{ hours: 12 }]);
    await services.pool.query("update auth_session set expires_at = now() - interval '1 second'");
    expect(await findViewer(token, services)).toBeNull();
  });

  test('ends when it is signed out, and when the account is disabled', async () => {
    const { token } = await tryToSignIn(TEST_PASSWORD);
    await closeAuthSession({ token, now }, services.db);
    expect(await findViewer(token, services)).toBeNull();

    await makeAccount(services, { username: `qt${count}`, grants: [['ADMINISTRATOR', root]] });
    const again = await tryToSignIn(TEST_PASSWORD);
    const admin = await viewerOf(services, `qt${count}`);
    await disableAccount({ viewer: admin, username, disabled: true, now }, services.db);
    expect(await findViewer(again.token, services)).toBeNull();
    expect(await codeOf(tryToSignIn(TEST_PASSWORD))).toBe('ACCOUNT_DISABLED');
    expect(await codeOf(tryToSignIn('sai'))).toBe('WRONG_CREDENTIALS');
  });
});

describe('changing the password', () => {
  const change = async (current: string, next: string) =>
    changePassword(
      { viewer: await viewerOf(services, username), current, next, address, userAgent: null, requestId: 'r' },
      services,
    );

  test('signs the other browsers out and ends the forced change', async () => {
    const made = await createAccount(
      { actor: { system: 'cli' }, username: `${username}.moi`, displayName: 'Mới' },
      services.db,
    );
    username = `${username}.moi`;
    const other = await tryToSignIn(made.password);
    expect((await findViewer(other.token, services))?.mustChangePassword).toBe(true);
    const { token } = await change(made.password, 'sông dài cá lội biệt tăm');
    expect(await findViewer(other.token, services)).toBeNull();
    expect((await findViewer(token, services))?.mustChangePassword).toBe(false);
    expect(await codeOf(tryToSignIn('sông dài cá lội biệt tăm'))).toBe('OK');
    expect(await codeOf(tryToSignIn(made.password))).toBe('WRONG_CREDENTIALS');
  });

  test.each([
    [TEST_PASSWORD, 'ngắn', 'PASSWORD_REFUSED'],
    [TEST_PASSWORD, 'matkhau123456', 'PASSWORD_REFUSED'],
    [TEST_PASSWORD, TEST_PASSWORD, 'PASSWORD_SAME'],
    ['không phải', 'sông dài cá lội biệt tăm', 'CURRENT_WRONG'],
  ])('from %s to %s is refused: %s', async (current, next, code) => {
    expect(await codeOf(change(current, next))).toBe(code);
  });

  test('cannot serve for guessing the current one', async () => {
    const codes = [];
    for (let wrong = 0; wrong < 6; wrong += 1)
      codes.push(await codeOf(change(`sai ${wrong}`, 'sông dài cá lội biệt tăm')));
    expect(codes.at(-1)).toBe('CHANGE_LOCKED');
  });

  test('a reset lifts the lock, signs all browsers out and asks for a change', async () => {
    const { token } = await tryToSignIn(TEST_PASSWORD);
    for (let wrong = 0; wrong < 5; wrong += 1) await codeOf(tryToSignIn('sai'));
    const { password } = await resetPassword({ actor: { system: 'cli' }, username, now }, services.db);
    expect(await findViewer(token, services)).toBeNull();
    const fresh = await tryToSignIn(password);
    expect((await findViewer(fresh.token, services))?.mustChangePassword).toBe(true);
  });
});

describe('the sessions of an account', () => {
  test('are listed with device and address, ended one by one, and nobody else’s', async () => {
    const other = await tryToSignIn(TEST_PASSWORD);
    const third = await tryToSignIn(TEST_PASSWORD);
    const viewer = await viewerOf(services, username);
    const rows = await listAuthSessions({ viewer, now }, services.db);
    expect(rows.map((row) => [row.current, row.addressClass, row.address])).toEqual([
      [true, 'unknown', null],
      [false, 'internet', address],
      [false, 'internet', address],
    ]);
    await makeAccount(services, { username: `la${count}` });
    const stranger = await viewerOf(services, `la${count}`);
    const revoke = (from: typeof viewer, authSessionId: number | null) =>
      revokeAuthSessions({ viewer: from, authSessionId, now, requestId: 'r' }, services.db);
    expect(await revoke(stranger, rows[1]?.id ?? 0)).toEqual({ closed: 0 });
    // One's own browser is signed out by signing out.
    expect(await revoke(viewer, viewer.authSessionId)).toEqual({ closed: 0 });
    expect(await revoke(viewer, rows[1]?.id ?? 0)).toEqual({ closed: 1 });
    expect(await findViewer(third.token, services)).toBeNull();
    expect(await revoke(viewer, null)).toEqual({ closed: 1 });
    expect(await findViewer(other.token, services)).toBeNull();
    expect((await findViewer(viewer.token, services))?.username).toBe(username);
  });
});

describe('a session left alone', () => {
  const quiet = (id: number, minutes: number) =>
    services.pool.query('update auth_session set last_seen_at = now() - make_interval(mins => $2) where id = $1', [
      id,
      minutes,
    ]);
  const standing = (token: string, touch = false) => findSignedIn(token, services, { touch });

  test('is put off by what the person does, not by what open pages ask for', async () => {
    const { token, authSessionId } = await viewerOf(services, username);
    await quiet(authSessionId, 10);
    await standing(token);
    await quiet(authSessionId, 14);
    expect((await standing(token))?.locked).toBe(false);
    expect((await standing(token, true))?.locked).toBe(false);
    const { lastSeenAt } = await services.db.authSession.findUniqueOrThrow({ where: { id: authSessionId } });
    expect(Date.now() - lastSeenAt.getTime()).toBeLessThan(60_000);
    await quiet(authSessionId, 16);
    expect((await standing(token, true))?.locked).toBe(true);
    // Coming back does not open it.
    expect((await standing(token, true))?.locked).toBe(true);
    expect(await findViewer(token, services)).toBeNull();
  });

  test('stays open while its own lecture plays, and only if that began before the lock', async () => {
    const { token, authSessionId } = await viewerOf(services, username);
    const neighbour = await viewerOf(services, username);
    const minute = 60_000;
    const started = Date.now() - 40 * minute;
    const watching = new WatchingSessions(services);
    await quiet(authSessionId, 40);
    await quiet(neighbour.authSessionId, 40);
    for (let at = started; at <= Date.now(); at += 4 * minute) {
      watching.mark(authSessionId, at);
      await watching.flush();
    }
    expect((await readWatchingRun(authSessionId, services))?.since).toBe(started);
    expect((await standing(token))?.locked).toBe(false);
    // Another browser of the same account plays nothing.
    expect((await standing(neighbour.token))?.locked).toBe(true);
    watching.mark(neighbour.authSessionId, Date.now());
    await watching.flush();
    expect((await standing(neighbour.token))?.locked).toBe(true);
    await watching.close();
  });

  test('are ended from outside: of one account, of all', async () => {
    const [other, mine] = [`nguoi${count}b`, () => standing(token)];
    await makeAccount(services, { username: other });
    const { token } = await tryToSignIn(TEST_PASSWORD);
    const { token: theirs } = await tryToSignIn(TEST_PASSWORD, other);
    const order = (name: string | null) =>
      signOutAccounts({ actor: { system: 'kiểm thử' }, username: name, now }, services.db);
    expect(await order(other)).toEqual({ closed: 1 });
    expect([await standing(theirs), (await mine()) !== null]).toEqual([null, true]);
    expect((await order(null)).closed).toBeGreaterThanOrEqual(1);
    expect(await mine()).toBeNull();
    await expect(order('khong.co.ai')).rejects.toMatchObject({ code: 'NO_ACCOUNT' });
  });

  test('of an administrator locks after five minutes', async () => {
    await makeAccount(services, { username: `ad${count}`, grants: [['ADMINISTRATOR', root]] });
    const admin = await viewerOf(services, `ad${count}`);
    await quiet(admin.authSessionId, 6);
    expect((await standing(admin.token))?.locked).toBe(true);
  });
});

describe('saying the password again', () => {
  const again = (viewer: Viewer, presentedToken: string, locked = false) =>
    reauthenticate(
      { viewer, proof: { password: TEST_PASSWORD }, presentedToken, locked, address, requestId: 'r' },
      services,
    );
  const asks = (token: string, reads: boolean) => findSignedIn(token, services, { touch: false, reads });

  test('gives the session a new token; the old one reads for some seconds, writes nothing, and is never fresh', async () => {
    const { token: old, ...viewer } = await viewerOf(services, username);
    const { token } = await again(viewer, old);
    if (!token) throw new Error('no new token');
    expect(token).not.toBe(old);
    const found = await asks(token, false);
    expect(found?.viewer).toMatchObject({ authSessionId: viewer.authSessionId, device: viewer.device });
    expect(found?.authenticatedAt).toEqual(now);
    expect(await asks(old, false)).toBeNull();
    expect(await findViewer(old, services)).toBeNull();
    expect((await asks(old, true))?.authenticatedAt).toEqual(new Date(0));
    await services.db.authSession.update({
      where: { id: viewer.authSessionId },
      data: { previousUntil: new Date(Date.now() - 1) },
    });
    expect(await asks(old, true)).toBeNull();
    // Once more: what tickets are bound to stays, the token before the last is gone for good.
    const third = (await again(viewer, token)).token ?? '';
    expect((await asks(third, false))?.viewer.device).toBe(viewer.device);
    expect(await asks(old, true)).toBeNull();
  });

  test('at the same time in two windows: one new token, which is the one that counts', async () => {
    const { token: old, ...viewer } = await viewerOf(services, username);
    const tokens = (await Promise.all([again(viewer, old), again(viewer, old)])).map(({ token }) => token);
    const given = tokens.filter((token) => token !== null);
    expect(given).toHaveLength(1);
    expect(await asks(given[0] ?? '', false)).not.toBeNull();
  });

  test('opening a locked session ends the old token at once; signing out with one that was just replaced works', async () => {
    const { token: old, ...viewer } = await viewerOf(services, username);
    const { token } = await again(viewer, old, true);
    expect(await asks(old, true)).toBeNull();
    const { token: newest } = await again(viewer, token ?? '');
    await closeAuthSession({ token: token ?? '', now }, services.db);
    expect(await asks(newest ?? '', true)).toBeNull();
  });
});

describe('accounts that nobody uses', () => {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

  test('are shown when due, stopped after 45 days, and taken into use again by an administrator', async () => {
    await makeAccount(services, { username: `quet${count}`, grants: [['ADMINISTRATOR', root]] });
    const admin = await viewerOf(services, `quet${count}`);
    const make = async (name: string, created: number, signedIn: number | null, enabled: number | null = null) => {
      const { id } = await makeAccount(services, { username: `${name}${count}`, grants: [['SECRETARY', root]] });
      await services.db.account.update({
        where: { id },
        data: {
          createdAt: daysAgo(created),
          lastSignInAt: signedIn === null ? null : daysAgo(signedIn),
          enabledAt: enabled === null ? null : daysAgo(enabled),
        },
      });
    };
    await make('nghi', 100, 46);
    await make('chua-vao', 46, null);
    await make('sap', 100, 40);
    await make('moi-mo', 100, 80, 3);
    await make('dang', 100, 44.9);
    const { token } = await viewerOf(services, `nghi${count}`);
    const idleNames = async () => {
      const list = { viewer: admin, search: '', page: 1, now, idle: true, idleDays: 45 };
      return (await listAccounts(list, services.db)).rows.map((row) => row.username.replace(/\d+$/, '')).sort();
    };
    expect(await idleNames()).toEqual(['chua-vao', 'dang', 'nghi', 'sap']);
    await Promise.all([disableIdleAccounts(services), disableIdleAccounts(services)]);
    const stopped = await services.db.account.findMany({
      where: { disabledForIdle: true },
      select: { username: true },
    });
    expect(stopped.map((one) => one.username.replace(/\d+$/, '')).sort()).toEqual(['chua-vao', 'nghi']);
    expect(await services.db.auditEntry.count({ where: { action: 'account.disable-idle' } })).toBe(2);
    expect(await findViewer(token, services)).toBeNull();
    expect(await codeOf(tryToSignIn(TEST_PASSWORD, `nghi${count}`))).toBe('ACCOUNT_DISABLED');
    expect(await codeOf(tryToSignIn('sai', `nghi${count}`))).toBe('WRONG_CREDENTIALS');
    await disableAccount({ viewer: admin, username: `nghi${count}`, disabled: false, now }, services.db);
    await disableIdleAccounts(services);
    expect(await codeOf(tryToSignIn(TEST_PASSWORD, `nghi${count}`))).toBe('OK');
  });
});
