import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerMedia } from '~/http/media';
import { registerProblems } from '~/http/problems';
import { Withdrawn } from '~/http/withdrawn';
import { findViewer } from '~/modules/accounts/find-viewer.server';
import { closeAuthSession, openAuthSession } from '~/modules/accounts/open-auth-session.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { contentKey, decryptSegment, encryptSegment } from '~/modules/media/content-key';
import { claimContentSecret } from '~/modules/media/content-secret.server';
import { issuePlaybackTicket } from '~/modules/media/issue-playback-ticket.server';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { findMarkHolders } from '~/modules/quarantine/find-mark-holders.server';
import { lift } from '~/modules/quarantine/lift.server';
import { listQuarantine } from '~/modules/quarantine/list-quarantine.server';
import { withdraw } from '~/modules/quarantine/withdraw.server';
import { type Services, webServicesOf } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

// Who gets playlists and keys, who is noted, and how it ends: over real sockets, on a real database.

const OLD = 'an old media secret of thirty-two bytes';
const NEW = 'a new media secret of thirty-two bytes!';
const PLAIN = Buffer.from('ftypiso5 the lecture itself, in the clear');

let services: Services;
let room: Classroom;
let app: FastifyInstance;
let url: string;
let sessionId: number;
let publicPath: string;

async function serve(from: Services): Promise<{ app: FastifyInstance; url: string }> {
  const made = Fastify();
  registerProblems(made);
  const withdrawn = new Withdrawn(webServicesOf(from));
  made.addHook('onClose', async () => withdrawn.close());
  await registerMedia(made, webServicesOf(from), withdrawn);
  return { app: made, url: await made.listen({ port: 0, host: '127.0.0.1' }) };
}

beforeAll(async () => {
  services = await createTestServices({ env: { MEDIA_SECRET: OLD } });
  room = await makeClassroom(services.db, { members: 40, sessions: 2 });
  sessionId = room.sessionIds[0] ?? 0;
  publicPath = randomBytes(16).toString('base64url');
  const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId } });
  await services.db.mediaAsset.update({ where: { id: recording.assetId }, data: { publicPath, state: 'READY' } });
  // As a process of the first secret packs it.
  const secret = await claimContentSecret(publicPath, OLD, services.pool);
  const prefix = assetPrefix(publicPath);
  await services.storage.put(`${prefix}/240p_0000000.m4s`, encryptSegment(PLAIN, contentKey(secret, publicPath, 0), 0));
  await services.storage.put(`${prefix}/master.m3u8`, Buffer.from('#EXTM3U\n'));
  ({ app, url } = await serve(services));
}, 120_000);
afterAll(async () => {
  await app?.close();
  await services?.close();
});

let next = 0;
let watcher: Viewer;
let cookie: string;
let signIn: string;

/** A member of the room, signed in, who has opened the session's page. */
async function open(from: Services = services, member = next++) {
  const made = await makeViewer(services.db, room, { memberId: room.memberIds[member] ?? 0 });
  signIn = await openAuthSession({ accountId: made.accountId, now: new Date() }, services.db);
  const found = await findViewer(signIn, services);
  if (!found) throw new Error('not signed in');
  watcher = found;
  const issued = await issuePlaybackTicket(from, { viewer: watcher, sessionId });
  if (!issued) throw new Error('nothing to watch');
  cookie = issued.setCookie.split(';')[0] ?? '';
  return issued.playback;
}

const ask = (file: string, cookies: string, at = url) =>
  fetch(`${at}/media/${publicPath}/${file}`, { headers: { cookie: cookies } });
const statuses = async (cookies: string, at = url) =>
  Promise.all(['master.m3u8', 'keys/0', '240p_0000000.m4s'].map(async (file) => (await ask(file, cookies, at)).status));
const own = () => `dc=${signIn}; ${cookie}`;

describe('the pass', () => {
  beforeEach(() => open());

  test('opens playlists and keys beside the cookie of its own sign-in, and in no other browser', async () => {
    expect(await statuses(own())).toEqual([200, 200, 200]);
    expect(await statuses(cookie)).toEqual([403, 403, 200]);
    const mine = own();
    await open();
    expect(await statuses(`dc=${signIn}; ${mine.split('; ')[1]}`)).toEqual([403, 403, 200]);
  });

  test('ends with the sign-in, although it has hours left', async () => {
    expect((await ask('keys/0', own())).status).toBe(200);
    await closeAuthSession({ token: signIn, now: new Date() }, services.db);
    await until(async () => (await ask('keys/0', own())).status === 403, { what: 'the end of the pass' });
    expect((await (await ask('master.m3u8', own())).json()).detail).toContain('Phiên đăng nhập đã kết thúc');
  });

  test('gives so many keys in a while and no more; another one is not held up by that', async () => {
    const got: number[] = [];
    for (let period = 0; period < 60; period += 1) got.push((await ask(`keys/${period}`, own())).status);
    expect(got.filter((status) => status === 429).length).toBeGreaterThan(10);
    expect(got.slice(0, 15)).toEqual(Array(15).fill(200));
    await open();
    expect((await ask('keys/0', own())).status).toBe(200);
  });
});

test('a segment is of no use without its key', async () => {
  const sealed = Buffer.from(await (await ask('240p_0000000.m4s', '')).arrayBuffer());
  expect(sealed.includes('ftyp')).toBe(false);
  expect(sealed.includes('lecture')).toBe(false);
  for (const key of [contentKey(OLD, publicPath, 1), contentKey(NEW, publicPath, 0), randomBytes(16)]) {
    const opened = (() => {
      try {
        return decryptSegment(sealed, key, 0);
      } catch {
        return Buffer.alloc(0);
      }
    })();
    expect(opened.equals(PLAIN)).toBe(false);
  }
  await open();
  const key = Buffer.from(await (await ask('keys/0', own())).arrayBuffer());
  expect(decryptSegment(sealed, key, 0)).toEqual(PLAIN);
});

test('MEDIA_SECRET is changed: a player goes on, the recording opens with its own key, and what is new follows from the new secret', async () => {
  await open();
  const after = { ...services, env: { ...services.env, MEDIA_SECRET: `${NEW},${OLD}` } };
  const renewed = await serve(after);
  const without = await serve({ ...services, env: { ...services.env, MEDIA_SECRET: NEW } });
  try {
    // With the pass of before the change, and with one of after.
    for (const from of [null, after]) {
      if (from) await open(from);
      const key = Buffer.from(await (await ask('keys/0', own(), renewed.url)).arrayBuffer());
      expect(key).toEqual(contentKey(OLD, publicPath, 0));
    }
    expect(await claimContentSecret(randomBytes(16).toString('base64url'), after.env.MEDIA_SECRET, services.pool)).toBe(
      NEW,
    );
    expect(await claimContentSecret(publicPath, after.env.MEDIA_SECRET, services.pool)).toBe(OLD);
    // Taken away too early: it says so instead of giving a wrong key.
    const lost = await ask('keys/0', own(), without.url);
    expect([lost.status, (await lost.json()).title]).toEqual([503, 'SECRET_GONE']);
  } finally {
    await renewed.app.close();
    await without.app.close();
  }
});

test('every key that was given is noted, and an inspector finds the viewer by the code on the picture', async () => {
  const playback = await open();
  for (const period of [0, 1, 1, 7]) expect((await ask(`keys/${period}`, own())).status).toBe(200);
  const noted = () =>
    services.pool
      .query<{ periods: string; requests: number; session_id: number; mark: string }>(
        `select periods::text, requests, session_id, mark from key_issue where account_id = $1 and auth_session_id = $2`,
        [watcher.accountId, watcher.authSessionId],
      )
      .then(({ rows }) => rows);
  await until(async () => (await noted())[0]?.requests === 4, { what: 'the note' });
  expect(await noted()).toEqual([
    { periods: '{[0,2),[7,8)}', requests: 4, session_id: sessionId, mark: playback.mark },
  ]);

  const inspector = await makeViewer(services.db, room, { roles: ['INSPECTOR'] });
  const holders = await findMarkHolders(inspector, playback.mark, services.db);
  expect(holders).toMatchObject([{ accountId: watcher.accountId, memberId: watcher.memberId, sessionId, devices: 1 }]);
  const entry = await services.db.auditEntry.findFirst({
    where: { action: 'watermark.lookup', targetId: playback.mark },
    orderBy: { id: 'desc' },
  });
  expect(entry?.memberIds).toEqual([watcher.memberId]);
  // Another unit's inspector finds nobody, an organiser not even the page.
  const elsewhere = await makeClassroom(services.db, { members: 1 });
  const stranger = await makeViewer(services.db, elsewhere, { roles: ['INSPECTOR'] });
  expect(await findMarkHolders(stranger, playback.mark, services.db)).toEqual([]);
  const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  await expect(findMarkHolders(organiser, playback.mark, services.db)).rejects.toThrow('Không tìm thấy');
});

test('quarantine: one press takes pages, playlists, keys and segments away from those who watch it; an administrator gives them back', async () => {
  await open();
  const watching = own();
  expect(await statuses(watching)).toEqual([200, 200, 200]);
  const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  const order = { viewer: organiser, target: 'ASSET' as const, name: String(sessionId), reason: 'Nghi lọt tài liệu' };
  const elsewhere = await makeClassroom(services.db, { members: 1 });
  const stranger = await makeViewer(services.db, elsewhere, { roles: ['ORGANISER'] });
  await expect(withdraw({ ...order, viewer: stranger }, services.db)).rejects.toThrow('Không tìm thấy');
  // Pressed twice at the same time: once.
  await Promise.all([withdraw(order, services.db), withdraw(order, services.db)]);

  await until(async () => (await statuses(watching)).join() === '404,404,404', { what: 'the end for those who watch' });
  expect(await issuePlaybackTicket(services, { viewer: watcher, sessionId })).toBeNull();

  const rows = (await listQuarantine(organiser, services.db)).filter(({ liftedAt }) => liftedAt === null);
  expect(rows).toMatchObject([{ target: 'ASSET', reason: 'Nghi lọt tài liệu', mayLift: false }]);
  expect(rows[0]?.keyHolders).toBeGreaterThan(0);
  expect(await listQuarantine(stranger, services.db)).toEqual([]);
  const id = rows[0]?.id ?? 0;
  const back = { id, reason: 'Đã kiểm tra', now: new Date() };
  await expect(lift({ ...back, viewer: organiser }, services.db)).rejects.toThrow('Không tìm thấy');
  const administrator = await makeViewer(services.db, room, { roles: ['ADMINISTRATOR'] });
  await lift({ ...back, viewer: administrator }, services.db);
  await until(async () => (await statuses(watching)).join() === '200,200,200', { what: 'that it plays again' });
  const log = await services.db.auditEntry.findMany({
    where: { targetType: 'quarantine', targetId: String(id) },
    orderBy: { id: 'asc' },
  });
  expect(log.map(({ action }) => action)).toEqual(['quarantine.withdraw', 'quarantine.lift']);
});
