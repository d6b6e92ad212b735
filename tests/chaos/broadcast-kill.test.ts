import { readdir, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { readLiveView } from '~/modules/broadcasts/get-live-view.server';
import { orderBroadcast } from '~/modules/broadcasts/order-broadcast.server';
import { readIngestHealth } from '~/modules/broadcasts/read-ingest-health.server';
import { timelineLength } from '~/modules/broadcasts/timeline';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { readEnv } from '~/platform/env';
import { broadcastTopic, publishEvent } from '~/platform/events';
import { createServices, type Services } from '~/platform/services';
import { startRedis } from '../../bin/lib/redis.mjs';
import { makeViewer } from '../factories/attendance';
import { makeBroadcast, type Push, passFor, pushStream, type TestBroadcast } from '../factories/broadcasts';
import { type Edge, startEdge } from '../setup/edge';
import { countFrames, readHls } from '../setup/read-hls';
import { startBucket, type TestBucket } from '../setup/s3';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

// One broadcast, during which web, worker and Redis are killed one after the other; Redis is the one of `npm start`, with its settings.
// Its segments go into a bucket, and its recording is read through nginx.
const MEMBERS = 30;
let redis: Awaited<ReturnType<typeof startRedis>>;
let bucket: TestBucket;
let edge: Edge | undefined;
let folder: string;
let stack: Stack;
let services: Services;
let broadcast: TestBroadcast;
let push: Push | undefined;
let memberIds: number[];
let crowd: ReturnType<typeof watchLive> | undefined;

beforeAll(async () => {
  folder = path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', `broadcast-${process.pid}`);
  redis = await startRedis({ dir: path.join(folder, 'redis') });
  bucket = await startBucket(path.join(folder, 'bucket'));
  stack = await startStack({
    demo: false,
    names: ['web', 'worker', 'ingest'],
    env: { LIVE_PRESET: 'ultrafast', REDIS_URL: redis.url, ...bucket.env },
  });
  services = createServices(readEnv(stack.env), 'test');
  broadcast = await makeBroadcast(services);
  const { room } = broadcast;
  const { rows } = await services.pool.query<{ id: number }>(
    `insert into member (unit_id, full_name, sort_key, search_key, match_key)
     select $1, 'Lê Văn ' || n, n::text, n::text, 'kill' || n from generate_series(1, $2) n returning id`,
    [room.unitId, MEMBERS],
  );
  memberIds = rows.map(({ id }) => id);
  await services.pool.query(
    `insert into roster_entry (campaign_id, member_id, unit_id, reason, kind)
     select $1, m, $2, 'REQUIRED', 'OFFICIAL' from unnest($3::int[]) m`,
    [room.campaignId, room.unitId, memberIds],
  );
}, 240_000);
afterAll(async () => {
  push?.kill();
  await crowd?.stop();
  await services?.close();
  await stack?.stop();
  await edge?.stop();
  await redis?.stop();
  await bucket?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Whole seconds that were broadcast so far: nobody watches more. */
const broadcastSeconds = async (): Promise<number> =>
  Math.floor(timelineLength((await readLiveView(services, broadcast.id))?.pieces ?? []));

/** Members who watch second after second as it is broadcast, and send again what was not acknowledged, as the player does. */
function watchLive() {
  const acknowledged = new Map<number, number>();
  let watching = true;
  let broadcastSoFar = 0;
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  const follow = async () => {
    while (watching) {
      broadcastSoFar = await broadcastSeconds();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const watch = async (mid: number) => {
    const ticket = signPlaybackTicket(
      {
        ...{ sid: broadcast.room.sessionId, mid, aid: 1, src: 'LIVE', len: 0, iat, exp: iat + 7_200 },
        pid: `kill-${mid}`,
      },
      playbackTicketKey(services.env.SESSION_SECRET),
    );
    for (let second = 0; watching; ) {
      if (second >= broadcastSoFar) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      const answer = await fetch(`${stack.url}/api/presence`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ticket, seq: second, ranges: [[second, second + 1]], rate: 1, visible: true }),
      }).catch(() => null);
      await answer?.body?.cancel().catch(() => {});
      if (answer?.status === 204) acknowledged.set(mid, ++second);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const done = Promise.all([follow(), ...memberIds.map(watch)]);
  return {
    acknowledged,
    total: () => [...acknowledged.values()].reduce((sum, seconds) => sum + seconds, 0),
    stop: async () => {
      watching = false;
      await done;
    },
  };
}

/** A page that listens to the broadcast's events, and connects again when the connection ends, as EventSource does. */
async function listen() {
  const { accountId } = await makeViewer(services.db, broadcast.room, { memberId: memberIds[0] ?? 0 });
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  const headers = { cookie: `${authCookieName(false)}=${token}` };
  let text = '';
  let connections = 0;
  let open = true;
  let current: ReturnType<typeof get> | undefined;
  const connect = () => {
    if (!open) return;
    current = get(`${stack.url}/events/broadcasts/${broadcast.id}`, { headers }, (response: IncomingMessage) => {
      if (response.statusCode === 200) connections += 1;
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', () => {});
      response.on('close', () => setTimeout(connect, 200));
    });
    current.on('error', () => setTimeout(connect, 200));
  };
  connect();
  return {
    connections: () => connections,
    /** Tells something until it is heard here. */
    hears: (number: number) =>
      until(
        async () => {
          const event = { type: 'agenda', data: { number } };
          await publishEvent(services, broadcastTopic(broadcast.id), event).catch(() => {});
          return text.includes(JSON.stringify({ number }));
        },
        { what: `event ${number}` },
      ),
    close: () => {
      open = false;
      current?.destroy();
    },
  };
}

async function killProcess(name: 'web' | 'worker'): Promise<void> {
  const pid = stack.pid(name);
  process.kill(pid, 'SIGKILL');
  await until(() => stack.pid(name) !== pid && stack.pid(name) > 0, { what: `a new ${name}` });
}

async function killRedis(): Promise<void> {
  const serverPid = async () => Number(/process_id:(\d+)/.exec(await services.redis.info('server'))?.[1]);
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  await until(async () => (await serverPid().catch(() => pid)) !== pid, { what: 'Redis again' });
}

test('web, worker and Redis are killed in mid-broadcast: the recording is whole, every acknowledged beat is in Postgres', async () => {
  const { room } = broadcast;
  push = pushStream(Number(stack.env.RTMP_PORT), broadcast.keys.PRIMARY);
  await until(async () => (await services.db.broadcastSegment.count()) > 0, { what: 'the first segment' });
  const order = (what: 'open-lobby' | 'go-on-air' | 'end') =>
    orderBroadcast(services, { viewer: room.organiser, sessionId: room.sessionId, order: what });
  await order('open-lobby');
  await order('go-on-air');
  const page = await listen();
  const watched = watchLive();
  crowd = watched;
  const more = async () => {
    const before = watched.total();
    await until(() => watched.total() > before + MEMBERS, { what: 'beats that are acknowledged' });
  };
  await more();
  await page.hears(1);

  await killProcess('web');
  await more();
  await page.hears(2);
  expect(page.connections()).toBe(2);

  await killProcess('worker');
  await more();

  await killRedis();
  const backAt = Date.now();
  await more();
  // The same connection to web hears again, and the operator's figures are written again.
  await page.hears(3);
  expect(page.connections()).toBe(2);
  await until(
    async () => {
      const { streams } = await readIngestHealth(services, broadcast.id);
      return streams.some(({ slot, lastSegmentAt }) => slot === 'PRIMARY' && Date.parse(lastSegmentAt ?? '') > backAt);
    },
    { what: 'health of the encoder' },
  );

  await watched.stop();
  await order('end');
  await until(
    async () => (await services.db.broadcast.findUnique({ where: { id: broadcast.id } }))?.state === 'PUBLISHED',
    { what: 'the recording' },
  );
  page.close();
  const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
  // Through an edge, out of a bucket: segments of a broadcast that was never on this machine's disk but in the work folder.
  edge = await startEdge(path.join(folder, 'edge'), Number(stack.env.PORT));
  const url = `${edge.url}/media/${broadcast.publicPath}/240p.m3u8`;
  const parts = await readHls(url, passFor(services, broadcast.publicPath));
  expect(await readdir(path.join(stack.dataDir, 'storage')).catch(() => [])).toEqual([]);
  // One run of ffmpeg: none of these deaths reached it, and not a picture is missing.
  expect(parts).toHaveLength(1);
  for (const part of parts) expect(await countFrames(part)).toBe(part.ms / 40);
  const seconds = parts.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  expect(Math.abs(seconds - recording.timelineSeconds)).toBeLessThan(1);
  const { onAirAt, endedAt } = await services.db.broadcast.findUniqueOrThrow({ where: { id: broadcast.id } });
  const onAir = ((endedAt?.getTime() ?? 0) - (onAirAt?.getTime() ?? 0)) / 1000;
  // What was in the encoder when the end was ordered may be missing.
  expect(onAir - seconds).toBeLessThan(4);

  expect(watched.acknowledged.size).toBe(MEMBERS);
  const wrong = async () => {
    const { rows } = await services.pool.query<{ member_id: number; live: string }>(
      'select member_id, live::text from session_coverage where session_id = $1',
      [room.sessionId],
    );
    const stored = new Map(rows.map((row) => [row.member_id, row.live]));
    return [...watched.acknowledged].filter(([mid, seen]) => stored.get(mid) !== `{[0,${seen})}`).length;
  };
  await until(async () => (await wrong()) === 0, { what: 'every acknowledged beat in Postgres' });
}, 180_000);
