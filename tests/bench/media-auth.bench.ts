import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { livePeriod } from '~/modules/broadcasts/segment-names';
import type { Rendition } from '~/modules/media/asset-data';
import { mediaPassKey, signMediaPass } from '~/modules/media/media-pass';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { freePort } from '../../bin/lib/ports.mjs';
import { makeViewer } from '../factories/attendance';
import { makeBroadcast } from '../factories/broadcasts';
import type { LectureRoom } from '../factories/media';
import { withFormToken } from '../setup/form-token';
import { cpuSeconds, type HttpLoadResult } from './http-load';
import { runHttpLoad, startWebProcess } from './processes';

// What is left for Node when an edge serves the segments: playlists and keys of a broadcast two hours old that goes on meanwhile,
// each viewer with a pass of their own. One web process.
const VIEWERS = 5_000;
const MOMENTS = 3_600;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);

const VIDEO = (name: string, height: number, rate: number): Rendition => ({
  ...{ name, kind: 'VIDEO', bandwidth: rate * 1100, averageBandwidth: rate * 1000, codecs: 'avc1.4d401f' },
  ...{ resolution: { width: Math.round((height * 16) / 9), height }, frameRate: 25, channels: null },
});
const RENDITIONS: Rendition[] = [
  VIDEO('720p', 720, 2500),
  VIDEO('480p', 480, 1000),
  VIDEO('240p', 240, 300),
  {
    ...{ name: 'a64', kind: 'AUDIO', bandwidth: 70_400, averageBandwidth: 64_000, codecs: 'mp4a.40.2' },
    ...{ resolution: null, frameRate: null, channels: 2 },
  },
];

await measure();

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { env, db, pool } = services;
  const broadcast = await makeBroadcast(services, { profile: 'standard' });
  const began = Date.now() - MOMENTS * 2_000;
  await db.broadcast.update({ where: { id: broadcast.id }, data: { state: 'ON_AIR', onAirAt: new Date(began) } });
  const part = await db.broadcastPart.create({
    data: { broadcastId: broadcast.id, number: 1, slot: 'PRIMARY', startedAt: new Date(began), renditions: RENDITIONS },
  });
  const addMoment = (from: number, to: number) =>
    pool.query(
      `insert into broadcast_segment (part_id, rendition, sequence, program_at, duration_ms, period, byte_size)
       select $1, r, n, to_timestamp($2 / 1000.0) + n * interval '2 seconds', 2000, n / 150, 100000
         from unnest($3::text[]) r, generate_series($4::int, $5::int) n`,
      [part.id, began, RENDITIONS.map(({ name }) => name), from, to],
    );
  await addMoment(0, MOMENTS - 1);

  const port = await freePort();
  const web = await startWebProcess(port, { SESSION_SECRET: env.SESSION_SECRET, MEDIA_SECRET: env.MEDIA_SECRET });
  let sequence = MOMENTS;
  const onAir = setInterval(() => {
    addMoment(sequence, sequence).catch(() => {});
    sequence += 1;
  }, 2_000);

  const passKey = mediaPassKey(env.MEDIA_SECRET);
  const exp = Math.floor(Date.now() / 1000) + 600;
  const cookies = Array.from({ length: VIEWERS }, (_, i) => {
    const pass = signMediaPass({ publicPath: broadcast.publicPath, accountId: i + 1, exp }, passKey);
    return `diemcau_media=${pass}`;
  });
  const request = (file: string, i: number) =>
    `GET /media/${broadcast.publicPath}/${file} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookies[i % VIEWERS]}\r\nAccept-Encoding: gzip\r\n\r\n`;
  // A player asks for picture and sound every two seconds, and for a key every five minutes; here keys are every fifth request.
  const live = ['live-720p.m3u8', 'live-a64.m3u8', 'live-240p.m3u8', 'live-a64.m3u8', `keys/${livePeriod(MOMENTS)}`];
  const mixed = Array.from({ length: VIEWERS }, (_, i) => request(live[i % live.length] ?? '', i));
  const load = { port, connections: 64, depth: 2, seconds: SECONDS };
  for (const file of live) {
    const headers = { cookie: cookies[0] ?? '' };
    const { status } = await fetch(`http://127.0.0.1:${port}/media/${broadcast.publicPath}/${file}`, { headers });
    if (status !== 200) throw new Error(`${file}: ${status}`);
  }
  await runHttpLoad({ ...load, seconds: 2, requests: mixed });
  const result = await runHttpLoad({ ...load, requests: mixed });
  const back = await runHttpLoad({ ...load, seconds: 3, requests: mixed.map((_, i) => request('dvr-720p.m3u8', i)) });
  const bare = await runHttpLoad({
    ...load,
    seconds: 3,
    requests: ['GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  });
  const renewals = await renew(services, broadcast.room, { port, pid: web.pid ?? 0 });
  clearInterval(onAir);
  const perSecond = ({ answers, seconds }: HttpLoadResult) => Math.round(answers / seconds);
  const { refused, p50, p99 } = result;
  console.log(
    JSON.stringify({
      ...{
        bench: 'media-auth',
        value: perSecond(result),
        unit: 'requests/s',
        baseline: perSecond(bare),
        refused,
        p50,
        p99,
      },
      ratio: Number((perSecond(result) / perSecond(bare)).toFixed(3)),
      // New passes: each member's page asks for one every 20 s.
      renewals,
      dvr: { value: perSecond(back), bytesEach: Math.round(back.bytes / back.answers), p99: back.p99 },
      config: {
        viewers: VIEWERS,
        segments: MOMENTS,
        mix: live.join(' '),
        baseline: '/healthz of the same process',
        ...load,
      },
    }),
  );
  web.kill('SIGTERM');
  await new Promise((resolve) => web.once('exit', resolve));
  await services.close();
}

/** Passes a second that members of the broadcast get by plain fetch, and web's processor time for each: that one does not depend on who else is at work. */
async function renew(services: Services, room: LectureRoom, { port, pid }: { port: number; pid: number }) {
  const { accountId } = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  const url = `http://127.0.0.1:${port}/resources/live-ticket/${room.sessionId}`;
  const headers = withFormToken(services.env, { cookie: `${authCookieName(false)}=${token}` });
  const before = cpuSeconds(pid);
  const until = Date.now() + 3_000;
  let done = 0;
  const ask = async () => {
    while (Date.now() < until) {
      const answer = await fetch(url, { method: 'POST', headers });
      if (answer.status !== 200) throw new Error(`no new pass: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  return { perSecond: Math.round(done / 3), cpuMicrosEach: Math.round(((cpuSeconds(pid) - before) * 1e6) / done) };
}
