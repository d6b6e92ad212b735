import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { authCookieName } from '~/modules/accounts/auth-cookie';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { readEnv } from '~/platform/env';
import { broadcastTopic, EventHub, publishEvent } from '~/platform/events';
import { createServices } from '~/platform/services';
import { makeViewer } from '../factories/attendance';
import { makeBroadcast, type Push, passFor, pushStream, type TestBroadcast } from '../factories/broadcasts';
import { DESKTOP, launchBrowser } from '../setup/browser';
import { burntWallClock, latencyOf, readFrames, seenFrames } from '../setup/burnt-clock';

// From a real encoder (a prepared 720p file with a key frame every 2 s, pushed as it is, so that encoding it costs nothing here) to the
// playlists that members get, with the standard ladder of 720, 480 and 240 lines.
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const WATCH_SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
/** The player's distance from the newest segment's end: hls.js with liveSyncDurationCount 2 and segments of 2 s. */
const PLAYER_HOLDS_MS = 4_000;

const services = createServices(readEnv(), 'bench');
const { env } = services;
const [port, rtmpPort] = [await freePort(), await freePort()];
const settings = {
  ...{ PORT: String(port), RTMP_PORT: String(rtmpPort), LIVE_SLOTS: '10' },
  ...{ SESSION_SECRET: env.SESSION_SECRET, MEDIA_SECRET: env.MEDIA_SECRET },
};
const clip = path.join(env.DATA_DIR, 'clip.mp4');
execFileSync('ffmpeg', [
  ...['-v', 'error', '-i', 'content/lecture/lecture.mp4', '-t', '60', '-c:v', 'libx264', '-preset', 'veryfast'],
  ...['-b:v', '2500k', '-g', '50', '-bf', '0', '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '128k', clip],
]);
const web = await start('build/web.js');
const ingest = await start('build/ingest.js');

const playable: number[] = [];
const ended: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const broadcast = await makeBroadcast(services, { profile: 'standard' });
  const began = performance.now();
  const onAirAt = new Date();
  const push = pushClip(broadcast, 'PRIMARY');
  await until(() => everyRenditionPlays(broadcast));
  playable.push(performance.now() - began);
  // So long a short broadcast lasts.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const over = performance.now();
  await services.db.broadcast.update({
    where: { id: broadcast.id },
    data: { state: 'ENDED', onAirAt, endedAt: new Date() },
  });
  await until(async () => (await text(broadcast, 'dvr-720p.m3u8')).includes('#EXT-X-ENDLIST'));
  ended.push(performance.now() - over);
  await push.ended;
}

const broadcast = await makeBroadcast(services, { profile: 'standard' });
const push = pushClip(broadcast, 'PRIMARY');
await until(() => everyRenditionPlays(broadcast));
const behind: number[] = [];
const stopAt = performance.now() + WATCH_SECONDS * 1000;
const cpuBefore = cpuSeconds();
while (performance.now() < stopAt) {
  const edge = edgeOf(await text(broadcast, 'live-720p.m3u8'));
  if (edge) behind.push(Date.now() - edge + PLAYER_HOLDS_MS);
  // Ten looks a second for so long as it is watched.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const cores = (cpuSeconds() - cpuBefore) / WATCH_SECONDS;

const hub = new EventHub(env, services.logger);
let listening = false;
const stalled = new Promise<void>((resolve) => {
  hub.listen(broadcastTopic(broadcast.id), ({ type, data }) => {
    if (type === 'probe') listening = true;
    if (type === 'stream' && (data as { state: string }).state === 'stalled') resolve();
  });
});
await until(async () => {
  await publishEvent(services, broadcastTopic(broadcast.id), { type: 'probe', data: {} });
  return listening;
});
push.child.kill('SIGSTOP');
const silent = performance.now();
await stalled;
const stallNoticeMs = Math.round(performance.now() - silent);
push.kill();
hub.close();

const picture = await pictureToPicture();

behind.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    ...{ bench: 'live', unit: 'ms', value: median(playable) },
    ...{ pushToPlayableMs: median(playable), latencyMs: Math.round(behind[behind.length >> 1] ?? 0), stallNoticeMs },
    ...picture,
    latencyP95Ms: Math.round(behind[Math.floor(behind.length * 0.95)] ?? 0),
    endToFinishedPlaylistMs: median(ended),
    encodingCores: Number(cores.toFixed(2)),
    config: {
      ...{ runs: RUNS, ladder: '720p 480p 240p a64', preset: env.LIVE_PRESET, watchedSeconds: WATCH_SECONDS },
      latency: `now − end of the newest segment in the playlist by program time + ${PLAYER_HOLDS_MS} ms that the player holds; without encoder and screen`,
    },
  }),
);
for (const child of [web, ingest]) await stop(child);
await services.close();

/**
 * A member's page in a real browser with its default settings: how old the picture is that it shows, by the clock that the encoder drew into
 * it. The pushing encoder works here too (720 lines, ultrafast).
 */
async function pictureToPicture() {
  const { id, room, keys } = await makeBroadcast(services, { profile: 'standard' });
  const filter = `scale=320:180,${burntWallClock()},scale=1280:720:flags=neighbor`;
  const encoder = pushStream(rtmpPort, keys.PRIMARY, {
    codecs: [
      ...['-vf', filter, '-r', '25', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '50'],
      ...['-b:v', '2500k', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k'],
    ],
  });
  const segments = () => services.db.broadcastSegment.count({ where: { part: { broadcastId: id } } });
  await until(async () => (await segments()) > 0);
  await services.db.broadcast.update({ where: { id }, data: { state: 'ON_AIR', onAirAt: new Date() } });
  const { accountId } = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  const url = `http://127.0.0.1:${port}`;
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.addCookies([{ name: authCookieName(false), value: token, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/buoi-hoc/${room.sessionId}`);
    await page.getByRole('button', { name: 'Xem trực tiếp' }).click();
    await readFrames(page);
    await until(async () => (await seenFrames(page)).length > 0);
    // Until the player has found its place behind the edge.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const settled = (await seenFrames(page)).length;
    // What is measured: so many seconds of watching.
    await new Promise((resolve) => setTimeout(resolve, WATCH_SECONDS * 1000));
    const ages = (await seenFrames(page))
      .slice(settled)
      .map(latencyOf)
      .sort((a, b) => a - b);
    const at = (share: number) => Math.round((ages[Math.floor(ages.length * share)] ?? 0) * 1000);
    return {
      pictureToPictureMs: at(0.5),
      pictureToPictureP95Ms: at(0.95),
      picturesASecond: Math.round(ages.length / WATCH_SECONDS),
    };
  } finally {
    await browser.close();
    encoder.kill();
    await encoder.ended;
  }
}

function pushClip(to: TestBroadcast, slot: 'PRIMARY' | 'BACKUP'): Push {
  return pushStream(rtmpPort, to.keys[slot], {
    ...{ input: ['-re', '-stream_loop', '-1', '-i', clip], codecs: ['-c', 'copy'] },
  });
}

async function text(of: TestBroadcast, file: string): Promise<string> {
  const headers = { cookie: passFor(services, of.publicPath) };
  const response = await fetch(`http://127.0.0.1:${port}/media/${of.publicPath}/${file}`, { headers });
  return response.ok ? response.text() : '';
}

/** What a player needs for its first picture: master, a playlist of each rendition, and a segment that is there. */
async function everyRenditionPlays(of: TestBroadcast): Promise<boolean> {
  if ((await text(of, 'live.m3u8')) === '') return false;
  for (const name of ['720p', '480p', '240p', 'a64']) {
    const segment = new RegExp(`${name}_\\d+\\.m4s`).exec(await text(of, `live-${name}.m3u8`))?.[0];
    if (!segment || (await text(of, segment)) === '') return false;
  }
  return (await text(of, 'keys/0')) !== '';
}

/** Program time at which the newest segment ends. */
function edgeOf(playlist: string): number | null {
  const times = [...playlist.matchAll(/PROGRAM-DATE-TIME:(\S+)\n#EXTINF:([\d.]+)/g)].at(-1);
  return times ? Date.parse(times[1] ?? '') + Number(times[2]) * 1000 : null;
}

/** Processor time of the ffmpegs that encode here. */
function cpuSeconds(): number {
  const lines = execFileSync('ps', ['-eo', 'times,args'], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes(path.join(env.DATA_DIR, 'work', 'live')))
    .reduce((sum, line) => sum + Number.parseInt(line, 10), 0);
}

function median(values: number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[values.length >> 1] ?? 0);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > limit) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function start(file: string): Promise<ChildProcess> {
  const child = fork(file, [], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const found = (server.address() as net.AddressInfo).port;
      server.close(() => resolve(found));
    });
  });
}
