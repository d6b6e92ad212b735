import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { Redis } from 'ioredis';
import { registerPresence } from '~/http/presence';
import { Withdrawn } from '~/http/withdrawn';
import { presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { readEnv } from '~/platform/env';
import { connectRedis } from '~/platform/redis';
import { createServices, type Services, webServicesOf } from '~/platform/services';
import { freePort } from '../../bin/lib/ports.mjs';
import { redisCommand } from '../../bin/lib/redis.mjs';
import { startCoverageWriter } from '../../worker/writer/coverage-writer';
import { type Classroom, makeClassroom } from '../factories/attendance';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

const LENGTH = 10_000;
let stack: Stack;
let services: Services;
let room: Classroom;
beforeAll(async () => {
  stack = await startStack({ demo: false });
  services = createServices(readEnv(stack.env), 'test');
  room = await makeClassroom(services.db, { members: 100, sessions: 2, timelineSeconds: LENGTH });
}, 240_000);
afterAll(async () => {
  await services?.close();
  await stack?.stop();
});

/** Members who play second after second and note what the server acknowledged, until `stop` is called. */
function players(url: () => string, sid: number, secret: string) {
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  const acknowledged = new Map<number, number>();
  let playing = true;
  const play = async (mid: number) => {
    const ticket = signPlaybackTicket(
      { ...{ sid, mid, aid: 1, src: 'RECORDING', len: LENGTH, iat, exp: iat + 7_200 }, pid: `${sid}-${mid}` },
      playbackTicketKey(secret),
    );
    for (let second = 0; playing && second < 30; ) {
      const body = JSON.stringify({ ticket, seq: second, ranges: [[second, second + 1]], rate: 1, visible: true });
      const answer = await fetch(`${url()}/api/presence`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).catch(() => null);
      await answer?.body?.cancel();
      // Not acknowledged: sent again, as the player does.
      if (answer?.status === 204) acknowledged.set(mid, ++second);
    }
  };
  const done = Promise.all(room.memberIds.map(play));
  return {
    acknowledged,
    done,
    stop: async () => {
      playing = false;
      await done;
    },
  };
}

/** Members whose coverage is not exactly what was acknowledged. */
async function wrong(sid: number, acknowledged: ReadonlyMap<number, number>): Promise<number> {
  const { rows } = await services.pool.query<{ member_id: number; covered: number; recording: string }>(
    'select member_id, covered, recording::text from session_coverage where session_id = $1',
    [sid],
  );
  const stored = new Map(rows.map((row) => [row.member_id, row.recording]));
  return [...acknowledged].filter(([mid, seconds]) => stored.get(mid) !== `{[0,${seconds})}`).length;
}

test('the writer is killed with -9 again and again while beats arrive: nothing acknowledged is missing, nothing is counted twice', async () => {
  const sid = room.sessionIds[0] ?? 0;
  const crowd = players(() => stack.url, sid, services.env.SESSION_SECRET);
  for (let kills = 0; kills < 2; kills += 1) {
    const seen = crowd.acknowledged.size;
    await until(() => crowd.acknowledged.size > seen || crowd.acknowledged.size === room.memberIds.length);
    const pid = stack.pid('worker');
    process.kill(pid, 'SIGKILL');
    await until(() => stack.pid('worker') !== pid && stack.pid('worker') > 0, { what: 'a new worker' });
  }
  await crowd.done;
  expect(crowd.acknowledged.size).toBe(room.memberIds.length);
  await until(async () => (await wrong(sid, crowd.acknowledged)) === 0, { seconds: 40, what: 'all of it in Postgres' });
}, 120_000);

test('Redis is killed with -9 and started again: every acknowledged beat is still there', async () => {
  const folder = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'redis-kill-'));
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(
      redisCommand() ?? 'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--appendonly',
        'yes',
        '--save',
        '',
        '--appendfsync',
        'no',
      ],
      { stdio: 'ignore' },
    );
    const probe = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null });
    probe.on('error', () => {});
    await until(async () => (await probe.ping()) === 'PONG', { what: 'Redis' });
    probe.disconnect();
    return child;
  };
  let server = await start();
  const env = { ...services.env, REDIS_URL: `redis://127.0.0.1:${port}/0` };
  const redis = connectRedis(env, 'fail-fast');
  const app = Fastify();
  const withdrawn = new Withdrawn(webServicesOf(services));
  app.addHook('onClose', async () => withdrawn.close());
  registerPresence(app, { env, redis, clock: services.clock, logger: services.logger }, withdrawn);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const sid = room.sessionIds[1] ?? 0;
  const crowd = players(() => url, sid, env.SESSION_SECRET);
  await until(() => crowd.acknowledged.size > 50);
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await exited;
  server = await start();
  await crowd.done;
  expect(await redis.xlen(presenceStreamKey(env.REDIS_PREFIX))).toBeGreaterThan(0);
  const stopWriter = await startCoverageWriter({ ...services, env });
  await until(async () => (await wrong(sid, crowd.acknowledged)) === 0, { what: 'all of it in Postgres' });
  await stopWriter();
  await app.close();
  redis.disconnect();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  await rm(folder, { recursive: true, force: true });
}, 120_000);
