import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { beginTotp, confirmTotp } from '~/modules/accounts/enrol-totp.server';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { findSignedIn, findViewer } from '~/modules/accounts/find-viewer.server';
import { passSecondFactor } from '~/modules/accounts/pass-second-factor.server';
import { makeRecoveryCodes, removeFactor } from '~/modules/accounts/remove-factor.server';
import { resetSecondFactor } from '~/modules/accounts/reset-second-factor.server';
import { signIn } from '~/modules/accounts/sign-in.server';
import type { Services } from '~/platform/services';
import { makeAccount, makeUnit, TEST_PASSWORD, type TestUnit, viewerOf } from '../factories/accounts';
import { createTestServices } from '../setup/services';

let services: Services;
let root: TestUnit;
let cell: TestUnit;
let now: Date;
let count = 0;
let username: string;
let address: string;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => now } } });
  now = new Date();
  root = await makeUnit(services, 'K', null);
  cell = await makeUnit(services, 'K.1', root);
});
afterAll(() => services.close());
beforeEach(async () => {
  now = new Date();
  count += 1;
  username = `hai.buoc${count}`;
  address = `192.0.2.${count}`;
  await makeAccount(services, { username });
});

const AGENT = 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0.0.0';
const begin = (password = TEST_PASSWORD, name = username) =>
  signIn(
    { username: name, password, address, userAgent: AGENT, presentedToken: null, next: '/x', requestId: 'r' },
    services,
  );
const pass = (stepToken: string | null, code: string, userAgent = AGENT) =>
  passSecondFactor({ stepToken, proof: { code }, address, userAgent, presentedToken: null, requestId: 'r' }, services);
const codeAt = (secret: string, at = now) => generate({ secret, epoch: Math.floor(at.getTime() / 1000) });
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'OK',
    (error) => (error as { code: string }).code,
  );

/** An app and recovery codes; half a minute later, so that the code of setting up is of the past. */
async function enrol(name = username) {
  const viewer = await viewerOf(services, name);
  const { secret } = await beginTotp(viewer, services);
  const { codes } = await confirmTotp({ viewer, code: await codeAt(secret), requestId: 'r', address }, services);
  later(30);
  return { viewer, secret, codes: codes ?? [] };
}

describe('an authenticator app', () => {
  test('is asked for only after a first code has shown that it works; its secret is stored sealed', async () => {
    const viewer = await viewerOf(services, username);
    const { secret, address: uri } = await beginTotp(viewer, services);
    expect((await beginTotp(viewer, services)).secret).toBe(secret);
    expect(uri).toMatch(/^otpauth:\/\/totp\//);
    expect((await begin()).token).not.toBeNull();
    const enrolling = (code: string) => confirmTotp({ viewer, code, requestId: 'r', address }, services);
    const wrong = (await codeAt(secret)) === '000000' ? '000001' : '000000';
    expect(await codeOf(enrolling(wrong))).toBe('CODE_WRONG');
    const { codes } = await enrolling(await codeAt(secret));
    expect(new Set(codes).size).toBe(10);
    const row = await services.db.totpFactor.findUniqueOrThrow({ where: { accountId: viewer.accountId } });
    expect(row.secret).not.toContain(secret);
    const open = (id: number) =>
      services.cipher.open(row.secret ?? '', { table: 'totp_factor', column: 'secret', row: id });
    expect(open(viewer.accountId)).toBe(secret);
    expect(() => open(viewer.accountId + 1)).toThrow();
    const result = await begin();
    expect(result).toMatchObject({ token: null });
    expect(result.step).toHaveLength(43);
  });

  test('there is no session before the second step; after it the browser goes on to where it wanted', async () => {
    const { secret } = await enrol();
    const before = await services.db.authSession.count();
    const { step } = await begin();
    expect(await services.db.authSession.count()).toBe(before);
    expect(await findViewer(step ?? '', services)).toBeNull();
    const { token, next } = await pass(step, await codeAt(secret));
    expect(next).toBe('/x');
    expect((await findViewer(token, services))?.username).toBe(username);
    expect(await services.db.authSession.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({ method: 'TOTP' });
    // The step is worth nothing any more, nor was its token ever stored.
    later(30);
    expect(await codeOf(pass(step, await codeAt(secret)))).toBe('STEP_OVER');
  });

  test('takes the neighbouring codes, for clocks that are half a minute off, and no code twice', async () => {
    const { secret } = await enrol();
    later(300);
    const before = await codeAt(secret, new Date(now.getTime() - 30_000));
    const twoBefore = await codeAt(secret, new Date(now.getTime() - 60_000));
    expect(await codeOf(pass((await begin()).step, twoBefore))).toBe('CODE_WRONG');
    expect(await codeOf(pass((await begin()).step, before))).toBe('OK');
    expect(await codeOf(pass((await begin()).step, before))).toBe('CODE_WRONG');
    const after = await codeAt(secret, new Date(now.getTime() + 30_000));
    expect(await codeOf(pass((await begin()).step, `${after.slice(0, 3)} ${after.slice(3)}`))).toBe('OK');
    // Used ahead of time: the present one lies before it.
    expect(await codeOf(pass((await begin()).step, await codeAt(secret)))).toBe('CODE_WRONG');
  });

  test('one code sent ten times at once signs in once', async () => {
    const { secret } = await enrol();
    const steps = await Promise.all(Array.from({ length: 3 }, () => begin()));
    const code = await codeAt(secret);
    const codes = await Promise.all(steps.map(({ step }) => codeOf(pass(step, code))));
    expect(codes.filter((one) => one === 'OK')).toHaveLength(1);
  });

  test('five wrong codes lock, and the right password in between gives no tries back', async () => {
    const { secret } = await enrol();
    for (let wrong = 0; wrong < 5; wrong += 1) {
      const { step } = await begin();
      expect(await codeOf(pass(step, 'abc'))).toBe('CODE_WRONG');
    }
    expect(await codeOf(begin())).toBe('SIGN_IN_LOCKED');
    later(15 * 60 + 1);
    expect(await codeOf(pass((await begin()).step, await codeAt(secret)))).toBe('OK');
  });

  test('the step belongs to one browser and lasts ten minutes', async () => {
    const { secret } = await enrol();
    const { step } = await begin();
    expect(await codeOf(pass(step, await codeAt(secret), 'another browser'))).toBe('STEP_OVER');
    later(601);
    expect(await codeOf(pass(step, await codeAt(secret)))).toBe('STEP_OVER');
    expect(await codeOf(pass(null, '123456'))).toBe('STEP_OVER');
  });

  test('moves to another phone: the old one works until the new one has shown a code', async () => {
    const { viewer, secret } = await enrol();
    const next = await beginTotp(viewer, services);
    expect(next.secret).not.toBe(secret);
    expect(await codeOf(pass((await begin()).step, await codeAt(secret)))).toBe('OK');
    later(30);
    const { codes } = await confirmTotp({ viewer, code: await codeAt(next.secret), requestId: 'r', address }, services);
    expect(codes).toBeNull();
    later(30);
    expect(await codeOf(pass((await begin()).step, await codeAt(secret)))).toBe('CODE_WRONG');
    expect(await codeOf(pass((await begin()).step, await codeAt(next.secret)))).toBe('OK');
  });
});

describe('recovery codes', () => {
  test('each signs in once, whatever signs and spaces it is written with; they are stored as hashes', async () => {
    const { viewer, codes } = await enrol();
    const [first = '', second = ''] = codes;
    const { codesLeft } = await pass((await begin()).step, ` ${first.toUpperCase().replaceAll('-', ' ')} `);
    expect(codesLeft).toBe(9);
    expect(await codeOf(pass((await begin()).step, first))).toBe('CODE_WRONG');
    const steps = await Promise.all([begin(), begin()]);
    const both = await Promise.all(steps.map(({ step }) => codeOf(pass(step, second))));
    expect(both.sort()).toEqual(['CODE_WRONG', 'OK']);
    const set = await services.db.recoveryCodes.findUniqueOrThrow({ where: { accountId: viewer.accountId } });
    expect(set.hashes).toHaveLength(8);
    const stored = Buffer.concat([set.salt, ...set.hashes]);
    expect(codes.some((code) => stored.includes(code) || stored.includes(code.replaceAll('-', '')))).toBe(false);
  });

  test('ten new ones end the old ones; without a second factor there are none', async () => {
    const bare = await viewerOf(services, username);
    expect(await codeOf(makeRecoveryCodes({ viewer: bare, now, requestId: 'r' }, services.db))).toBe('NO_FACTOR');
    const { viewer, codes } = await enrol();
    const fresh = await makeRecoveryCodes({ viewer, now, requestId: 'r' }, services.db);
    expect(await codeOf(pass((await begin()).step, codes[0] ?? ''))).toBe('CODE_WRONG');
    expect(await codeOf(pass((await begin()).step, fresh[0] ?? ''))).toBe('OK');
  });
});

describe('who must have one', () => {
  const mode = (SECOND_FACTOR: 'required' | 'all' | 'optional') => ({
    ...services,
    env: { ...services.env, SECOND_FACTOR },
  });
  const standing = async (token: string, as: 'required' | 'all' | 'optional') =>
    (await findSignedIn(token, mode(as), { touch: false }))?.factorDue;

  test('officials, as the table says; members when everybody must; nobody where it is left open', async () => {
    await makeAccount(services, { username: `can.bo${count}`, grants: [['SECRETARY', cell]] });
    const official = await viewerOf(services, `can.bo${count}`);
    const member = await viewerOf(services, username);
    expect(await standing(official.token, 'required')).toBe(true);
    expect(await standing(official.token, 'optional')).toBe(false);
    expect(await standing(member.token, 'required')).toBe(false);
    expect(await standing(member.token, 'all')).toBe(true);
    expect(await findViewer(official.token, mode('required'))).toBeNull();
    await enrol(`can.bo${count}`);
    expect((await findViewer(official.token, mode('required')))?.username).toBe(`can.bo${count}`);
  });

  test('they keep the last one; others may take it away, and the codes go with it', async () => {
    await makeAccount(services, { username: `giu${count}`, grants: [['COMMITTEE', root]] });
    const { viewer } = await enrol(`giu${count}`);
    const remove = (as: 'required' | 'optional') =>
      removeFactor({ viewer, factor: 'totp', mode: as, now, requestId: 'r' }, services.db);
    expect(await codeOf(remove('required'))).toBe('LAST_FACTOR');
    expect(
      await codeOf(
        removeFactor({ viewer, factor: { passkeyId: 999 }, mode: 'optional', now, requestId: 'r' }, services.db),
      ),
    ).toBe('NOT_FOUND');
    await remove('optional');
    expect(await findFactors(viewer.accountId, services.db)).toEqual({
      totpSince: null,
      passkeys: [],
      codesLeft: null,
    });
  });
});

describe('an administrator', () => {
  test('resets the second factors of accounts wholly within reach, not one’s own; devices are signed out', async () => {
    await makeAccount(services, { username: `qt${count}`, grants: [['ADMINISTRATOR', cell]] });
    await makeAccount(services, { username: `duoi${count}`, grants: [['SECRETARY', cell]] });
    await makeAccount(services, { username: `tren${count}`, grants: [['COMMITTEE', root]] });
    const { viewer: admin } = await enrol(`qt${count}`);
    const below = await enrol(`duoi${count}`);
    await enrol(`tren${count}`);
    const reset = (name: string) => resetSecondFactor({ actor: admin, username: name, now }, services.db);
    expect(await codeOf(reset(`qt${count}`))).toBe('OWN_FACTORS');
    expect(await codeOf(reset(`tren${count}`))).toBe('NOT_FOUND');
    await reset(`duoi${count}`);
    expect(await findViewer(below.viewer.token, services)).toBeNull();
    expect((await begin(TEST_PASSWORD, `duoi${count}`)).token).not.toBeNull();
    const entry = await services.db.auditEntry.findFirst({ where: { action: 'account.reset-factors' } });
    expect(entry).toMatchObject({ actorAccountId: admin.accountId, data: { totp: true, passkeys: 0 } });
  });
});

test('the audit log names every step, and no secret', async () => {
  const { secret, codes } = await enrol();
  await pass((await begin()).step, await codeAt(secret));
  const { id } = await services.db.account.findUniqueOrThrow({ where: { username } });
  const entries = await services.db.auditEntry.findMany({ where: { actorAccountId: id }, orderBy: { id: 'asc' } });
  expect(entries.map(({ action, data }) => [action, data])).toEqual([
    ['account.add-totp', { recoveryCodes: true }],
    ['account.sign-in', { method: 'TOTP' }],
  ]);
  const text = JSON.stringify(entries, (_key, value) => (typeof value === 'bigint' ? Number(value) : value));
  expect([secret, ...codes].some((one) => text.includes(one))).toBe(false);
});
