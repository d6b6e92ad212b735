import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerEvents } from '~/http/events';
import { registerLive } from '~/http/live';
import { registerProblems } from '~/http/problems';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import { broadcastTopic, publishEvent, venueTopic } from '~/platform/events';
import { type Services, webServicesOf } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

let services: Services;
let room: Classroom;
let app: FastifyInstance;
let port: number;
let broadcastId: number;
const opened: Heard[] = [];

beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db, { members: 5 });
  broadcastId = (
    await services.db.broadcast.create({
      data: { sessionId: room.sessionIds[0] ?? 0, publicPath: randomBytes(16).toString('base64url') },
    })
  ).id;
  app = Fastify();
  registerProblems(app);
  await registerEvents(app, webServicesOf(services), { recheckMs: 200 });
  await registerLive(app, webServicesOf(services));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});
afterAll(async () => {
  await app?.close();
  await services?.close();
});

interface Heard {
  status: number;
  type: string | undefined;
  text: () => string;
  ended: () => boolean;
  close: () => void;
}

function listen(path: string, cookie = ''): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, headers: { cookie } }, (response) => {
      let text = '';
      let ended = false;
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('close', () => {
        ended = true;
      });
      const heard = {
        status: response.statusCode ?? 0,
        type: response.headers['content-type'],
        text: () => text,
        ended: () => ended,
        close: () => request.destroy(),
      };
      opened.push(heard);
      resolve(heard);
    });
    request.on('error', reject);
  });
}

async function signedIn(memberId: number | null, roles: Parameters<typeof makeViewer>[2] = {}) {
  const { accountId } = await makeViewer(services.db, room, { memberId, ...roles });
  for (const role of roles.roles ?? []) {
    await services.db.roleGrant.create({ data: { accountId, role, unitId: room.unitId } });
  }
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  return { accountId, cookie: `${authCookieName(false)}=${token}` };
}

const path = () => `/events/broadcasts/${broadcastId}`;
/** Redis has no subscriber yet right after the first listener came: publishes until it is heard. */
async function heardBy(listener: Heard, type: string): Promise<void> {
  await until(async () => {
    await publishEvent(services, broadcastTopic(broadcastId), { type, data: { now: 1 } });
    return listener.text().includes(`event: ${type}\ndata: {"now":1}\n\n`);
  });
}

describe('events of a broadcast', () => {
  test('reach a member on the roster and whoever looks after the campaign, as server-sent events', async () => {
    const member = await listen(path(), (await signedIn(room.memberIds[0] ?? 0)).cookie);
    const organiser = await listen(path(), (await signedIn(null, { roles: ['ORGANISER'] })).cookie);
    expect([member.status, member.type, organiser.status]).toEqual([200, 'text/event-stream; charset=utf-8', 200]);
    await heardBy(member, 'state');
    await heardBy(organiser, 'agenda');
    expect(member.text().startsWith('retry: 3000\n\n')).toBe(true);
  });

  test('of another broadcast are not heard', async () => {
    const member = await listen(path(), (await signedIn(room.memberIds[1] ?? 0)).cookie);
    await heardBy(member, 'first');
    await publishEvent(services, broadcastTopic(broadcastId + 1), { type: 'other', data: {} });
    await heardBy(member, 'last');
    expect(member.text()).not.toContain('other');
  });

  test.each([
    ['nobody', async () => '', 401],
    ['a stranger', async () => (await signedIn(null)).cookie, 404],
  ])('do not exist for %s', async (_name, cookie, status) => {
    const answer = await listen(path(), await cookie());
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('application/problem+json');
  });

  test('reach the screen of a hall, with what is ordered for the hall, and end with its link', async () => {
    const { env, db } = services;
    const venue = await db.venue.create({
      data: { sessionId: room.sessionIds[0] ?? 0, unitId: room.unitId, name: 'Hội trường A' },
    });
    await db.campaign.updateMany({ data: { state: 'OPEN' } });
    const token = makeScreenToken({ venueId: venue.id, linkVersion: 1 }, venueKey(env.SESSION_SECRET));
    const screen = await listen(`/events/venues/${token}`);
    expect(screen.status).toBe(200);
    await heardBy(screen, 'state');
    await publishEvent(services, venueTopic(venue.id), { type: 'venue', data: {} });
    await until(async () => screen.text().includes('event: venue'));
    expect((await listen(`/events/venues/${token.slice(0, -1)}_`)).status).toBe(404);
    await db.venue.update({ where: { id: venue.id }, data: { linkVersion: 2 } });
    await until(async () => screen.ended());
  });

  test.each(['0', '99999999', 'abc', '1e3', '-1', '9'.repeat(40)])('an id that is none is 404: %s', async (id) => {
    const { cookie } = await signedIn(null, { roles: ['ORGANISER'] });
    expect((await listen(`/events/broadcasts/${id}`, cookie)).status).toBe(404);
  });

  test('end soon after access was withdrawn: signed out, or no longer on the roster', async () => {
    const leaving = await signedIn(room.memberIds[2] ?? 0);
    const listener = await listen(path(), leaving.cookie);
    await heardBy(listener, 'state');
    await services.db.authSession.updateMany({
      where: { accountId: leaving.accountId },
      data: { revokedAt: new Date() },
    });
    await until(() => listener.ended());
    expect(listener.text()).toContain('event: closed');
  });
});

describe('what the pages of a broadcast ask for', () => {
  const ask = (method: string, address: string, cookie = '') =>
    fetch(`http://127.0.0.1:${port}${address}`, { method, headers: { cookie } });
  const addresses = () =>
    [
      ['GET', `/resources/broadcast/${broadcastId}`],
      ['POST', `/resources/live-ticket/${room.sessionIds[0]}`],
    ] as const;

  test('is given to members on the roster and to whoever looks after the campaign', async () => {
    await services.db.campaign.updateMany({ data: { state: 'OPEN' } });
    await services.db.broadcast.update({ where: { id: broadcastId }, data: { state: 'ON_AIR', onAirAt: new Date() } });
    await services.db.recording.deleteMany({ where: { sessionId: room.sessionIds[0] ?? 0 } });
    for (const { cookie } of [await signedIn(room.memberIds[3] ?? 0), await signedIn(null, { roles: ['COMMITTEE'] })]) {
      const [view, ticket] = await Promise.all(addresses().map(([method, address]) => ask(method, address, cookie)));
      expect([view?.status, ticket?.status]).toEqual([200, 200]);
      expect(await view?.json()).toMatchObject({ id: broadcastId, state: 'ON_AIR', openPolls: 0 });
      expect(ticket?.headers.get('set-cookie')).toMatch(/^diemcau_media=.*; HttpOnly/);
      expect(ticket?.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('does not exist for others, and guessing finds nothing', async () => {
    const stranger = (await signedIn(null)).cookie;
    const member = (await signedIn(room.memberIds[4] ?? 0)).cookie;
    for (const [method, address] of addresses()) {
      expect((await ask(method, address)).status).toBe(401);
      expect((await ask(method, address, stranger)).status).toBe(404);
      for (const guess of ['0', '-1', '99999999999999999999', 'abc', '%00']) {
        const answer = await ask(method, address.replace(/\d+$/, guess), member);
        expect([guess, [400, 404].includes(answer.status)]).toEqual([guess, true]);
      }
    }
  });
});
