import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFormTokens } from '~/http/form-tokens';
import { readEnv } from '~/platform/env';
import { FORM_TOKEN_FIELD, FORM_TOKEN_HEADER } from '~/platform/form-token';
import { createServices, type Services } from '~/platform/services';
import { withFormToken } from '../setup/form-token';
import { inParallel } from '../setup/in-parallel';
import { type Stack, startStack } from '../setup/stack';
import { addressIn, type Route, readRoutes } from './built-routes';
import { ELSEWHERE, type Expectation, MATRIX, PERSONS, type Person } from './matrix';
import { makePersons, makeWorld, type World } from './world';

// Deny by default, over the real thing: every address of the build × every kind of person × own and another's.

let stack: Stack;
let services: Services;
let own: World;
let foreign: World;
let cookies: Record<Person, string>;
let routes: Route[];

beforeAll(async () => {
  stack = await startStack({ demo: false, names: ['web'] });
  services = createServices(readEnv(stack.env), 'test');
  own = await makeWorld(services, 'minh');
  foreign = await makeWorld(services, 'khac');
  cookies = await makePersons(services, own);
  routes = readRoutes();
}, 240_000);
afterAll(async () => {
  await services?.close();
  await stack?.stop();
});

const ask = async (method: 'GET' | 'POST', address: string, cookie?: string) => {
  const response = await fetch(stack.url + address, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      ...(method === 'POST' ? withFormToken(stack.env, cookie ? { cookie } : {}) : cookie ? { cookie } : {}),
    },
    body: method === 'POST' ? new URLSearchParams({ order: 'reset' }) : undefined,
  });
  await response.arrayBuffer();
  return response;
};

/** A hash of every table's rows, but for the moment a sign-in was last seen, and the log: what was refused may stand there. */
async function readContents({ pool }: Services): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const contents: Record<string, string> = {};
  for (const { name } of rows.filter((table) => !table.name.startsWith('audit_'))) {
    const text = name === 'auth_session' ? `(to_jsonb(t) - 'last_seen_at')::text` : 't::text';
    const hash = await pool.query<{ md5: string }>(
      `select md5(coalesce(string_agg(${text}, '' order by ${text}), '')) as md5 from "${name}" t`,
    );
    contents[name] = hash.rows[0]?.md5 ?? '';
  }
  return contents;
}

/** What the log calls it when people are shown by name. */
const READS = Object.values(MATRIX).flatMap(({ reads }) => reads ?? []);
/** Requests under way at a time: the server, Postgres and this file share two cores. */
const WIDTH = 6;
const known = () => routes.filter(({ address }) => MATRIX[address]) as Route[];

test('every route says who may use it', () => {
  const missing = routes.map(({ address }) => address).filter((address) => !MATRIX[address] && !ELSEWHERE[address]);
  expect(missing).toEqual([]);
});

test('a stranger is sent to the sign-in page, a program told 401', async () => {
  const wrong: string[] = [];
  await inParallel(known(), WIDTH, async ({ address, loader, action }) => {
    const expectation = MATRIX[address] as Expectation;
    if (expectation.open_to_strangers || address === '/*') return;
    for (const method of ['GET', 'POST'] as const) {
      if (method === 'GET' ? !loader : !action) continue;
      const response = await ask(method, addressIn(own, address, expectation));
      const place = response.headers.get('location') ?? '';
      const fits = response.status === 302 && place.startsWith('/dang-nhap');
      if (!fits) wrong.push(`${method} ${address}: ${response.status} ${place}`);
      if (!address.startsWith('/resources/') || method === 'POST') continue;
      const program = await fetch(stack.url + addressIn(own, address, expectation), { redirect: 'manual' });
      const kind = program.headers.get('content-type');
      if (program.status !== 401 || kind !== 'application/problem+json')
        wrong.push(`program ${address}: ${program.status} ${kind}`);
    }
  });
  expect(wrong).toEqual([]);
});

test('no action of the build runs without the form’s token, whoever asks and however it is sent', async () => {
  const before = await readContents(services);
  const forged = createFormTokens('x'.repeat(40), false).open(undefined);
  const cookie = `${cookies.ADMINISTRATOR}; ${forged.setCookie?.split(';')[0]}`;
  const files = new FormData();
  files.append('order', 'reset');
  const json = { 'content-type': 'application/json' };
  const ways: { body: BodyInit; headers?: Record<string, string> }[] = [
    { body: new URLSearchParams({ order: 'reset', lang: 'en', theme: 'dark' }) },
    { body: new URLSearchParams({ [FORM_TOKEN_FIELD]: forged.token, order: 'reset' }) },
    { body: files },
    { body: '{"order":"reset"}', headers: json },
    { body: '{"order":"reset"}', headers: { ...json, [FORM_TOKEN_HEADER]: forged.token } },
    { body: 'order=reset', headers: { 'content-type': 'text/plain' } },
  ];
  const wrong: string[] = [];
  const actions = known().filter(({ action }) => action);
  expect(actions.length).toBeGreaterThan(30);
  await inParallel(actions, WIDTH, async ({ address }) => {
    for (const [i, { body, headers }] of ways.entries()) {
      const response = await fetch(stack.url + addressIn(own, address, MATRIX[address] as Expectation), {
        ...{ method: 'POST', redirect: 'manual', body },
        headers: { cookie, ...headers },
      });
      const text = await response.text();
      const expected = i === 5 ? 415 : 403;
      if (response.status !== expected || response.headers.getSetCookie().some((line) => !line.startsWith('dcf=')))
        wrong.push(`${address} way ${i}: ${response.status} ${text.slice(0, 80)}`);
    }
  });
  expect(wrong).toEqual([]);
  expect(await readContents(services)).toEqual(before);
});

describe.each(PERSONS)('%s', (person) => {
  test('opens what is theirs and finds nothing else', async () => {
    const wrong: string[] = [];
    await inParallel(known(), WIDTH, async ({ address, loader }) => {
      if (!loader) return;
      const expectation = MATRIX[address] as Expectation;
      const mine = await ask('GET', addressIn(own, address, expectation), cookies[person]);
      const opened = mine.status < 400;
      if (opened !== expectation.open.includes(person) || (!opened && mine.status !== 404)) {
        wrong.push(`GET ${address}: ${mine.status}`);
      }
      if (!expectation.things) return;
      const others = await ask('GET', addressIn(foreign, address, expectation), cookies[person]);
      if (others.status !== 404) wrong.push(`GET ${address} of another unit: ${others.status}`);
    });
    expect(wrong).toEqual([]);
  });

  test('is in the log with every page that showed people by name, and with no other', async () => {
    const opened = known().flatMap(({ address }) => {
      const { open, reads } = MATRIX[address] as Expectation;
      return reads && open.includes(person) ? [reads] : [];
    });
    const noted = await services.db.auditEntry.findMany({
      where: { actorName: person, action: { in: READS } },
      select: { action: true },
    });
    expect([...new Set(noted.map(({ action }) => action))].sort()).toEqual([...new Set(opened)].sort());
  });

  test('changes nothing that is not theirs', async () => {
    const wrong: string[] = [];
    await inParallel(known(), WIDTH, async ({ address, action }) => {
      const expectation = MATRIX[address] as Expectation;
      if (!action || expectation.open_to_strangers) return;
      if (!(expectation.write ?? expectation.open).includes(person)) {
        const mine = await ask('POST', addressIn(own, address, expectation), cookies[person]);
        if (mine.status !== 404) wrong.push(`POST ${address}: ${mine.status}`);
      }
      if (!expectation.things) return;
      const others = await ask('POST', addressIn(foreign, address, expectation), cookies[person]);
      if (others.status !== 404) wrong.push(`POST ${address} of another unit: ${others.status}`);
    });
    expect(wrong).toEqual([]);
  });

  test('guesses numbers and names in vain', async () => {
    const guessed = ['0', '-1', '99999999999999999999', "1'--", '%00'];
    const wrong: string[] = [];
    await inParallel(known(), WIDTH, async ({ address, loader }) => {
      const expectation = MATRIX[address] as Expectation;
      if (!loader || !expectation.things) return;
      // Who may open nothing of this kind is stopped before the name is looked at; the test above has seen that.
      if (!expectation.open.includes(person)) return;
      for (const guess of guessed) {
        const response = await ask('GET', address.replace(/:\w+/g, guess), cookies[person]);
        if (response.status !== 404 && response.status !== 400)
          wrong.push(`GET ${address} with ${guess}: ${response.status}`);
      }
    });
    expect(wrong).toEqual([]);
  });
});
