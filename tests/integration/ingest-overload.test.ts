import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readIngestHealth } from '~/modules/broadcasts/read-ingest-health.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeBroadcast, type Push, passFor, pushStream } from '../factories/broadcasts';
import { countFrames, readHls } from '../setup/read-hls';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

// A real ffmpeg that takes in half of what arrives while it makes the largest picture: a machine that is too slow for three of them.
const SLOW = `#!/bin/sh
case "$*" in
  *split=3*) exec ffmpeg -readrate 0.5 "$@" ;;
  *) exec ffmpeg "$@" ;;
esac
`;
let folder: string;
let stack: Stack;
let services: Services;
let push: Push | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'slow-'));
  const program = path.join(folder, 'ffmpeg');
  await writeFile(program, SLOW);
  await chmod(program, 0o755);
  stack = await startStack({
    demo: false,
    names: ['web', 'ingest'],
    env: { LIVE_PRESET: 'ultrafast', LIVE_OVERLOAD: 'superfast,-1', LIVE_BEHIND_SECONDS: '1.5', FFMPEG_PATH: program },
  });
  services = createServices(readEnv(stack.env), 'test');
}, 240_000);
afterAll(async () => {
  push?.kill();
  await services?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('when ffmpeg cannot keep up, less is made of the stream: the operator is told, players keep their playlists, nothing is lost', async () => {
  const broadcast = await makeBroadcast(services, { profile: 'standard' });
  const before = new Date();
  push = pushStream(Number(stack.env.RTMP_PORT), broadcast.keys.PRIMARY);
  const parts = () =>
    services.db.broadcastPart.findMany({ where: { broadcastId: broadcast.id }, orderBy: { number: 'asc' } });
  await until(async () => (await parts()).length === 2, { seconds: 40, what: 'the step' });
  await until(
    async () => (await readIngestHealth(services, broadcast.id)).streams.some(({ warning }) => warning === 'REDUCED'),
    { what: 'the warning' },
  );
  const segments = async (part: number) =>
    (
      await services.pool.query<{ rendition: string; sequence: number; at: Date; ms: number }>(
        `select s.rendition, s.sequence, s.program_at as at, s.duration_ms as ms from broadcast_segment s
           join broadcast_part p on p.id = s.part_id where p.broadcast_id = $1 and p.number = $2 order by s.sequence`,
        [broadcast.id, part],
      )
    ).rows;
  await until(async () => (await segments(2)).length >= 8, { seconds: 40, what: 'segments of the second part' });

  push.kill();
  await services.db.broadcast.update({
    where: { id: broadcast.id },
    data: { state: 'ENDED', onAirAt: before, endedAt: new Date() },
  });
  await until(async () => (await parts()).every(({ endedAt }) => endedAt !== null), { what: 'both parts ended' });
  const [first, second] = [await segments(1), await segments(2)];
  // Every rendition goes on under its name, and the second part begins where the first one ends.
  expect(new Set(second.map(({ rendition }) => rendition))).toEqual(new Set(['720p', '480p', '240p', 'a64']));
  const last = first.filter(({ rendition }) => rendition === '720p').at(-1);
  const seam = (second[0]?.at.getTime() ?? 0) - ((last?.at.getTime() ?? 0) + (last?.ms ?? 0));
  expect(Math.abs(seam)).toBeLessThan(1_000);

  const cookie = passFor(services, broadcast.publicPath);
  for (const rendition of ['720p', '240p']) {
    const url = `${stack.url}/media/${broadcast.publicPath}/dvr-${rendition}.m3u8`;
    await until(async () => (await (await fetch(url, { headers: { cookie } })).text()).includes('#EXT-X-ENDLIST'));
    const played = await readHls(url, cookie);
    expect(played).toHaveLength(2);
    for (const part of played) expect(await countFrames(part)).toBe(Math.round(part.ms / 40));
  }
}, 150_000);
