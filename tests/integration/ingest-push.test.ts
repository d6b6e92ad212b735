import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readIngestHealth } from '~/modules/broadcasts/read-ingest-health.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeBroadcast, type Push, passFor, pushStream, type TestBroadcast } from '../factories/broadcasts';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

const run = promisify(execFile);

let stack: Stack;
let services: Services;
let port: number;
const pushes: Push[] = [];
beforeAll(async () => {
  stack = await startStack({ demo: false, names: ['web', 'ingest'], env: { LIVE_PRESET: 'ultrafast' } });
  services = createServices(readEnv(stack.env), 'test');
  port = Number(stack.env.RTMP_PORT);
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

function push(key: string, options?: Parameters<typeof pushStream>[2]): Push {
  const started = pushStream(port, key, options);
  pushes.push(started);
  return started;
}

const moments = async (broadcast: TestBroadcast): Promise<number> =>
  (
    await services.pool.query<{ count: number }>(
      `select count(distinct s.sequence)::int as count from broadcast_segment s join broadcast_part p on p.id = s.part_id
        where p.broadcast_id = $1`,
      [broadcast.id],
    )
  ).rows[0]?.count ?? 0;

const get = (broadcast: TestBroadcast, file: string, cookie = passFor(services, broadcast.publicPath)) =>
  fetch(`${stack.url}/media/${broadcast.publicPath}/${file}`, { headers: { cookie } });

const refusals = async (broadcast: TestBroadcast | null) =>
  (
    await services.db.auditEntry.findMany({
      where: { action: 'stream.refuse', targetId: broadcast ? String(broadcast.id) : '-' },
      orderBy: { id: 'asc' },
    })
  ).map(({ data }) => (data as { reason: string }).reason);

/** Seconds of pictures and sound that ffmpeg decodes out of a playlist, through the web, with the member's pass. */
async function play(broadcast: TestBroadcast, file: string): Promise<{ pictures: number; errors: string }> {
  // What web processes know of a broadcast is up to half a second old.
  const finished = async () => {
    const [rendition = ''] = /^dvr-\w+\.m3u8$/m.exec(await (await get(broadcast, file)).text()) ?? [];
    return rendition !== '' && (await (await get(broadcast, rendition)).text()).includes('#EXT-X-ENDLIST');
  };
  await until(finished, { what: 'the finished playlist' });
  const headers = `Cookie: ${passFor(services, broadcast.publicPath)}\r\n`;
  const url = `${stack.url}/media/${broadcast.publicPath}/${file}`;
  const { stdout, stderr } = await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-allowed_extensions', 'ALL', '-headers', headers, '-i', url],
    ...['-map', '0:v:0', '-map', '0:a:0', '-f', 'null', '-progress', 'pipe:1', '-'],
  ]);
  return { pictures: Number(/frame=(\d+)(?![\s\S]*frame=\d)/.exec(stdout)?.[1] ?? 0), errors: stderr };
}

async function end(broadcast: TestBroadcast, onAirAt: Date): Promise<void> {
  await services.db.broadcast.update({
    where: { id: broadcast.id },
    data: { state: 'ENDED', onAirAt, endedAt: new Date() },
  });
}

describe('a push', () => {
  test('becomes segments and playlists that play with the pass and not without it', async () => {
    const broadcast = await makeBroadcast(services);
    const before = new Date();
    push(broadcast.keys.PRIMARY);
    await until(async () => (await moments(broadcast)) >= 2, { what: 'two moments' });

    const master = await get(broadcast, 'live.m3u8');
    expect(master.status).toBe(200);
    expect(await master.text()).toContain('live-480p.m3u8');
    const playlist = await (await get(broadcast, 'live-240p.m3u8')).text();
    const programAt = Date.parse(/PROGRAM-DATE-TIME:(\S+)/.exec(playlist)?.[1] ?? '');
    expect(programAt).toBeGreaterThan(before.getTime() - 1_000);
    expect(programAt).toBeLessThan(Date.now());
    const segment = /240p_\d{7}\.m4s/.exec(playlist)?.[0] ?? '';
    expect((await get(broadcast, segment, '')).status).toBe(200);
    expect((await get(broadcast, 'live.m3u8', '')).status).toBe(403);
    expect((await get(broadcast, 'keys/0', '')).status).toBe(403);
    expect((await get(broadcast, 'keys/0')).status).toBe(200);
    expect((await get(broadcast, 'keys/7')).status).toBe(404);

    const health = await readIngestHealth(services, broadcast.id);
    expect(health.streams).toMatchObject([
      { slot: 'PRIMARY', active: true, width: 320, height: 180, videoCodec: 'H.264', audioCodec: 'AAC', warning: null },
    ]);
    expect(health.streams[0]?.bitrateKbps).toBeGreaterThan(20);
    expect(health.streams[0]?.audioLevelDb).toBeLessThan(0);

    await end(broadcast, before);
    const { code } = (await pushes[0]?.ended) ?? { code: 0 };
    expect(code).not.toBe(0);
    const count = await settled(broadcast);
    const { pictures, errors } = await play(broadcast, 'dvr.m3u8');
    expect(errors).toBe('');
    // 25 pictures a second; the last segment may be short.
    expect(pictures).toBeGreaterThan((count - 1) * 50);
  });

  test('the sound of an encoder without any is silence', async () => {
    const broadcast = await makeBroadcast(services);
    push(broadcast.keys.PRIMARY, {
      input: ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25'],
      codecs: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p'],
    });
    const before = new Date();
    await until(async () => (await moments(broadcast)) >= 2, { what: 'two moments' });
    expect((await readIngestHealth(services, broadcast.id)).streams[0]?.warning).toBe('NO_AUDIO');
    await end(broadcast, before);
    await settled(broadcast);
    expect((await play(broadcast, 'dvr.m3u8')).errors).toBe('');
  });

  test('the source profile keeps the picture as it comes', async () => {
    const broadcast = await makeBroadcast(services, { profile: 'source' });
    push(broadcast.keys.PRIMARY);
    const before = new Date();
    await until(async () => (await moments(broadcast)) >= 2, { what: 'two moments' });
    expect(await (await get(broadcast, 'live.m3u8')).text()).toContain('RESOLUTION=320x180');
    await end(broadcast, before);
    await settled(broadcast);
    expect((await play(broadcast, 'dvr.m3u8')).errors).toBe('');
  });
});

describe('what is turned away', () => {
  test('a key that nobody has, one that was revoked, a broadcast that is over', async () => {
    expect((await push('khong-phai-khoa').ended).code).not.toBe(0);
    expect(await refusals(null)).toEqual(['UNKNOWN_KEY']);
    const broadcast = await makeBroadcast(services);
    await services.db.streamKey.updateMany({
      where: { broadcastId: broadcast.id, slot: 'PRIMARY' },
      data: { revokedAt: new Date() },
    });
    expect((await push(broadcast.keys.PRIMARY).ended).code).not.toBe(0);
    await end(broadcast, new Date());
    expect((await push(broadcast.keys.BACKUP).ended).code).not.toBe(0);
    expect(await refusals(broadcast)).toEqual(['REVOKED_KEY', 'BROADCAST_OVER']);
    expect(await moments(broadcast)).toBe(0);
  });

  test('a second push with a key in use; the first goes on; a key revoked meanwhile ends it', async () => {
    const broadcast = await makeBroadcast(services);
    push(broadcast.keys.PRIMARY);
    await until(async () => (await moments(broadcast)) >= 1, { what: 'a moment' });
    expect((await push(broadcast.keys.PRIMARY).ended).code).not.toBe(0);
    expect(await refusals(broadcast)).toEqual(['KEY_IN_USE']);
    expect((await readIngestHealth(services, broadcast.id)).refused?.reason).toBe('KEY_IN_USE');
    const seen = await moments(broadcast);
    await until(async () => (await moments(broadcast)) > seen, { what: 'another moment' });
    await services.db.streamKey.updateMany({ where: { broadcastId: broadcast.id }, data: { revokedAt: new Date() } });
    const revoked = Date.now();
    await pushes[0]?.ended;
    expect(Date.now() - revoked).toBeLessThan(3_000);
  });

  test.each([
    ['sound without a picture', ['-f', 'lavfi', '-i', 'sine'], ['-c:a', 'aac'], 'NO_VIDEO'],
    ['a picture that is not H.264', ['-f', 'lavfi', '-i', 'testsrc=size=320x180'], ['-c:v', 'flv1'], 'VIDEO_CODEC'],
    [
      '4K at 60',
      ['-f', 'lavfi', '-i', 'color=size=3840x2160:rate=60'],
      ['-c:v', 'libx264', '-preset', 'ultrafast'],
      'PICTURE_TOO_LARGE',
    ],
  ])('%s', async (_name, input, codecs, reason) => {
    const broadcast = await makeBroadcast(services);
    const { ended } = push(broadcast.keys.PRIMARY, { input: ['-re', ...input], codecs });
    expect((await ended).code).not.toBe(0);
    await until(async () => (await refusals(broadcast)).length > 0, { what: 'the refusal' });
    expect(await refusals(broadcast)).toEqual([reason]);
    expect((await readIngestHealth(services, broadcast.id)).refused).toMatchObject({ reason, slot: 'PRIMARY' });
    expect(await moments(broadcast)).toBe(0);
  });
});

describe('interruptions', () => {
  test('an encoder that drops and returns: the same broadcast goes on behind a discontinuity', async () => {
    const broadcast = await makeBroadcast(services);
    const before = new Date();
    const first = push(broadcast.keys.PRIMARY);
    await until(async () => (await moments(broadcast)) >= 2, { what: 'two moments' });
    first.kill();
    await first.ended;
    const seen = await settled(broadcast);
    push(broadcast.keys.PRIMARY);
    await until(async () => (await moments(broadcast)) >= seen + 2, { what: 'moments after the return' });
    const playlist = await (await get(broadcast, 'live-240p.m3u8')).text();
    expect(playlist.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1);
    await end(broadcast, before);
    await settled(broadcast);
    expect((await play(broadcast, 'dvr.m3u8')).errors).toBe('');
  });

  test('the backup waits, and takes over when the primary is gone', async () => {
    const broadcast = await makeBroadcast(services);
    const primary = push(broadcast.keys.PRIMARY);
    await until(async () => (await moments(broadcast)) >= 1, { what: 'a moment' });
    push(broadcast.keys.BACKUP);
    await until(async () => (await readIngestHealth(services, broadcast.id)).streams.length === 2, { what: 'both' });
    expect((await readIngestHealth(services, broadcast.id)).streams.map((one) => one.active)).toEqual([true, false]);
    // Frozen, not dead: its connection stays.
    primary.child.kill('SIGSTOP');
    const slots = async () =>
      (
        await services.db.broadcastPart.findMany({ where: { broadcastId: broadcast.id }, orderBy: { number: 'asc' } })
      ).map((part) => part.slot);
    await until(async () => (await slots()).includes('BACKUP'), { what: 'the backup’s part' });
    expect(await slots()).toEqual(['PRIMARY', 'BACKUP']);
    const seen = await moments(broadcast);
    await until(async () => (await moments(broadcast)) > seen, { what: 'a moment of the backup' });
  });
});

/** How many moments there are when all parts are finished. */
async function settled(broadcast: TestBroadcast): Promise<number> {
  const open = { broadcastId: broadcast.id, endedAt: null };
  await until(async () => (await services.db.broadcastPart.count({ where: open })) === 0, { what: 'parts ended' });
  return moments(broadcast);
}
