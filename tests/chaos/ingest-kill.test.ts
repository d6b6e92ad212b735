import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeBroadcast, type Push, passFor, pushStream, type TestBroadcast } from '../factories/broadcasts';
import { countFrames, readHls } from '../setup/read-hls';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

const run = promisify(execFile);

let stack: Stack;
let services: Services;
const pushes: Push[] = [];
beforeAll(async () => {
  stack = await startStack({ demo: false, names: ['web', 'ingest'], env: { LIVE_PRESET: 'ultrafast' } });
  services = createServices(readEnv(stack.env), 'test');
}, 240_000);
afterEach(async () => {
  for (const one of pushes.splice(0)) {
    one.kill();
    await one.ended;
  }
});
afterAll(async () => {
  await services?.close();
  await stack?.stop();
});

function push(broadcast: TestBroadcast): Push {
  const started = pushStream(Number(stack.env.RTMP_PORT), broadcast.keys.PRIMARY);
  pushes.push(started);
  return started;
}

interface Moment {
  sequence: number;
  part: number;
  programAt: Date;
  ms: number;
}
const moments = async (broadcast: TestBroadcast): Promise<Moment[]> =>
  (
    await services.pool.query<Moment>(
      `select s.sequence, p.number as part, s.program_at as "programAt", s.duration_ms as ms
         from broadcast_segment s join broadcast_part p on p.id = s.part_id
        where p.broadcast_id = $1 and s.rendition = '240p' order by s.sequence`,
      [broadcast.id],
    )
  ).rows;

/** ffmpeg processes that encode for this stack. */
async function encoders(): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args']);
  const mine = stdout.split('\n').filter((line) => line.includes(path.join(stack.dataDir, 'work', 'live')));
  return mine.map((line) => Number.parseInt(line, 10));
}

/** Milliseconds of program time without a segment, between those there are. */
const lost = (all: Moment[]): number =>
  all.reduce((sum, one, i) => {
    const before = all[i - 1];
    return before ? sum + Math.max(0, one.programAt.getTime() - before.programAt.getTime() - before.ms) : 0;
  }, 0);

/** Ends the broadcast and decodes all of it, as a player would get it: nothing may be amiss, and nothing missing. */
async function expectWhole(broadcast: TestBroadcast, onAirAt: Date): Promise<void> {
  await services.db.broadcast.update({
    where: { id: broadcast.id },
    data: { state: 'ENDED', onAirAt, endedAt: new Date() },
  });
  const open = { broadcastId: broadcast.id, endedAt: null };
  await until(async () => (await services.db.broadcastPart.count({ where: open })) === 0, { what: 'parts ended' });
  const all = await moments(broadcast);
  // Numbered without a hole: the numbers are the IVs.
  expect(all.map((one) => one.sequence)).toEqual(all.map((_, i) => i));
  const cookie = passFor(services, broadcast.publicPath);
  const url = `${stack.url}/media/${broadcast.publicPath}/dvr-240p.m3u8`;
  const names = async () =>
    (await (await fetch(url, { headers: { cookie } })).text()).match(/240p_\d+\.m4s|#EXT-X-ENDLIST/g)?.length ?? 0;
  await until(async () => (await names()) === all.length + 1, { what: 'the finished playlist' });
  const parts = await readHls(url, cookie);
  expect(parts).toHaveLength(new Set(all.map((one) => one.part)).size);
  for (const part of parts) expect(await countFrames(part)).toBe(part.ms / 40);
  expect(parts.reduce((sum, part) => sum + part.ms, 0)).toBe(all.reduce((sum, one) => sum + one.ms, 0));
  expect(await readdir(path.join(stack.dataDir, 'work', 'live', String(broadcast.id))).catch(() => [])).toEqual([]);
}

test('ffmpeg is killed with -9: the same connection goes on in a new part, at most one segment is lost', async () => {
  const broadcast = await makeBroadcast(services);
  const before = new Date();
  push(broadcast);
  await until(async () => (await moments(broadcast)).length >= 2, { what: 'two moments' });
  const killed = await encoders();
  expect(killed).toHaveLength(1);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await until(async () => (await moments(broadcast)).some((one) => one.part === 2), { what: 'a new part' });
  expect(pushes[0]?.child.exitCode).toBeNull();
  expect(lost(await moments(broadcast))).toBeLessThanOrEqual(2_000);
  await expectWhole(broadcast, before);
}, 120_000);

test('ingest is killed with -9: what was made is kept, its ffmpeg dies with it, and the encoder’s return goes on', async () => {
  const broadcast = await makeBroadcast(services);
  const before = new Date();
  const first = push(broadcast);
  await until(async () => (await moments(broadcast)).length >= 2, { what: 'two moments' });
  const pid = stack.pid('ingest');
  process.kill(pid, 'SIGKILL');
  const killedAt = Date.now();
  await first.ended;
  await until(async () => (await encoders()).length === 0, { what: 'no ffmpeg left' });
  const received = async () => {
    const last = (await moments(broadcast)).at(-1);
    return last ? last.programAt.getTime() + last.ms : 0;
  };
  // Encoders try again and again; so does this one until ingest is back.
  await until(
    async () => {
      const again = push(broadcast);
      const gaveUp = again.ended.then(() => true);
      const stays = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1_000));
      return !(await Promise.race([gaveUp, stays]));
    },
    { what: 'the return' },
  );
  await until(async () => (await moments(broadcast)).some((one) => one.part === 2), { what: 'a new part' });
  expect(stack.pid('ingest')).not.toBe(pid);
  const lastOfFirst = (await moments(broadcast)).filter((one) => one.part === 1).at(-1);
  // The open segment, and what was on its way through the encoder.
  const end = lastOfFirst ? lastOfFirst.programAt.getTime() + lastOfFirst.ms : 0;
  expect(killedAt - end).toBeLessThan(4_000);
  expect(await received()).toBeGreaterThan(killedAt);
  await expectWhole(broadcast, before);
}, 120_000);

test('segments that a killed ingest had not stored are taken up by the next one; rubbish beside them is removed', async () => {
  const broadcast = await makeBroadcast(services);
  const before = new Date();
  const first = push(broadcast);
  await until(async () => (await moments(broadcast)).length >= 1, { what: 'a moment' });
  // Storage cannot be written: segments gather in the work folder.
  const media = path.join(stack.dataDir, 'storage', 'media', broadcast.publicPath);
  await rename(media, `${media}-away`);
  await writeFile(media, 'a file where the folder was');
  const stored = (await moments(broadcast)).length;
  const work = path.join(stack.dataDir, 'work', 'live', String(broadcast.id), '1');
  const finished = async () => (await readdir(work)).filter((name) => /^240p_\d+\.m4s$/.test(name)).length;
  await until(async () => (await finished()) >= 2, { what: 'segments in the work folder' });
  const pid = stack.pid('ingest');
  await mkdir(path.join(stack.dataDir, 'work', 'live', '999999', '1'), { recursive: true });
  process.kill(pid, 'SIGKILL');
  await first.ended;
  await rm(media);
  await rename(`${media}-away`, media);
  await until(async () => (await moments(broadcast)).length >= stored + 2, { what: 'the leftovers' });
  await until(async () => (await readdir(path.join(stack.dataDir, 'work')).catch(() => [])).length === 0, {
    what: 'an empty work folder',
  });
  await expectWhole(broadcast, before);
}, 120_000);
