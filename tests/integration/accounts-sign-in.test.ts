import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '~/modules/accounts/change-password.server';
import { createAccount } from '~/modules/accounts/create-account.server';
import { disableAccount } from '~/modules/accounts/disable-account.server';
import { findViewer } from '~/modules/accounts/find-viewer.server';
import { closeAuthSession } from '~/modules/accounts/open-auth-session.server';
import { resetPassword } from '~/modules/accounts/reset-password.server';
import { signIn } from '~/modules/accounts/sign-in.server';
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
