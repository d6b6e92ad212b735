import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { beginTotp, confirmTotp } from '~/modules/accounts/enrol-totp.server';
import { findSignedIn, findViewer } from '~/modules/accounts/find-viewer.server';
import { beginOidc } from '~/modules/accounts/oidc/begin-oidc.server';
import { findOidcLinks } from '~/modules/accounts/oidc/find-link.server';
import { finishOidc } from '~/modules/accounts/oidc/finish-oidc.server';
import { linkOidc, unlinkOidc } from '~/modules/accounts/oidc/link-oidc.server';
import { OIDC_REFUSALS } from '~/modules/accounts/oidc/refuse-oidc.server';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { passSecondFactor } from '~/modules/accounts/pass-second-factor.server';
import { countMistake } from '~/modules/accounts/sign-in-throttle.server';
import { type EnvError, readEnv } from '~/platform/env';
import type { Services } from '~/platform/services';
import { freePort } from '../../bin/lib/ports.mjs';
import { makeAccount, makeUnit, type TestUnit, viewerOf } from '../factories/accounts';
import { signInAtProvider, startOidcProvider, type TestProvider } from '../setup/oidc-provider';
import { createTestServices } from '../setup/services';

const PUBLIC_URL = 'http://127.0.0.1:9';
const AGENT = 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0';

let provider: TestProvider;
let services: Services;
let root: TestUnit;
let cell: TestUnit;
let count = 0;
let username: string;
let address: string;

beforeAll(async () => {
  provider = await startOidcProvider(() => `${PUBLIC_URL}/dang-nhap/oidc/ve`);
  services = await createTestServices({ env: { ...provider.env, PUBLIC_URL } });
  root = await makeUnit(services, 'O', null);
  cell = await makeUnit(services, 'O.1', root);
  await makeAccount(services, { username: 'quan.tri', grants: [['ADMINISTRATOR', root]] });
  await makeAccount(services, { username: 'quan.tri.chi.bo', grants: [['ADMINISTRATOR', cell]] });
});
afterAll(async () => {
  await provider?.stop();
  await services?.close();
});
beforeEach(async () => {
  count += 1;
  username = `mot.lan${count}`;
  address = `192.0.2.${count}`;
  await makeAccount(services, { username, grants: [['COMMITTEE', cell]] });
});

const settings = () => {
  const found = oidcSettings(services.env);
  if (!found) throw new Error('no settings');
  return found;
};
const begin = () => beginOidc({ settings: settings(), next: '/x', userAgent: AGENT, address }, services);
const finish = (back: URL, flowToken: string | null, { as = services, userAgent = AGENT } = {}) =>
  finishOidc(
    {
      ...{ settings: settings(), query: back.searchParams, flowToken, address, userAgent },
      ...{ presentedToken: null, requestId: 'r' },
    },
    as,
  );
/** There and back; `meddle` changes the address that the browser is sent to. */
async function goThrough(name: string, { amr = 'pwd', refuse = false, meddle = (_: URL) => {} } = {}) {
  const { url, flowToken } = await begin();
  const there = new URL(url);
  meddle(there);
  const form: Record<string, string> = refuse ? { refuse: '1' } : { name, amr };
  return { back: await signInAtProvider(there.toString(), form), flowToken };
}
const enter = async (name: string, options: Parameters<typeof goThrough>[1] & { as?: Services } = {}) => {
  const { back, flowToken } = await goThrough(name, options);
  return finish(back, flowToken, { as: options?.as });
};
const link = async (subject: string, to = username, by = 'quan.tri') =>
  linkOidc({ viewer: await viewerOf(services, by), username: to, subject, requestId: 'r' }, services);
const unlink = async (by = 'quan.tri', of = username) => {
  const { id } = await services.db.account.findUniqueOrThrow({ where: { username: of } });
  const [found] = await findOidcLinks(id, services.db);
  const viewer = await viewerOf(services, by);
  return unlinkOidc({ viewer, username: of, linkId: found?.id ?? 0, requestId: 'r' }, services);
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'OK',
    (error) => (error as { code?: string }).code ?? String(error),
  );
const reasons = async () => {
  const entries = await services.db.auditEntry.findMany({
    where: { action: 'account.refuse-oidc', address },
    orderBy: { id: 'asc' },
  });
  const words = entries.map(({ data }) => (data as { reason: string }).reason);
  return words.map((word) => Object.entries(OIDC_REFUSALS).find(([, one]) => one === word)?.[0]);
};
const believing = (...OIDC_MFA_AMR: string[]): Services => ({ ...services, env: { ...services.env, OIDC_MFA_AMR } });
/** The services at a moment: codes of an app are of their half minute. */
const at = (seconds: number): Services => ({ ...services, clock: { now: () => new Date(seconds * 1000) } });
/** An app that was set up half a minute before `now`. */
const enrol = async (username: string) => {
  const viewer = await viewerOf(services, username);
  const { secret } = await beginTotp(viewer, services);
  const now = Math.floor(Date.now() / 1000);
  const code = await generate({ secret, epoch: now - 30 });
  await confirmTotp({ viewer, code, requestId: 'r', address }, at(now - 30));
  return { secret, now };
};

describe('the way to the provider', () => {
  test('carries state, nonce and an S256 challenge, new each time, and nothing secret', async () => {
    const [one, two] = [new URL((await begin()).url).searchParams, new URL((await begin()).url).searchParams];
    expect(one.get('code_challenge_method')).toBe('S256');
    expect(one.get('scope')).toBe('openid');
    expect(one.get('redirect_uri')).toBe(`${PUBLIC_URL}/dang-nhap/oidc/ve`);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)?.length).toBeGreaterThanOrEqual(43);
      expect(one.get(name)).not.toBe(two.get(name));
    }
    expect(one.toString()).not.toContain('secret');
  });

  test('is off without settings, and half of them is a mistake that is named', () => {
    expect(oidcSettings({ ...services.env, OIDC_ISSUER: undefined })).toBeNull();
    const error = (source: Record<string, string>) => {
      try {
        readEnv({ ...BASE, ...source });
        return null;
      } catch (found) {
        return (found as EnvError).message;
      }
    };
    const BASE = {
      NODE_ENV: 'test',
      DATABASE_URL: services.env.DATABASE_URL,
      REDIS_URL: services.env.REDIS_URL,
      DATA_DIR: services.env.DATA_DIR,
    };
    expect(error({ OIDC_ISSUER: 'https://sso.example.vn' })).toMatch(/^OIDC_CLIENT_ID: is required/);
    const rest = { OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b'.repeat(20) };
    expect(error({ OIDC_ISSUER: 'http://sso.example.vn', ...rest })).toBe('OIDC_ISSUER: needs https');
    expect(error({ OIDC_ISSUER: 'https://sso.example.vn', ...rest })).toBeNull();
  });
});

describe('an identity', () => {
  test('signs in the account it was linked to, as a session of its own kind', async () => {
    await link(`sub-${count}`);
    const { token, step, next } = await enter(`sub-${count}`);
    expect({ step, next }).toEqual({ step: null, next: '/x' });
    const found = await findSignedIn(token ?? '', services, { touch: false });
    expect(found?.viewer.username).toBe(username);
    const session = await services.db.authSession.findUniqueOrThrow({ where: { id: found?.viewer.authSessionId } });
    expect(session).toMatchObject({ method: 'OIDC', address });
    expect(await reasons()).toEqual([]);
  });

  test('that nobody linked, and one whose account was stopped, are answered alike; both are in the log', async () => {
    const accounts = await services.db.account.count();
    const answer = (error: unknown) => {
      const { status, message, params } = error as { status: number; message: string; params: object };
      return { status, message, params };
    };
    // The user name itself is no link, nor anything else the provider may say.
    const unknown = answer(await enter(username).catch((error: unknown) => error));
    await link(username);
    await services.db.account.update({ where: { username }, data: { disabledAt: new Date() } });
    expect(answer(await enter(username).catch((error: unknown) => error))).toEqual(unknown);
    expect(unknown).toMatchObject({ status: 403, params: { subject: username } });
    expect(await reasons()).toEqual(['NOT_LINKED', 'DISABLED']);
    expect(await services.db.account.count()).toBe(accounts);
  });

  test('is compared exactly', async () => {
    await link(`Sub-${count}`);
    expect(await codeOf(enter(`sub-${count}`))).toBe('OIDC_NOT_LINKED');
  });
});

describe('what comes back from the provider', () => {
  test('is worth one sign-in, also when it is sent twice at the same moment', async () => {
    await link(`sub-${count}`);
    const { back, flowToken } = await goThrough(`sub-${count}`);
    const codes = await Promise.all([codeOf(finish(back, flowToken)), codeOf(finish(back, flowToken))]);
    expect(codes.sort()).toEqual(['OIDC_OVER', 'OK']);
    expect(await codeOf(finish(back, flowToken))).toBe('OIDC_OVER');
    // With a flow of its own: another state; and, had somebody the state too, the code is spent.
    expect(await codeOf(finish(back, (await begin()).flowToken))).toBe('OIDC_OVER');
    const { url, flowToken: fresh } = await begin();
    const replayed = new URL(back);
    replayed.searchParams.set('state', new URL(url).searchParams.get('state') ?? '');
    expect(await codeOf(finish(replayed, fresh))).toBe('OIDC_REFUSED');
    expect(await reasons()).toEqual(['FLOW', 'FLOW', 'STATE', 'PROVIDER']);
  });

  test('is worth nothing in another browser, without the cookie, or after a wrong state', async () => {
    await link(`sub-${count}`);
    const other = await goThrough(`sub-${count}`);
    expect(await codeOf(finish(other.back, other.flowToken, { userAgent: 'curl' }))).toBe('OIDC_OVER');
    expect(await codeOf(finish(other.back, other.flowToken))).toBe('OIDC_OVER');
    const { back, flowToken } = await goThrough(`sub-${count}`);
    expect(await codeOf(finish(back, null))).toBe('OIDC_OVER');
    const wrong = new URL(back);
    wrong.searchParams.set('state', 'x');
    expect(await codeOf(finish(wrong, flowToken))).toBe('OIDC_OVER');
    expect(await codeOf(finish(back, flowToken))).toBe('OIDC_OVER');
    expect(await reasons()).toEqual(['FLOW', 'FLOW', 'FLOW', 'STATE', 'FLOW']);
  });

  test.each([
    ['nonce', 'TOKEN'],
    ['code_challenge', 'PROVIDER'],
  ])('another %s than this sign-in’s: refused', async (name, reason) => {
    await link(`sub-${count}`);
    const meddle = (url: URL) => url.searchParams.set(name, 'A'.repeat(43));
    expect(await codeOf(enter(`sub-${count}`, { meddle }))).toBe('OIDC_REFUSED');
    expect(await reasons()).toEqual([reason]);
  });

  test('a no of the provider, and a provider that is away, are said in words', async () => {
    expect(await codeOf(enter('x', { refuse: true }))).toBe('OIDC_REFUSED');
    const { back, flowToken } = await goThrough('x');
    await provider.down();
    try {
      expect(await codeOf(finish(back, flowToken))).toBe('OIDC_DOWN');
    } finally {
      await provider.up();
    }
    const nobody = { ...settings(), issuer: `http://127.0.0.1:${await freePort()}` };
    const away = () => codeOf(beginOidc({ settings: nobody, next: '/', userAgent: AGENT, address }, services));
    // One entry a minute, or everybody's tries would fill the log.
    expect([await away(), await away()]).toEqual(['OIDC_DOWN', 'OIDC_DOWN']);
    expect(await reasons()).toEqual(['PROVIDER', 'DOWN']);
  });

  test('too many refusals of one address slow it down like wrong passwords, and shut it out at last', async () => {
    await Promise.all(Array.from({ length: 601 }, () => countMistake(address, services)));
    expect(await codeOf(begin())).toBe('SIGN_IN_LOCKED');
    expect(await codeOf(finish(new URL(PUBLIC_URL), null))).toBe('SIGN_IN_LOCKED');
  });
});

describe('the second factor', () => {
  const pass = async (step: string | null, secret: string, now: number) =>
    passSecondFactor(
      {
        ...{ stepToken: step, proof: { code: await generate({ secret, epoch: now }) }, address, userAgent: AGENT },
        ...{ presentedToken: null, requestId: 'r' },
      },
      at(now),
    );

  test('of our own follows, and then the session says both', async () => {
    await link(`sub-${count}`);
    const { secret, now } = await enrol(username);
    const { token, step } = await enter(`sub-${count}`, { amr: 'pwd,mfa' });
    expect(token).toBeNull();
    const passed = await pass(step, secret, now);
    const viewer = await findViewer(passed.token, services);
    const session = await services.db.authSession.findUniqueOrThrow({ where: { id: viewer?.authSessionId } });
    expect(session.method).toBe('OIDC_TOTP');
    expect(passed.next).toBe('/x');
  });

  test('of the provider stands for it only where the setting believes its word', async () => {
    await link(`sub-${count}`);
    await enrol(username);
    expect((await enter(`sub-${count}`, { amr: 'pwd', as: believing('mfa') })).token).toBeNull();
    const { token } = await enter(`sub-${count}`, { amr: 'pwd,mfa', as: believing('mfa') });
    expect(await findViewer(token ?? '', services)).not.toBeNull();
  });

  test('has to be set up where the role asks for one, unless the provider’s is believed, for as long as it is', async () => {
    await link(`sub-${count}`);
    const required = (as: Services): Services => ({ ...as, env: { ...as.env, SECOND_FACTOR: 'required' } });
    const due = async (token: string | null, as: Services) =>
      (await findSignedIn(token ?? '', required(as), { touch: false }))?.factorDue;
    expect(await due((await enter(`sub-${count}`)).token, services)).toBe(true);
    const { token } = await enter(`sub-${count}`, { amr: 'mfa', as: believing('mfa') });
    expect(await due(token, believing('mfa'))).toBe(false);
    expect(await due(token, services)).toBe(true);
  });
});

describe('a link', () => {
  test('is made by another administrator whose reach covers the account, once; the person is told', async () => {
    expect(await codeOf(link('a', 'quan.tri'))).toBe('OWN_OIDC');
    expect(await codeOf(link('a', 'quan.tri', 'quan.tri.chi.bo'))).not.toBe('OK');
    expect(await codeOf(link('a', username, username))).toBe('NOT_FOUND');
    await link(`sub-${count}`, username, 'quan.tri.chi.bo');
    await makeAccount(services, { username: `khac${count}`, grants: [['COMMITTEE', cell]] });
    expect(await codeOf(link(`sub-${count}`, `khac${count}`))).toBe('OIDC_TAKEN');
    expect(await codeOf(link('another', username))).toBe('OIDC_TAKEN');
    const { id } = await services.db.account.findUniqueOrThrow({ where: { username } });
    expect((await findOidcLinks(id, services.db)).map(({ subject }) => subject)).toEqual([`sub-${count}`]);
    expect(await services.db.securityNotice.findMany({ where: { accountId: id } })).toMatchObject([
      { kind: 'OIDC_LINKED' },
    ]);
    const [entry] = await services.db.auditEntry.findMany({
      where: { action: 'account.link-oidc', targetId: String(id) },
    });
    expect(entry?.data).toMatchObject({ username, issuer: provider.issuer });
    expect(JSON.stringify(entry?.data)).not.toContain(`sub-${count}`);
  });

  test('that is removed ends the sign-ins made through it, also half-way ones, and no others', async () => {
    await link(`sub-${count}`);
    const { token } = await enter(`sub-${count}`);
    const { secret, now } = await enrol(username);
    const { step } = await enter(`sub-${count}`);
    const { token: other } = await viewerOf(services, username);
    await unlink();
    expect(await findViewer(token ?? '', services)).toBeNull();
    expect(await findViewer(other, services)).not.toBeNull();
    const proof = { code: await generate({ secret, epoch: now }) };
    const half = { stepToken: step, proof, address, userAgent: AGENT, presentedToken: null, requestId: 'r' };
    expect(await codeOf(passSecondFactor(half, services))).toBe('STEP_OVER');
    expect(await codeOf(enter(`sub-${count}`))).toBe('OIDC_NOT_LINKED');
  });

  test('removed while people sign in through it: no session is left over, nothing fails otherwise', async () => {
    await link(`sub-${count}`);
    const ways = await Promise.all(Array.from({ length: 6 }, () => goThrough(`sub-${count}`)));
    const entered = ways.map(({ back, flowToken }) => codeOf(finish(back, flowToken)));
    const [removed, ...codes] = await Promise.all([codeOf(unlink()), ...entered]);
    expect(removed).toBe('OK');
    for (const code of codes) expect(['OK', 'OIDC_NOT_LINKED']).toContain(code);
    const { id } = await services.db.account.findUniqueOrThrow({ where: { username } });
    expect(await services.db.authSession.count({ where: { accountId: id, method: 'OIDC', revokedAt: null } })).toBe(0);
  });
});
