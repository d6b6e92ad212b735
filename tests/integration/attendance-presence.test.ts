import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerPresence } from '~/http/presence';
import { Withdrawn } from '~/http/withdrawn';
import { presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { RATE_LIMIT } from '~/modules/attendance/schema';
import { type PlaybackTicket, playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { type Services, webServicesOf } from '~/platform/services';
import { startCoverageWriter } from '../../worker/writer/coverage-writer';
import { type Classroom, makeClassroom } from '../factories/attendance';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

let services: Services;
let room: Classroom;
let app: FastifyInstance;
let url: string;
let stopWriter: () => Promise<void>;
let playback = 0;
let withdrawn: Withdrawn;
/** One second for all tickets: beats of tickets of different seconds are credited one after the other, each by its own allowance. */
const issuedAt = Math.floor(Date.now() / 1000) - 600;

beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db, { members: 5, sessions: 1, timelineSeconds: 100, threshold: 5000 });
  app = Fastify();
  withdrawn = new Withdrawn(webServicesOf(services));
  app.addHook('onClose', async () => withdrawn.close());
  registerPresence(app, services, withdrawn);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  stopWriter = await startCoverageWriter(services);
});
afterAll(async () => {
  await app?.close();
  await stopWriter?.();
  await services?.close();
});

function ticketFor(over: Partial<PlaybackTicket> = {}): string {
  playback += 1;
  const ticket: PlaybackTicket = {
    ...{ sid: room.sessionIds[0] ?? 0, mid: room.memberIds[0] ?? 0, aid: 1, src: 'RECORDING', len: 100 },
    ...{ iat: issuedAt, exp: issuedAt + 1200, pid: `p${playback}`, ...over },
  };
  return signPlaybackTicket(ticket, playbackTicketKey(services.env.SESSION_SECRET));
}
const send = async (body: unknown, type = 'application/json', to = url) => {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${to}/api/presence`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: payload,
  });
  return { statusCode: answer.status, headers: answer.headers, text: await answer.text() };
};
const beat = (ticket: string, ranges: unknown = [[0, 15]]) => ({ ticket, seq: 1, ranges, rate: 1, visible: true });
const covered = async (memberId: number | undefined) =>
  (
    await services.pool.query<{ recording: string }>(
      'select recording::text from session_coverage where member_id = $1',
      [memberId],
    )
  ).rows[0]?.recording;

describe('POST /api/presence', () => {
  test('a beat is acknowledged with 204 and reaches Postgres', async () => {
    const answer = await send(
      beat(ticketFor(), [
        [0, 15],
        [20, 30],
      ]),
    );
    expect(answer.statusCode).toBe(204);
    await until(async () => (await covered(room.memberIds[0])) === '{[0,15),[20,30)}');
  });

  test('sendBeacon’s text/plain is read too', async () => {
    const ticket = ticketFor({ mid: room.memberIds[1] ?? 0 });
    expect((await send(beat(ticket, [[0, 5]]), 'text/plain;charset=UTF-8')).statusCode).toBe(204);
    await until(async () => (await covered(room.memberIds[1])) === '{[0,5)}');
  });

  test.each([
    ['no JSON', '{', 400, 'MALFORMED'],
    ['an empty body', '', 400, 'MALFORMED'],
    ['ranges backwards', () => beat(ticketFor(), [[9, 3]]), 400, 'MALFORMED'],
    ['a forged ticket', () => beat(`${ticketFor().slice(0, -4)}AAAA`), 401, 'TICKET'],
    ['an old ticket', () => beat(ticketFor({ exp: 1_700_000_000 })), 401, 'TICKET'],
    ['seconds beyond the end', () => beat(ticketFor(), [[90, 101]]), 409, 'OUTSIDE_TIMELINE'],
  ])('%s is refused with a problem', async (_name, body, status, title) => {
    const answer = await send(typeof body === 'function' ? body() : body);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status, title, detail: expect.stringMatching(/\p{Lu}/u) });
  });

  test('a body of a megabyte is refused before it is read', async () => {
    expect((await send('x'.repeat(1024 * 1024))).statusCode).toBe(413);
  });

  test('a ticket that is sent too often is told when to come back; another ticket is not', async () => {
    const ticket = ticketFor();
    const answers = [];
    for (let i = 0; i <= RATE_LIMIT; i += 1) answers.push(await send(beat(ticket)));
    const refused = answers.at(-1);
    expect(answers[0]?.statusCode).toBe(204);
    expect(refused?.statusCode).toBe(429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(beat(ticketFor()))).statusCode).toBe(204);
  });

  test('a viewer without a member record is answered and counts for nobody', async () => {
    const before = await services.redis.xlen(presenceStreamKey(services.env.REDIS_PREFIX));
    expect((await send(beat(ticketFor({ mid: null })))).statusCode).toBe(204);
    expect(await services.redis.xlen(presenceStreamKey(services.env.REDIS_PREFIX))).toBeLessThanOrEqual(before);
  });

  test('reaching the threshold makes the outcome', async () => {
    const memberId = room.memberIds[2] ?? 0;
    expect((await send(beat(ticketFor({ mid: memberId }), [[0, 50]]))).statusCode).toBe(204);
    const outcome = () =>
      services.db.memberOutcome.findUnique({
        where: { campaignId_memberId: { campaignId: room.campaignId, memberId } },
      });
    await until(async () => (await outcome())?.studied === true);
    expect(await outcome()).toMatchObject({ ways: [3], way: 'MAKE_UP', excused: false, required: true });
  });
});

describe('when something is away', () => {
  test('Redis gone: 503 with a retry hint, not a lie', async () => {
    const lonely = Fastify();
    const redis = { xadd: () => Promise.reject(new Error('gone')) } as never;
    registerPresence(lonely, { env: services.env, clock: services.clock, logger: services.logger, redis }, withdrawn);
    const answer = await send(
      beat(ticketFor()),
      'application/json',
      await lonely.listen({ port: 0, host: '127.0.0.1' }),
    );
    expect(answer.statusCode).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    await lonely.close();
  });

  test('beats that came while no writer ran are written by the next one, and the stream is trimmed', async () => {
    await stopWriter();
    const memberId = room.memberIds[3] ?? 0;
    for (let i = 0; i < 20; i += 1) {
      expect((await send(beat(ticketFor({ mid: memberId }), [[i * 2, i * 2 + 2]]))).statusCode).toBe(204);
    }
    expect(await covered(memberId)).toBeUndefined();
    stopWriter = await startCoverageWriter(services);
    await until(async () => (await covered(memberId)) === '{[0,40)}');
    await until(async () => (await pending()) === 0);
  });

  test('entries that are no beats do not stop the writer', async () => {
    const key = presenceStreamKey(services.env.REDIS_PREFIX);
    await services.redis.xadd(key, '*', 'b', 'rubbish\n\n1,2');
    await services.redis.xadd(key, '*', 'other', 'field');
    const memberId = room.memberIds[4] ?? 0;
    await send(beat(ticketFor({ mid: memberId }), [[0, 7]]));
    await until(async () => (await covered(memberId)) === '{[0,7)}');
    await until(async () => (await pending()) === 0);
  });

  async function pending(): Promise<number> {
    const [count] = (await services.redis.xpending(presenceStreamKey(services.env.REDIS_PREFIX), 'coverage')) as [
      number,
    ];
    return count;
  }
});
