import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deviceTag } from '~/modules/accounts/device-tag';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { hashPassword } from '~/modules/accounts/password-hash.server';
import { mediaPassKey, signMediaPass } from '~/modules/media/media-pass';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { CHECKS_ADDRESS } from '~/modules/presence-checks/schema';
import { readEnv } from '~/platform/env';
import { FORM_TOKEN_HEADER } from '~/platform/form-token';
import { createServices, type Services } from '~/platform/services';
import { addressIn, type Route, readRoutes } from '../access/built-routes';
import { type Expectation, MATRIX, PERSONS, type Person } from '../access/matrix';
import { makePersons, makeWorld, type World } from '../access/world';
import { TEST_PASSWORD } from '../factories/accounts';
import { withFormToken } from '../setup/form-token';
import { inParallel } from '../setup/in-parallel';
import { type Stack, startStack } from '../setup/stack';
import { bodyOf, type Filled, type Form, filled, formsOf, honest } from './forms';
import { type Furnished, furnish } from './furnish';
import { mutated, NASTY, nastyText, someBytes } from './nasty';
import { METHODS, type Operation, pathsOf, readOperations, someHeaders, type Values } from './operations';
import { judge, openSite, type Sent, type Site, secretsOf } from './site';
import { count, type Group, runsOf, sampleOf, seed, shortfall } from './sizes';

// The built site, attacked as a stranger, as members and as officials with valid form tokens: no answer of 500, none that does not
// come, none with another unit's words or an error's inside; and the process lives on.

/** Stands in every text of the other unit. */
const CANARY = 'Hồng Hoàng Tước';

let stack: Stack;
let site: Site;
let services: Services;
let own: World;
let foreign: World;
let cookies: Record<Person, string>;
let routes: Route[];
let every: Route[];
let operations: Operation[];
let here: Furnished;
let there: Furnished;
let hidden: string[];
/** Names and numbers of the other unit's things, to be sent in place of one's own. */
let theirs: string[];
let mediaPath: string;
let foreignMediaPath: string;
const wrong: string[] = [];
const statuses = new Map<string, number>();

beforeAll(async () => {
  stack = await startStack({ demo: false, names: ['web'] });
  site = openSite(stack.url);
  services = createServices(readEnv(stack.env), 'test');
  own = await makeWorld(services, 'minh');
  foreign = await makeWorld(services, 'khac');
  cookies = await makePersons(services, own);
  every = readRoutes();
  routes = every.filter(({ address }) => MATRIX[address]);
  operations = await readOperations(stack.env);
  await services.db.account.updateMany({ data: { passwordHash: await hashPassword(TEST_PASSWORD) } });
  [mediaPath, foreignMediaPath] = await Promise.all([nameMedia(own), nameMedia(foreign)]);
  await plantCanaries();
  here = await furnish(services, own, cookies);
  there = await furnish(services, foreign);
  hidden = [CANARY, ...secretsOf(stack.env)];
  theirs = [...Object.values(foreign.things), String(foreign.room.unitId), String(foreign.room.campaignId)];
}, 240_000);
afterAll(async () => {
  site?.close();
  await services?.close();
  await stack?.stop();
});

async function nameMedia({ room }: World): Promise<string> {
  const publicPath = randomBytes(16).toString('base64url');
  const { assetId } = await services.db.recording.findFirstOrThrow({ where: { sessionId: room.sessionIds[0] ?? 0 } });
  await services.db.mediaAsset.update({ where: { id: assetId ?? 0 }, data: { publicPath, state: 'READY' } });
  await services.storage.put(`media/${publicPath}/storyboard.vtt`, Buffer.from(`WEBVTT ${publicPath}`));
  return publicPath;
}

async function plantCanaries(): Promise<void> {
  const { unitId, campaignId, sessionIds, campaignCode } = foreign.room;
  const { pool } = services;
  await pool.query(`update member set full_name = $2 || ' ' || id where unit_id = $1`, [unitId, CANARY]);
  await pool.query('update unit set name = $2 where id = $1', [unitId, `Chi bộ ${CANARY}`]);
  await pool.query('update campaign set title = $2 where id = $1', [campaignId, `Đợt ${CANARY}`]);
  await pool.query('update study_session set title = $2 where id = any($1)', [sessionIds, `Buổi ${CANARY}`]);
  await pool.query('update account set display_name = $2 where username = $1', [foreign.things.account, CANARY]);
  await pool.query('update party_document set title = $2 where code = $1', [foreign.things.document, CANARY]);
  await pool.query('update question_bank set title = $2 where code = $1', [foreign.things.bank, CANARY]);
  await pool.query('update venue set name = $2 where unit_id = $1', [unitId, CANARY]);
  expect(campaignCode).not.toContain(CANARY);
}

/** The other unit's rows as they stand. */
async function readForeign(): Promise<unknown> {
  const { unitId, campaignId } = foreign.room;
  const read = async (text: string) =>
    (await services.pool.query(text, [text.includes('campaign_id') ? campaignId : unitId])).rows;
  return Promise.all(
    [
      ...[
        'unit where id = $1',
        'member where unit_id = $1 order by id',
        'campaign where unit_id = $1',
        'venue where unit_id = $1',
      ],
      ...[
        'role_grant where unit_id = $1 order by id',
        'question_bank where unit_id = $1',
        'data_request where unit_id = $1',
      ],
      ...[
        'study_session where campaign_id = $1 order by id',
        'roster_entry where campaign_id = $1 order by member_id',
        'quiz where campaign_id = $1',
      ],
    ].map((from) => read(`select * from ${from}`)),
  );
}

/** Sends, judges, and counts the case. */
async function attack(group: Group, sent: Sent, fits: (status: number) => boolean = () => true): Promise<string> {
  const answer = await site.send(sent);
  count(group);
  if (!answer) return '';
  const kind = `${group} ${answer.status}`;
  statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
  const verdict = judge(answer, hidden) ?? (fits(answer.status) ? null : `status ${answer.status} is not for this`);
  if (verdict)
    wrong.push(
      `${group}: ${verdict}: ${sent.method} ${sent.path.slice(0, 200)} ${JSON.stringify(sent.headers ?? {}).slice(0, 300)} ${String(sent.body ?? '').slice(0, 400)}`,
    );
  return String(answer.headers.location ?? '');
}

const expectNothingWrong = () => expect(wrong.splice(0)).toEqual([]);
const json = { 'content-type': 'application/json' };
const now = () => Math.floor(Date.now() / 1000);
const cookieToken = (person: Person) => cookies[person].slice('dc='.length);

function ticketOf(person: 'MEMBER' | 'ORGANISER'): string {
  const { room } = own;
  return signPlaybackTicket(
    {
      ...{
        sid: room.sessionIds[0] ?? 0,
        mid: person === 'MEMBER' ? (room.memberIds[0] ?? 0) : null,
        aid: 1,
        src: 'RECORDING',
      },
      ...{ len: 100, iat: now(), exp: now() + 3600, pid: randomBytes(9).toString('base64url') },
      ...{ dev: deviceTag(cookieToken(person)), chk: [3, 3600] },
    },
    playbackTicketKey(stack.env.SESSION_SECRET ?? ''),
  );
}

/** A server ends a connection whose headers are too long, often before the refusal is read. */
const fewCharacters = nastyText.map((text) => text.slice(0, 300));

test('beats, over connections that stay open', async () => {
  const tickets = Array.from({ length: 60 }, (_, i) => ticketOf(i % 3 === 0 ? 'ORGANISER' : 'MEMBER'));
  const odd = fc.oneof(fc.maxSafeInteger(), fc.double(), fc.constantFrom<unknown>(null, '1', [], {}));
  /** Mostly as a player says it, sometimes not. */
  const mostly = (good: fc.Arbitrary<unknown>, other: fc.Arbitrary<unknown> = odd) =>
    fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: other });
  const range = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 })).map(([from, length]) => [from, from + length]);
  const beat = fc
    .record({
      ticket: mostly(fc.constantFrom(...tickets), mutated(fc.constantFrom(...tickets))),
      seq: mostly(fc.nat(1000)),
      ranges: mostly(
        fc.array(range, { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(odd, { maxLength: 3 }), { maxLength: 70 }),
      ),
      rate: mostly(fc.constant(1)),
      visible: mostly(fc.boolean()),
      position: mostly(fc.nat(100)),
    })
    .map((value) => JSON.stringify(value));
  const bodies = fc.oneof(
    { weight: 5, arbitrary: beat },
    { weight: 2, arbitrary: mutated(beat) },
    { weight: 1, arbitrary: fc.oneof(nastyText, fc.json()) },
    { weight: 1, arbitrary: someBytes(200).map((bytes) => bytes.toString('latin1')) },
  );
  const kinds = fc.constantFrom('text/plain', 'application/json', 'x/y', '');
  const expected = new Set([204, 400, 401, 409, 413, 415, 429]);
  await inParallel(sampleOf('beats', fc.tuple(bodies, kinds)), 16, async ([body, type]) => {
    const headers = { cookie: cookies.MEMBER, ...(type ? { 'content-type': type } : {}) };
    await attack('beats', { method: 'POST', path: '/api/presence', headers, body }, (status) => expected.has(status));
  });
  expect(statuses.get('beats 204')).toBeGreaterThan(100);
  expectNothingWrong();
}, 120_000);

test('presence checks', async () => {
  const tickets = Array.from({ length: 60 }, () => ticketOf('MEMBER'));
  const ask = fc.oneof(
    nastyText,
    fc.tuple(fc.nat(9), fc.nat(), fc.stringMatching(/^[\w-]{16}$/)).map((all) => all.join('.')),
  );
  const bodies = fc.record(
    {
      ticket: fc.oneof(fc.constantFrom(...tickets), mutated(fc.constantFrom(...tickets))),
      ask,
      answer: fc.oneof(fc.nat(5), fc.double(), nastyText),
      elapsedMs: fc.oneof(fc.nat(90_000), fc.double(), nastyText),
    },
    { requiredKeys: ['ticket'] },
  );
  await inParallel(sampleOf('checks', bodies), 12, async (body) => {
    const sent = { method: 'POST', path: CHECKS_ADDRESS, headers: { cookie: cookies.MEMBER, ...json } };
    await attack('checks', { ...sent, body: JSON.stringify(body) });
  });
  expectNothingWrong();
}, 120_000);

test('media: paths, keys, passes and ranges; nothing of another asset', async () => {
  const pass = signMediaPass(
    { publicPath: mediaPath, accountId: 1, exp: now() + 3600 },
    mediaPassKey(stack.env.MEDIA_SECRET ?? ''),
  );
  const file = fc.oneof(
    fc.constantFrom(
      'master.m3u8',
      'v0.m3u8',
      'v0_1.m4s',
      'init_v0.mp4',
      'poster.jpg',
      'storyboard.vtt',
      'captions/vi.vtt',
      'keys/0',
      'keys/999999',
    ),
    mutated(fc.constantFrom('keys/12', 'v0_0000001.m4s', 'captions/vi.vtt')),
    fc
      .constantFrom('../', '%2e%2e/', '..%2f', '%5c..', '%00', '%', '%ff', 'keys/../../')
      .chain((up) => fc.constantFrom(`${up}${foreignMediaPath}/storyboard.vtt`, `${up}${up}secrets/session`, `${up}`)),
  );
  const asset = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(mediaPath, foreignMediaPath) },
    { weight: 1, arbitrary: mutated(fc.constant(mediaPath)) },
  );
  const range = fc.oneof(
    fc.constantFrom('', 'bytes=0-0', 'bytes=-1', 'bytes=5-', 'bytes=9-1', `bytes=0-${'9'.repeat(30)}`),
    nastyText,
  );
  const wire = (text: string) => encodeURI(Buffer.from(text).toString()).replaceAll('%25', '%').replaceAll('#', '%23');
  const all = sampleOf(
    'media',
    fc.tuple(asset, file, range, fc.oneof(fc.constant(pass), mutated(fc.constant(pass), fewCharacters))),
  );
  await inParallel(all, 16, async ([folder, name, bytes, given]) => {
    const headers = { cookie: `${cookies.MEMBER}; diemcau_media=${given}`, ...(bytes ? { range: bytes } : {}) };
    const sent = { method: 'GET', path: wire(`/media/${folder}/${name}`), headers };
    const before = hidden;
    hidden = [...before, `WEBVTT ${foreignMediaPath}`];
    await attack('media', sent);
    hidden = before;
  });
  expect(statuses.get('media 200')).toBeGreaterThan(5);
  expectNothingWrong();
}, 120_000);

/** What each parameter of an address may be, here and in the other unit. */
function values(): Values {
  const of = (world: World, furnished: Furnished, media: string): Record<string, string[]> => {
    const { things } = world;
    const ids = [
      things.sessionId,
      things.memberId,
      things.venueId,
      things.broadcastId,
      things.report,
      things.dataRequest,
    ];
    return {
      ...{ id: ids, session: [things.sessionId], sessionId: [things.sessionId], venue: [things.venueId] },
      ...{
        code: [things.campaign, things.document, things.bank, ...(world === own ? [furnished.checkInCode()] : [])],
        unitCode: [things.unit],
      },
      ...{ document: [things.document], username: [things.account], runId: [things.importRun], number: ['1', '2'] },
      ...{ format: ['docx', 'pdf', 'xlsx', 'csv'], poll: [furnished.poll], order: ['cap', 'bo', 'kiem'] },
      // The link of another hall's screen is a secret: of theirs only the number is known.
      ...{
        token: [world === own ? furnished.screen : `${things.venueId}${here.screen.slice(here.screen.indexOf('-'))}`],
        publicPath: [media],
        file: ['master.m3u8', 'vi.vtt', 'poster.jpg'],
      },
      ...{ period: ['0', '1'], '*': ['khong-co-trang-nay', 'entry.client.js'] },
    };
  };
  const [ours, others] = [of(own, here, mediaPath), of(foreign, there, foreignMediaPath)];
  return Object.fromEntries(
    Object.keys(ours).map((name) => [name, { own: ours[name] ?? [], theirs: others[name] ?? [] }]),
  );
}

/** Where people are sent who are not, or no longer, fully signed in. */
const OUT = /^\/(?:dang-nhap|doi-mat-khau|mo-khoa|bao-mat\/thiet-lap)/;

/** Somebody whom a form signed out, stopped or told to change their password: as at first. */
async function restore(person: Person): Promise<void> {
  const account = await services.db.account.update({
    where: { username: `access.${person.toLowerCase()}` },
    data: { disabledAt: null, mustChangePassword: false, lockedUntil: null },
  });
  cookies[person] = `dc=${await openAuthSession({ accountId: account.id, now: new Date() }, services.db)}`;
}

test('every operation of the build: what stands in its address, its method and its headers', async () => {
  const names = operations.map(({ method, address }) => `${method} ${address}`);
  for (const known of [
    'POST /api/presence',
    'GET /media/:publicPath/keys/:period',
    'PATCH /uploads/:id',
    'GET /events/venues/:token',
  ])
    expect(names).toContain(known);
  const targets: Operation[] = [...operations, ...every.map(({ address }) => ({ method: 'GET', address, page: true }))];
  const given = values();
  const each = Math.ceil(runsOf('operations') / targets.length);
  const cases = targets.flatMap((target, i) => {
    const one = (honest: boolean) =>
      fc.record({
        target: fc.constant(target),
        path: pathsOf(target.address, given, honest),
        method: honest ? fc.constant(target.method) : fc.oneof(fc.constant(target.method), fc.constantFrom(...METHODS)),
        person: fc.constantFrom<Person | null>(...PERSONS, 'MEMBER', 'MEMBER', null),
        headers: honest ? fc.constant({}) : someHeaders,
        body: honest ? fc.constant(undefined) : fc.constantFrom(undefined, '', 'a=b', '{}', 'x'.repeat(3_000)),
      });
    return [
      ...fc.sample(one(true), { numRuns: 1, seed: seed + i }),
      ...fc.sample(one(false), { numRuns: each - 1, seed: seed + i }),
    ];
  });
  const answered = new Map<Operation, number>();
  await inParallel(cases, 6, async ({ target, path, method, person, headers, body }) => {
    if (target.address === '/dang-xuat' && method !== 'GET') return count('operations');
    const cookie = person === null ? '' : cookies[person];
    const writes = !/^(GET|HEAD|OPTIONS)$/.test(method);
    const sent = {
      method,
      path,
      headers: { ...(writes ? withFormToken(stack.env, { cookie }) : { cookie }), ...headers },
    };
    const location = await attack('operations', { ...sent, body: writes ? body : undefined });
    answered.set(target, (answered.get(target) ?? 0) + 1);
    if (person && OUT.test(location)) await restore(person);
  });
  const untried = targets.filter((target) => target.address !== '/dang-xuat' && (answered.get(target) ?? 0) < each);
  expect(untried.map(({ address }) => address)).toEqual([]);
  expectNothingWrong();
}, 120_000);

test('cookies of a sign-in, cut, joined and made up', async () => {
  const good = fc.constantFrom(...Object.values(cookies));
  const made = fc.oneof(
    mutated(good),
    fc.tuple(nastyText, nastyText).map(([a, b]) => `dc=${a}; dcf=${b}`),
    nastyText.map((text) => `dc=${text}`),
  );
  const known = new Set(Object.values(cookies));
  await inParallel(sampleOf('cookies', made), 12, async (cookie) => {
    const carries = cookie.split(';').some((one) => known.has(one.trim()));
    await attack(
      'cookies',
      { method: 'GET', path: '/resources/phien', headers: { cookie } },
      (status) => carries || status !== 200,
    );
  });
  expectNothingWrong();
}, 120_000);

test('form tokens: only the browser’s own lets a form through', async () => {
  const good = withFormToken(stack.env, { cookie: cookies.MEMBER });
  const token = good[FORM_TOKEN_HEADER] ?? '';
  const all = fc.tuple(fc.oneof(mutated(fc.constant(token)), nastyText), fc.constantFrom('header', 'body'));
  await inParallel(sampleOf('tokens', all), 12, async ([text, place]) => {
    const body = new URLSearchParams({ lang: 'en', ...(place === 'body' ? { 'ma-bieu-mau': text } : {}) }).toString();
    const headers = {
      ...{ cookie: good.cookie ?? '', 'content-type': 'application/x-www-form-urlencoded' },
      ...(place === 'header' ? { [FORM_TOKEN_HEADER]: text } : {}),
    };
    const same = text.slice(0, -1) === token.slice(0, -1) && text.length === token.length;
    await attack('tokens', { method: 'POST', path: '/ngon-ngu', headers, body }, (status) => same || status === 403);
  });
  expectNothingWrong();
}, 120_000);

test('resumable uploads: headers of every request', async () => {
  const metadata = (pairs: Record<string, string>) =>
    Object.entries(pairs)
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
  const mostly = (good: fc.Arbitrary<string>, other: fc.Arbitrary<string> = fewCharacters) =>
    fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: other });
  const described = fc
    .record({
      sessionId: mostly(fc.constant(own.things.sessionId), fc.oneof(fc.constant(foreign.things.sessionId), nastyText)),
      filename: mostly(fc.constant('bai.mp4')),
      attested: mostly(fc.constant('1')),
    })
    .map(metadata);
  const usual = fc.record({
    'tus-resumable': mostly(fc.constant('1.0.0')),
    'upload-length': mostly(fc.constantFrom('5', '100000')),
    'upload-offset': mostly(fc.constantFrom('0', '5')),
    'upload-metadata': mostly(described, mutated(described)),
    'content-type': mostly(fc.constant('application/offset+octet-stream')),
  });
  const rare: fc.Arbitrary<Record<string, string>> = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    ...['upload-defer-length', 'upload-concat', 'upload-checksum'].map((name) =>
      fewCharacters.map((text): Record<string, string> => ({ [name]: text })),
    ),
    fc
      .constantFrom('DELETE', 'GET', 'PATCH')
      .map((name): Record<string, string> => ({ 'x-http-method-override': name })),
  );
  const cases = fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'HEAD', 'PATCH', 'PATCH', 'DELETE', 'OPTIONS', 'PUT'),
    id: mostly(
      fc.constant('LAST'),
      fc.oneof(
        fc.stringMatching(/^[\w-]{24}$/),
        fewCharacters.map((text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ''))),
      ),
    ),
    person: fc.constantFrom<Person>('ORGANISER', 'ORGANISER', 'ORGANISER', 'MEMBER'),
    headers: fc.tuple(usual, rare).map(([a, b]): Record<string, string> => ({ ...a, ...b })),
    body: fc.oneof(fc.constant(undefined), someBytes(50)),
  });
  const made: string[] = [];
  await inParallel(sampleOf('uploads', cases), 6, async ({ method, id, person, headers, body }) => {
    const sent = { method, headers: withFormToken(stack.env, { ...headers, cookie: cookies[person] }), body };
    const one = id === 'LAST' ? (made.at(-1) ?? '/uploads/x') : `/uploads/${id}`;
    const place = method === 'POST' || method === 'OPTIONS' ? '/uploads' : one;
    const location = await attack('uploads', { ...sent, path: place });
    if (location) made.push(location);
  });
  expect(statuses.get('uploads 201')).toBeGreaterThan(3);
  expectNothingWrong();
}, 120_000);

test('bytes that are hardly HTTP', async () => {
  const { hostname, port } = new URL(stack.url);
  const good = fc.constant(
    'POST /api/presence HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{}{}',
  );
  const line = fc.constantFrom(
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: identity\r\n',
    ' a: b\r\n',
    'Host: b\r\n',
    '\0',
    '\n\n',
  );
  const all = sampleOf(
    'rawHttp',
    fc.oneof(
      mutated(good, fc.oneof(line, nastyText)),
      someBytes(80).map((bytes) => bytes.toString('latin1')),
    ),
  );
  await inParallel(all, 20, async (text) => {
    const answer = await new Promise<string>((resolve) => {
      const socket = net.connect(Number(port), hostname, () => socket.end(text));
      let got = '';
      socket.setEncoding('utf8').setTimeout(10_000, () => socket.destroy(new Error('no answer')));
      socket.on('data', (piece) => {
        got += piece;
      });
      socket.on('error', (error) => resolve(error.message));
      socket.on('close', () => resolve(got));
    });
    count('rawHttp');
    if (/^HTTP\/1.1 5|no answer/.test(answer)) wrong.push(`rawHttp: ${answer.slice(0, 100)}: ${text}`);
  });
  expectNothingWrong();
}, 120_000);

test('ballots and answers in JSON', async () => {
  const places = [
    ...['cap', 'bo', 'kiem'].map((order) => `/resources/phieu-kin/${here.poll}/${order}`),
    `/resources/trac-nghiem/${own.things.campaign}/luot/1`,
  ];
  const base64 = someBytes(300).map((bytes) => bytes.toString('base64url'));
  const values = fc.oneof(
    fc.record(
      { blinded: base64, token: base64, signature: base64, option: fc.oneof(fc.nat(3), nastyText) },
      { requiredKeys: [] },
    ),
    fc.record({
      answers: fc.array(
        fc.record({
          number: fc.oneof(fc.nat(9), fc.double()),
          answer: fc.anything(),
          revision: fc.oneof(fc.nat(9), fc.double()),
        }),
      ),
    }),
    fc.anything(),
  );
  const bodies = fc.oneof(
    values.map((value) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)) ?? ''),
    nastyText,
  );
  await inParallel(
    sampleOf('ballots', fc.tuple(fc.constantFrom(...places), bodies, fc.boolean())),
    8,
    async ([path, body, signedIn]) => {
      const headers = signedIn ? withFormToken(stack.env, { cookie: cookies.MEMBER, ...json }) : json;
      await attack('ballots', { method: path.includes('trac-nghiem') ? 'PUT' : 'POST', path, headers, body });
    },
  );
  expectNothingWrong();
}, 120_000);

/** Everything that the pages of a person offer: their forms, and the words after `?` in their links. */
const forms: Form[] = [];
const words = new Set<string>(['trang', 'q', 'don-vi', '_data']);

async function crawl(group: Group | null): Promise<void> {
  const visits = PERSONS.flatMap((person) =>
    routes
      .filter(({ address, loader }) => loader && MATRIX[address]?.open.includes(person))
      .map(({ address, page }) => ({ person, page, path: addressIn(own, address, MATRIX[address] as Expectation) })),
  );
  const moving: typeof visits = [
    { person: 'MEMBER', page: true, path: `/trac-nghiem/${own.things.campaign}/luot/1` },
    { person: 'MEMBER', page: true, path: `/diem-danh/${here.checkInCode()}` },
    { person: 'ORGANISER', page: true, path: `/diem-cau/${here.screen}` },
  ];
  await inParallel([...visits, ...moving], 4, async ({ person, page, path }) => {
    const answer = await site.send({ method: 'GET', path, headers: { cookie: cookies[person], accept: 'text/html' } });
    if (!answer) return;
    const verdict = judge(answer, hidden);
    if (verdict) wrong.push(`page ${verdict}: ${person} ${path}`);
    if (!page || group !== null || answer.status !== 200) return;
    forms.push(...formsOf(answer.text, path, person).filter(({ path: to }) => !to.startsWith('/dang-xuat')));
    for (const [, word = ''] of answer.text.matchAll(/href="[^"]*[?;&]([\w-]{1,30})=/g)) words.add(word);
  });
}

test('pages of everybody, as they are at first', async () => {
  await crawl(null);
  expect(forms.filter(({ post }) => post).length).toBeGreaterThan(100);
  expectNothingWrong();
}, 120_000);

test('words after the question mark', async () => {
  const pages = forms.map(({ person, path }) => ({ person, path: path.split('?')[0] ?? '/' }));
  const names = fc.constantFrom(
    ...words,
    ...new Set(forms.filter(({ post }) => !post).flatMap(({ fields }) => fields.map(({ name }) => name))),
  );
  const pairs = fc.array(fc.tuple(names, fc.oneof(nastyText, fc.constantFrom(...theirs))), {
    minLength: 1,
    maxLength: 3,
  });
  const all = sampleOf(
    'queries',
    fc.tuple(fc.constantFrom(...pages), pairs, fc.constantFrom('', '', '', '&%', '&%ff=%00', '&&==')),
  );
  await inParallel(all, 4, async ([{ person, path }, given, tail]) => {
    const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, value.slice(0, 500)]));
    await attack('queries', {
      method: 'GET',
      path: `${path}?${query}${tail}`,
      headers: { cookie: cookies[person], accept: 'text/html' },
    });
  });
  expectNothingWrong();
}, 120_000);

/** One of each kind: the same fields sent to the same place. */
const once = (all: Form[]): Form[] => [
  ...new Map(
    all.map((form) => [
      `${form.path} ${form.fields.map(({ name, good }) => `${name}${/^(?:order|intent)/.test(name) ? good[0] : ''}`)}`,
      form,
    ]),
  ).values(),
];

/** What forms ended goes on: or all that come after would meet a closed campaign. */
async function reopen(): Promise<void> {
  const { unitId, campaignId } = own.room;
  const { pool } = services;
  await pool.query(`update campaign set state = 'OPEN', closed_at = null where id = $1`, [campaignId]);
  await pool.query('update unit set closed_on = null where id = $1', [unitId]);
  await pool.query('update quarantine set lifted_at = now() where lifted_at is null');
  await pool.query('update venue set opened_at = now(), closed_at = null where unit_id = $1', [unitId]);
  await pool.query('update account set disabled_at = null, locked_until = null, failed_attempts = 0');
}

/** Rows of every table; but for the log, and what is noted of sign-ins. */
async function countRows(): Promise<Map<string, number>> {
  const { rows } = await services.pool.query<{ name: string; rows: string }>(
    `select c.relname as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', c.relname), false, true, '')))[1]::text as rows
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and c.relname !~ '^(audit_|auth_session|sign_in|_prisma)'`,
  );
  return new Map(rows.map(({ name, rows: n }) => [name, Number(n)]));
}

/** What a form adds more than once when it is sent three times, with the reason. */
const SEVERAL: Record<string, string> = {
  '/quen-mat-khau: reset_request +3': 'somebody wishes a letter; the link of each ends the one before it',
  '/quan-ly/nhap-du-lieu: import_run +3':
    'a list that was sent is a draft; the second that is carried out changes nothing',
  '/quan-ly/diem-cau/1: attendance_evidence +3': 'one for each of the three members',
  '/quan-ly/diem-cau/1: member_outcome +3': 'one for each of the three members',
  '/trac-nghiem/DOT/luot/1: quiz_answer +10': 'one for each of the ten questions',
  '/quan-ly/cach-ly: quarantine +2': 'the recording and the broadcast of the session',
};

test('every form, sent three times at the same moment: nothing fails, and nothing is there twice', async () => {
  const { things } = own;
  const fits = {
    ...{
      code: 'moi-2026',
      username: 'nguoi.moi',
      unitCode: things.unit,
      units: things.unit,
      deadline: '2027-01-02T08:00',
    },
    ...{
      options: 'Tán thành\nKhông tán thành',
      clerks: '',
      headcount: '5',
      guests: '1',
      seenHeadcount: '',
      seenGuests: '',
    },
    ...{
      seenNote: '',
      birth: '',
      cardNumber: '',
      joinedOn: '',
      email: '',
      phone: '',
      paragraph: '',
      number: '1',
      heldOn: '',
    },
  };
  const doubled = new Set<string>();
  let accepted = 0;
  for (const form of once(forms.filter(({ post }) => post))) {
    await reopen();
    const before = await countRows();
    const { type, body } = bodyOf(honest(form, fits));
    const { person, path } = form;
    const headers = withFormToken(stack.env, { cookie: cookies[person], accept: 'text/html', 'content-type': type });
    const places = await Promise.all([1, 2, 3].map(() => attack('doubles', { method: 'POST', path, headers, body })));
    if (places.some((place) => OUT.test(place))) await restore(person);
    if (places.some(Boolean)) accepted += 1;
    for (const [name, rows] of await countRows()) {
      const added = rows - (before.get(name) ?? 0);
      if (added > 1) doubled.add(`${path.split(/[?#]/)[0]?.replaceAll(things.campaign, 'DOT')}: ${name} +${added}`);
    }
  }
  expectNothingWrong();
  expect(accepted).toBeGreaterThan(30);
  expect([...doubled].filter((one) => !SEVERAL[one])).toEqual([]);
}, 120_000);

test('every form and every action, filled in by nobody honest', async () => {
  const before = await readForeign();
  const shown = forms.filter(({ post }) => post);
  const names = [...new Set(shown.flatMap(({ fields }) => fields.map(({ name }) => name)))];
  // Also where no form is shown: to everybody, with some of the names that forms have.
  const blind = routes
    .filter(({ address, action }) => action && address !== '/dang-xuat')
    .flatMap(({ address }): Form[] =>
      PERSONS.map((person) => ({
        ...{ person, post: true, multipart: false, path: addressIn(own, address, MATRIX[address] as Expectation) },
        fields: names
          .filter((_, i) => (i + address.length) % 9 === 0)
          .map((name) => ({ name, good: ['1'], file: false })),
      })),
    );
  // Each as often as any other, a round after the other, for one may end what another needs.
  const places = [...new Set(blind.map(({ path }) => path))];
  const kinds: Form[][] = [
    ...once(shown).map((form) => [form]),
    ...places.map((place) => blind.filter(({ path }) => path === place)),
  ];
  const rounds = Math.ceil(runsOf('forms') / kinds.length);
  const cases = kinds.map((same, i) =>
    fc.sample(
      fc.constantFrom(...same).chain((form) => filled(form, theirs)),
      { numRuns: rounds, seed: seed + i },
    ),
  );
  const reached = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    await reopen();
    await inParallel(cases, 4, async (kind) => {
      const one = kind[round] as Filled;
      const { type, body } = bodyOf(one);
      const { person, path } = one.form;
      const headers = withFormToken(stack.env, { cookie: cookies[person], accept: 'text/html', 'content-type': type });
      const location = await attack('forms', { method: 'POST', path, headers, body });
      reached.add(path);
      if (OUT.test(location)) await restore(person);
    });
  }
  expect(new Set(kinds.flat().map(({ path }) => path))).toEqual(reached);
  expectNothingWrong();
  expect(await readForeign()).toEqual(before);
}, 180_000);

test('afterwards every page still opens, with all that was stored, and the process is well', async () => {
  for (const person of PERSONS) await restore(person);
  await crawl('forms');
  expectNothingWrong();
  const health = await site.send({ method: 'GET', path: '/healthz' });
  expect(health?.text).toBe('ok');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stack.pid('web')}/status`, 'utf8'))?.[1]);
  expect(kilobytes).toBeLessThan(900_000);
}, 120_000);

test('no error in the log that nobody expected, and none of what was sent', () => {
  const log = stack.log('web');
  const errors = log.split('\n').filter((line) => /"level":(?:50|60)|unhandled|uncaught/i.test(line));
  expect(errors.slice(0, 5)).toEqual([]);
  expect(NASTY.filter((text) => /script|etc\/passwd|DROP TABLE/.test(text) && log.includes(text))).toEqual([]);
  for (const cookie of Object.values(cookies)) expect(log).not.toContain(cookie.slice(3));
});

test('all cases ran', () => {
  process.stderr.write(`answers, seed ${seed}: ${[...statuses].map((pair) => pair.join(': ')).join(', ')}\n`);
  const here: Group[] = [
    'beats',
    'checks',
    'media',
    'operations',
    'doubles',
    'cookies',
    'tokens',
    'uploads',
    'rawHttp',
    'ballots',
    'queries',
    'forms',
  ];
  expect(shortfall(here)).toEqual([]);
});
