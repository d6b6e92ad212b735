import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createWebServer } from '~/http/server';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { broadcastTopic, publishEvent } from '~/platform/events';
import { type Services, webServicesOf } from '~/platform/services';
import { makeSegments } from '../factories/broadcast-segments';
import { makeBroadcast, passFor, type TestBroadcast } from '../factories/broadcasts';
import { makeClip, PICTURE } from '../factories/media';
import { type Edge, startEdge } from '../setup/edge';
import { withFormToken } from '../setup/form-token';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

// A real nginx with the shipped configuration in front of a real web process; what reaches Node is counted there.
let services: Services;
let app: FastifyInstance;
let edge: Edge;
let folder: string;
let broadcast: TestBroadcast;
/** Requests that reached Node: method, path with query, address of the person as the application sees it, host. */
let seen: { what: string; ip: string; host: string; cookie: string | undefined; forwarded: string | undefined }[] = [];
/** While set, Node does not answer. */
let gate: Promise<void> | null = null;
let now = () => new Date();
const agent = new http.Agent({ keepAlive: true, maxSockets: 2_000 });

beforeAll(async () => {
  services = await createTestServices({
    env: { TRUST_PROXY: '1' },
    overrides: { clock: { now: () => now() } },
  });
  broadcast = await makeBroadcast(services);
  app = await createWebServer({
    services: webServicesOf(services),
    root: process.cwd(),
    build: () => Promise.reject(new Error('no page is asked for here')),
  });
  app.addHook('onRequest', async (request) => {
    const { method, url, ip, host, headers } = request;
    seen.push({ ...{ what: `${method} ${url}`, ip, host }, cookie: headers.cookie, forwarded: headers.forwarded });
    await gate;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  folder = await mkdtemp(path.join(os.tmpdir(), 'edge-'));
  edge = await startEdge(folder, typeof address === 'object' ? (address?.port ?? 0) : 0);
}, 60_000);
afterEach(() => {
  seen = [];
  gate = null;
  now = () => new Date();
});
afterAll(async () => {
  agent.destroy();
  await edge?.stop();
  await app?.close();
  await services?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

function ask(
  file: string,
  { headers = {}, method = 'GET', body }: { headers?: Record<string, string>; method?: string; body?: Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(file, edge.url);
    const request = http.request(url, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

let numbers = 100;
/** A new segment in storage, in no playlist: its address and its bytes. */
async function newSegment(
  bytes = randomBytes(50_000),
): Promise<{ url: string; bytes: Buffer; put(): Promise<number> }> {
  const name = `240p_${String(numbers++).padStart(7, '0')}.m4s`;
  const put = () => services.storage.put(`${assetPrefix(broadcast.publicPath)}/${name}`, bytes);
  return { url: `/media/${broadcast.publicPath}/${name}`, bytes, put };
}
const reached = (text: string) => seen.filter(({ what }) => what.includes(text)).length;

test('a thousand players ask for a new segment at once: one request reaches Node, and none once it is there', async () => {
  const segment = await newSegment();
  await segment.put();
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const answers = Array.from({ length: 1_000 }, (_, i) => ask(segment.url, { headers: { cookie: `who=${i}` } }));
  await until(() => reached(segment.url) > 0);
  // All of them are with nginx before the first is answered: their sockets are taken and nothing waits to be written.
  await until(
    () =>
      Object.values(agent.sockets)
        .flat()
        .filter((socket) => socket?.bytesWritten).length === 1_000,
  );
  open();
  for (const { status, body } of await Promise.all(answers)) {
    expect(status).toBe(200);
    expect(body.equals(segment.bytes)).toBe(true);
  }
  const again = await Promise.all([ask(`${segment.url}?other=1`), ask(segment.url, { method: 'HEAD' })]);
  expect(again.map(({ headers }) => headers['x-cache'])).toEqual(['HIT', 'HIT']);
  expect(reached(segment.url)).toBe(1);
  // Nobody's answer: not even the first one's cookie went along.
  expect(seen[0]?.cookie).toBeUndefined();
}, 60_000);

test('parts of a segment are served from the whole one, also when the first to ask wants a part', async () => {
  const segment = await newSegment();
  await segment.put();
  const part = (range: string) => ask(segment.url, { headers: { range } });
  for (const [range, from, to] of [
    ['bytes=100-199', 100, 200],
    ['bytes=49000-', 49_000, 50_000],
    ['bytes=-10', 49_990, 50_000],
  ] as const) {
    const { status, body, headers } = await part(range);
    expect([status, headers['content-range']]).toEqual([206, `bytes ${from}-${to - 1}/50000`]);
    expect(body.equals(segment.bytes.subarray(from, to))).toBe(true);
  }
  expect((await part('bytes=50000-')).status).toBe(416);
  const whole = await ask(segment.url);
  expect(whole.body.equals(segment.bytes)).toBe(true);
  expect(whole.headers['cache-control']).toContain('immutable');
  // Read again for every viewer: what is said of pages is left out, what guards the bytes stays.
  expect(whole.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
  });
  expect(whole.headers).not.toHaveProperty('x-frame-options');
  expect(whole.headers).not.toHaveProperty('permissions-policy');
  expect(reached(segment.url)).toBe(1);
});

test('a live segment that is asked for too early is there a second after it was made', async () => {
  const segment = await newSegment();
  const began = Date.now();
  // Node is asked at most once a second, by however many.
  const most = () => 1 + Math.ceil((Date.now() - began) / 1000);
  const early = await Promise.all(Array.from({ length: 50 }, () => ask(segment.url)));
  expect(new Set(early.map(({ status }) => status))).toEqual(new Set([404]));
  expect(reached(segment.url)).toBeLessThanOrEqual(most());
  await segment.put();
  await until(async () => (await ask(segment.url)).status === 200, { seconds: 10, what: 'the segment' });
  expect(reached(segment.url)).toBeLessThanOrEqual(most());
});

test('playlists and keys are answered by Node for each person: never out of the cache, and not after access has ended', async () => {
  await services.db.broadcast.update({
    where: { id: broadcast.id },
    data: { state: 'ON_AIR', onAirAt: new Date(Date.now() - 60_000) },
  });
  await makeSegments(services, broadcast, [{ startsAt: Date.now() - 20_000, durations: [2_000, 2_000], ended: false }]);
  const cookie = passFor(services, broadcast.publicPath, 55);
  for (const file of ['live.m3u8', 'live-240p.m3u8', 'dvr-240p.m3u8', 'keys/0']) {
    const url = `/media/${broadcast.publicPath}/${file}`;
    const first = await ask(url, { headers: { cookie } });
    expect([file, first.status, first.headers['x-cache']]).toEqual([file, 200, undefined]);
    expect(first.headers['cache-control']).toContain('private');
    // The next person has no pass, or one for something else.
    expect((await ask(url)).status).toBe(403);
    const other = passFor(services, randomBytes(16).toString('base64url'));
    expect((await ask(url, { headers: { cookie: other } })).status).toBe(403);
    // Withdrawn: no new pass is given, and the last one is over within the minute.
    now = () => new Date(Date.now() + 56_000);
    const after = await ask(url, { headers: { cookie } });
    expect([file, after.status]).toEqual([file, 410]);
    now = () => new Date();
    expect(reached(file)).toBe(4);
  }
});

test('the application sees the person’s own address, and nothing of what they claim about it', async () => {
  await ask('/healthz', {
    headers: {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'gia-mao.example',
      forwarded: 'for=203.0.113.9;host=gia-mao.example',
    },
  });
  expect(seen).toMatchObject([{ ip: '127.0.0.1', host: `127.0.0.1:${edge.port}`, forwarded: undefined }]);
  // A write from the edge's own pages is no foreign one; one from elsewhere is, whatever host it claims.
  const write = (origin: string, claimed: string) =>
    ask('/uploads', {
      method: 'POST',
      headers: withFormToken(services.env, { origin, 'x-forwarded-host': claimed, 'tus-resumable': '1.0.0' }),
    });
  expect((await write(edge.url, 'gia-mao.example')).status).toBe(401);
  expect((await write('http://gia-mao.example', 'gia-mao.example')).status).toBe(403);
});

test('every answer carries its headers once, nginx’s own too', async () => {
  const segment = `/media/${broadcast.publicPath}/240p_0000000.m4s`;
  const one = (header: string | string[] | undefined) =>
    typeof header === 'string' ? header.split(',').length : header;
  for (const path of ['/khong-co', '/metrics', segment]) {
    const { headers } = await ask(path);
    expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
    expect([path, one(headers['cross-origin-resource-policy'])]).toEqual([path, 1]);
    if (path === segment) continue;
    expect([path, String(headers['content-security-policy'])]).toEqual([
      path,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  }
});

test('figures for those who run it are not given to the outside', async () => {
  for (const file of ['/metrics', '/readyz']) expect((await ask(file)).status).toBe(404);
  expect(seen).toEqual([]);
});

async function signedInOrganiser(): Promise<string> {
  const { organiser, unitId } = broadcast.room;
  const { accountId } = organiser;
  await services.db.roleGrant.createMany({ data: [{ accountId, role: 'ORGANISER', unitId }], skipDuplicates: true });
  return `${authCookieName(false)}=${await openAuthSession({ accountId, now: new Date() }, services.db)}`;
}

test('events arrive while the answer goes on, and stay open', async () => {
  const cookie = await signedInOrganiser();
  let text = '';
  const request = http.get(new URL(`/events/broadcasts/${broadcast.id}`, edge.url), { headers: { cookie } });
  const response = await new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve));
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => {});
  await until(() => text.includes('retry:'), { what: 'the beginning' });
  for (const number of [1, 2]) {
    await until(async () => {
      await publishEvent(services, broadcastTopic(broadcast.id), { type: 'agenda', data: { number } });
      return text.includes(`data: {"number":${number}}`);
    });
  }
  request.destroy();
});

test('an upload passes piece by piece; of a line that breaks, what came through is kept', async () => {
  const cookie = await signedInOrganiser();
  const clip = await makeClip(folder, 'bai.mp4', [...PICTURE(2), '-c:v', 'rawvideo', '-f', 'avi']);
  const bytes = await readFile(clip);
  expect(bytes.length).toBeGreaterThan(2_000_000);
  const base = withFormToken(services.env, { cookie, 'tus-resumable': '1.0.0' });
  const metadata = { sessionId: String(broadcast.room.sessionId), filename: 'bai.avi', attested: '1' };
  const encoded = Object.entries(metadata).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`);
  const made = await ask('/uploads', {
    method: 'POST',
    headers: { ...base, 'upload-length': String(bytes.length), 'upload-metadata': encoded.join(',') },
  });
  expect(made.status).toBe(201);
  const url = String(made.headers.location);
  const offset = async () => Number((await ask(url, { method: 'HEAD', headers: base })).headers['upload-offset']);
  const piece = { ...base, 'content-type': 'application/offset+octet-stream' };
  const half = 1_000_000;
  const broken = http.request(new URL(url, edge.url), {
    method: 'PATCH',
    headers: { ...piece, 'upload-offset': '0', 'content-length': String(bytes.length) },
  });
  broken.on('error', () => {});
  broken.write(bytes.subarray(0, half));
  const stored = path.join(services.env.DATA_DIR, 'uploads', path.basename(url));
  await until(async () => (await readFile(stored)).length === half, { what: 'what was sent, while it goes on' });
  broken.destroy();
  await until(async () => (await offset()) === half, { what: 'what came through' });
  const done = await ask(url, {
    method: 'PATCH',
    headers: { ...piece, 'upload-offset': String(half) },
    body: bytes.subarray(half),
  });
  expect([done.status, done.headers['upload-offset']]).toEqual([204, String(bytes.length)]);
  expect(await services.db.mediaAsset.count({ where: { uploadId: path.basename(url) } })).toBe(1);
});
