import { execFile } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptUpload } from '~/modules/media/accept-upload.server';
import { renditionsSchema } from '~/modules/media/asset-data';
import { contentKey, segmentIv } from '~/modules/media/content-key';
import { importLectureFile } from '~/modules/media/import-lecture-file.server';
import { transcodeJob } from '~/modules/media/jobs';
import { assetPrefix, uploadFile, uploadFolder, workFolder } from '~/modules/media/media-folders.server';
import { readSegments } from '~/modules/media/playlists';
import { removeUpload } from '~/modules/media/remove-upload.server';
import { requeueStuckAssets, tidyUploads } from '~/modules/media/tidy-media.server';
import { transcodeAsset } from '~/modules/media/transcode-asset.server';
import type { Services } from '~/platform/services';
import { transcodeHandler } from '../../worker/jobs/transcode';
import { uncountedCoverage } from '../../worker/sweeps/uncounted-coverage';
import { H264, makeClip, makeLectureRoom, PICTURE, placeUpload, TONE } from '../factories/media';
import { createTestServices } from '../setup/services';
import { until as waitUntil } from '../setup/until';

const run = promisify(execFile);
/** A transcode on a busy machine takes its time. */
const until = (condition: () => Promise<boolean>) => waitUntil(condition, { seconds: 120 });
const preset = 'ultrafast';
const signal = new AbortController().signal;
let services: Services;
let clips: string;

beforeAll(async () => {
  services = await createTestServices();
  clips = await mkdtemp(path.join(os.tmpdir(), 'clips-'));
});
afterAll(async () => {
  await services.close();
  await rm(clips, { recursive: true, force: true });
});

const buffer = async (key: string): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of await services.storage.read(key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
/** Everything of the media module that lies on this disk for an asset or upload. */
async function leftBehind(): Promise<string[]> {
  const uploads = await readdir(uploadFolder(services.env)).catch(() => []);
  const works = await readdir(workFolder(services.env)).catch(() => []);
  return [...uploads, ...works];
}

describe('the sample lecture', () => {
  let room: Awaited<ReturnType<typeof makeLectureRoom>>;
  let assetId = 0;
  beforeAll(async () => {
    room = await makeLectureRoom(services);
    const imported = await importLectureFile(
      {
        file: 'content/lecture/lecture.mp4',
        captionsFile: 'content/lecture/lecture.vi.vtt',
        sessionId: room.sessionId,
        ownerId: room.organiser.accountId,
      },
      services,
    );
    assetId = imported.assetId ?? 0;
    await transcodeAsset(services, { assetId, signal, preset });
  }, 240_000);

  test('becomes the recording of its session, as long as it plays, and leaves no source or work behind', async () => {
    const recording = await services.db.recording.findUniqueOrThrow({
      where: { sessionId: room.sessionId },
      include: { asset: { include: { captions: true } } },
    });
    expect(recording).toMatchObject({
      assetId,
      timelineSeconds: 89,
      asset: { state: 'READY', progress: 100, height: 720 },
    });
    expect(recording.asset.captions).toHaveLength(1);
    expect(await leftBehind()).toEqual([]);
  });

  test('has three rungs and two sounds, measured, with the codec of their own init segments', async () => {
    const asset = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } });
    const renditions = renditionsSchema.parse(asset.renditions);
    expect(renditions.map((one) => one.name)).toEqual(['720p', '480p', '240p', 'a96', 'a32']);
    for (const one of renditions) expect(one.bandwidth).toBeGreaterThanOrEqual(one.averageBandwidth);
    expect(renditions.find((one) => one.name === '240p')).toMatchObject({
      codecs: expect.stringMatching(/^avc1\.4[2d]/),
      frameRate: 25,
    });
  });

  test('what lies in storage is what the playlists name, nothing more', async () => {
    const { publicPath } = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } });
    const prefix = assetPrefix(publicPath);
    const named = new Set(['master.m3u8', 'audio.m3u8', 'poster.jpg', 'sprite_001.jpg', 'storyboard.vtt']);
    for (const name of ['720p', '480p', '240p', 'a96', 'a32']) {
      named.add(`${name}.m3u8`).add(`init_${name}.mp4`);
      const segments = readSegments(String(await buffer(`${prefix}/${name}.m3u8`)));
      expect(segments.reduce((sum, one) => sum + one.duration, 0)).toBeCloseTo(89.76, 0);
      // Six seconds each but the last, the same cuts in every rendition within a frame of sound.
      for (const one of segments.slice(0, -1)) expect(Math.abs(one.duration - 6)).toBeLessThan(0.05);
      for (const one of segments) named.add(one.uri);
    }
    expect(await services.storage.list(prefix)).toEqual([...named].map((name) => `${prefix}/${name}`).sort());
  });

  test('segments are ciphertext that the derived key opens, and together they play to the end', async () => {
    const { publicPath } = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } });
    const prefix = assetPrefix(publicPath);
    const parts = [await buffer(`${prefix}/init_240p.mp4`)];
    const segments = readSegments(String(await buffer(`${prefix}/240p.m3u8`)));
    for (const [sequence, { uri }] of segments.entries()) {
      const cipher = await buffer(`${prefix}/${uri}`);
      expect(cipher.includes('moof')).toBe(false);
      const decipher = createDecipheriv(
        'aes-128-cbc',
        contentKey(services.env.MEDIA_SECRET, publicPath, 0),
        segmentIv(sequence),
      );
      parts.push(Buffer.concat([decipher.update(cipher), decipher.final()]));
    }
    const file = path.join(clips, 'together.mp4');
    await writeFile(file, Buffer.concat(parts));
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-count_packets',
      '-show_entries',
      'stream=nb_read_packets,width,height',
      '-of',
      'json',
      file,
    ]);
    const { streams } = JSON.parse(stdout) as { streams: { nb_read_packets: string; width: number; height: number }[] };
    expect(streams[0]).toMatchObject({ width: 426, height: 240 });
    expect(Number(streams[0]?.nb_read_packets)).toBeGreaterThanOrEqual(89 * 25);
  });

  test('asking again changes nothing', async () => {
    const before = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } });
    await transcodeAsset(services, { assetId, signal, preset });
    expect(await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } })).toEqual(before);
    const again = await importLectureFile(
      { file: 'content/lecture/lecture.mp4', sessionId: room.sessionId, ownerId: room.organiser.accountId },
      services,
    );
    expect(again).toEqual({ assetId, created: false });
  });
});

describe('a file that is no lecture says why and leaves nothing behind', () => {
  const whole = () => readFile('content/lecture/lecture.mp4');
  const clip = (name: string, args: string[]) => async () => readFile(await makeClip(clips, name, args));
  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['text renamed .mp4', async () => Buffer.from('Kính gửi các đồng chí,\n'.repeat(500)), 'NOT_MEDIA'],
    [
      'a playlist renamed .mp4',
      async () => Buffer.from('#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
      'NOT_MEDIA',
    ],
    ['an ffmpeg concat script', async () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), 'NOT_MEDIA'],
    ['a cut-off file', async () => (await whole()).subarray(0, 700_000), 'TRUNCATED'],
    ['a file of nothing but its head', async () => (await whole()).subarray(0, 64), 'TRUNCATED'],
    ['sound only, in MP4', clip('sound.mp4', [...TONE(3), '-c:a', 'aac']), 'NO_VIDEO'],
    ['sound only, MP3', clip('sound.mp3', TONE(3)), 'NO_VIDEO'],
    ['a picture', clip('picture.png', [...PICTURE(1), '-frames:v', '1']), 'NOT_MEDIA'],
    [
      'a Matroska file cut in half',
      async () => {
        const file = await makeClip(clips, 'half.mkv', [...PICTURE(20), ...TONE(20), ...H264]);
        const bytes = await readFile(file);
        return bytes.subarray(0, bytes.length >> 1);
      },
      'TRUNCATED',
    ],
    [
      'zeros under an MP4 head',
      async () => Buffer.concat([(await whole()).subarray(0, 32), Buffer.alloc(50_000)]),
      'TRUNCATED',
    ],
  ])('%s', async (_name, bytes, code) => {
    const room = await makeLectureRoom(services);
    const uploadId = await placeUpload(services, room, await bytes());
    const outcome = await acceptUpload(services, { uploadId });
    if (outcome.state === 'ACCEPTED') await transcodeAsset(services, { assetId: outcome.assetId, signal, preset });
    const upload = await services.db.upload.findUniqueOrThrow({ where: { id: uploadId }, include: { asset: true } });
    expect(upload).toMatchObject({ state: 'REJECTED', errorCode: code });
    if (upload.asset) {
      expect(upload.asset).toMatchObject({ state: 'FAILED', errorCode: code });
      expect(await services.storage.list(assetPrefix(upload.asset.publicPath))).toEqual([]);
    }
    expect(await services.db.recording.count({ where: { sessionId: room.sessionId } })).toBe(0);
    expect(await leftBehind()).toEqual([]);
  });
});

describe('lectures that are out of the ordinary', () => {
  test('without sound: pictures only, no sound-only master', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'silent.webm', [
      ...PICTURE(5, '640x360'),
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
    ]);
    const outcome = await acceptUpload(services, { uploadId: await placeUpload(services, room, await readFile(file)) });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    await transcodeAsset(services, { assetId: outcome.assetId, signal, preset });
    const asset = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: outcome.assetId } });
    expect(asset.state).toBe('READY');
    expect(renditionsSchema.parse(asset.renditions).map((one) => one.name)).toEqual(['360p', '240p']);
    expect(await services.storage.stat(`${assetPrefix(asset.publicPath)}/audio.m3u8`)).toBeNull();
  });

  test('sound that ends before the picture is filled with silence', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'uneven.mp4', [...PICTURE(8), ...TONE(3), ...H264]);
    const outcome = await acceptUpload(services, { uploadId: await placeUpload(services, room, await readFile(file)) });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    await transcodeAsset(services, { assetId: outcome.assetId, signal, preset });
    const { publicPath } = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: outcome.assetId } });
    const seconds = readSegments(String(await buffer(`${assetPrefix(publicPath)}/a96.m3u8`))).reduce(
      (sum, one) => sum + one.duration,
      0,
    );
    expect(seconds).toBeGreaterThan(7.9);
  });

  test('replacing the recording keeps the old files for who is watching, takes the new length, and judges again by it', async () => {
    const room = await makeLectureRoom(services);
    const [memberId = 0] = room.memberIds;
    const way = async () =>
      (await services.db.memberOutcome.findFirst({ where: { campaignId: room.campaignId, memberId } }))?.ways;
    const lengths = [4, 6];
    for (const seconds of lengths) {
      const file = await makeClip(clips, `take-${seconds}.mp4`, [...PICTURE(seconds), ...TONE(seconds), ...H264]);
      const outcome = await acceptUpload(services, {
        uploadId: await placeUpload(services, room, await readFile(file)),
      });
      if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
      await transcodeHandler.run({ assetId: outcome.assetId } as never, { services, signal });
      if (seconds === 4) {
        // Four of four seconds: attended. Of six they are two thirds, less than the threshold of 80 %.
        await services.pool.query(
          "insert into session_coverage (session_id, member_id, recording, covered, position, ticket_at, last_beat_at) values ($1, $2, '{[0,4)}', 4, 4, now(), now())",
          [room.sessionId, memberId],
        );
        await uncountedCoverage.run(services);
        expect(await way()).toEqual([3]);
      }
    }
    expect(await way()).toEqual([0]);
    const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
    expect(recording.timelineSeconds).toBe(6);
    const actions = await services.db.auditEntry.findMany({
      where: { targetType: 'StudySession', targetId: String(room.sessionId) },
      orderBy: { id: 'asc' },
    });
    expect(actions.map((entry) => entry.action)).toEqual([
      'recording.upload',
      'recording.publish',
      'recording.upload',
      'recording.replace',
    ]);
    expect(
      await services.db.mediaAsset.count({ where: { upload: { sessionId: room.sessionId }, state: 'READY' } }),
    ).toBe(2);

    // The worker died between publishing and judging: the sweep finds what does not agree, in either direction.
    await services.pool.query('update member_outcome set ways = $2, studied = true where campaign_id = $1', [
      room.campaignId,
      [3],
    ]);
    await uncountedCoverage.run(services);
    expect(await way()).toEqual([0]);
  });
});

describe('interruptions', () => {
  test('cancelling while it is worked on ends ffmpeg and leaves nothing', async () => {
    const room = await makeLectureRoom(services);
    const uploadId = await placeUpload(services, room, await readFile('content/lecture/lecture.mp4'));
    const outcome = await acceptUpload(services, { uploadId });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    const { publicPath } = await services.db.mediaAsset.findUniqueOrThrow({ where: { id: outcome.assetId } });
    const working = transcodeAsset(services, { assetId: outcome.assetId, signal, preset });
    await until(
      async () =>
        (await services.db.mediaAsset.findUnique({ where: { id: outcome.assetId } }))?.state === 'TRANSCODING',
    );
    await removeUpload(services, { viewer: room.organiser, sessionId: room.sessionId, uploadId });
    await working;
    expect(await services.db.mediaAsset.count({ where: { id: outcome.assetId } })).toBe(0);
    expect(await services.storage.list(assetPrefix(publicPath))).toEqual([]);
    expect(await leftBehind()).toEqual([]);
    expect(await ffmpegsAt(services.env.DATA_DIR)).toEqual([]);
  });

  test('two workers on one asset: one works, the other leaves it alone', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'twice.mp4', [...PICTURE(6), ...TONE(6), ...H264]);
    const outcome = await acceptUpload(services, { uploadId: await placeUpload(services, room, await readFile(file)) });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    const args = { assetId: outcome.assetId, signal, preset };
    await Promise.all([transcodeAsset(services, args), transcodeAsset(services, args)]);
    expect(await services.db.mediaAsset.findUniqueOrThrow({ where: { id: outcome.assetId } })).toMatchObject({
      state: 'READY',
    });
    expect(
      await services.db.auditEntry.count({ where: { action: 'recording.publish', targetId: String(room.sessionId) } }),
    ).toBe(1);
  });

  test('a worker killed in the middle leaves no ffmpeg running, and the next one makes one good recording', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'long.mp4', [...PICTURE(40, '1280x720'), ...TONE(40), ...H264]);
    const outcome = await acceptUpload(services, { uploadId: await placeUpload(services, room, await readFile(file)) });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    const { assetId } = outcome;
    const worker = await startTranscodeProcess(assetId);
    await until(async () => (await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } })).progress > 12);
    worker.kill('SIGKILL');
    await until(async () => (await ffmpegsAt(services.env.DATA_DIR)).length === 0);
    expect(await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } })).toMatchObject({
      state: 'TRANSCODING',
    });
    // The lock ends with the dead worker's connection.
    await until(async () => {
      await transcodeAsset(services, { assetId, signal, preset });
      return (await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } })).state === 'READY';
    });
    expect(await services.db.recording.count({ where: { sessionId: room.sessionId } })).toBe(1);
    expect(await leftBehind()).toEqual([]);
  }, 240_000);

  test('an asset whose job was lost is queued again by the sweep, once; after two days it is given up', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'lost.mp4', [...PICTURE(3), ...TONE(3), ...H264]);
    const outcome = await acceptUpload(services, { uploadId: await placeUpload(services, room, await readFile(file)) });
    if (outcome.state !== 'ACCEPTED') throw new Error(outcome.state);
    const { assetId } = outcome;
    const queue = services.queues.get(transcodeJob.queue);
    const jobs = async () =>
      (await queue.getJobs(['waiting', 'active', 'delayed', 'prioritized'])).filter(
        (job) => job.data.assetId === assetId,
      );
    await queue.drain(true);
    expect(await jobs()).toHaveLength(0);
    await requeueStuckAssets(services);
    expect(await jobs()).toHaveLength(0);
    const later = (minutes: number) => ({ ...services, clock: { now: () => new Date(Date.now() + minutes * 60_000) } });
    await requeueStuckAssets(later(5));
    await requeueStuckAssets(later(6));
    expect(await jobs()).toHaveLength(1);
    await requeueStuckAssets(later(49 * 60));
    expect(await services.db.mediaAsset.findUniqueOrThrow({ where: { id: assetId } })).toMatchObject({
      ...{ state: 'FAILED', errorCode: 'ENCODE_FAILED' },
    });
    expect(await leftBehind()).toEqual([]);
  });

  test('an upload whose end nobody announced is taken up by the sweep; an abandoned one is removed after a day', async () => {
    const room = await makeLectureRoom(services);
    const file = await makeClip(clips, 'sweep.mp4', [...PICTURE(3), ...TONE(3), ...H264]);
    const complete = await placeUpload(services, room, await readFile(file));
    const partial = await placeUpload(services, room, Buffer.from('half'));
    await services.db.upload.update({ where: { id: partial }, data: { byteSize: 1000n } });
    await tidyUploads(services);
    expect(await services.db.upload.findUniqueOrThrow({ where: { id: complete } })).toMatchObject({
      state: 'RECEIVED',
    });
    expect(existsSync(uploadFile(services.env, partial))).toBe(true);
    const tomorrow = { now: () => new Date(Date.now() + 25 * 3_600_000) };
    await tidyUploads({ ...services, clock: tomorrow });
    expect(await services.db.upload.findUnique({ where: { id: partial } })).toBeNull();
    expect(existsSync(uploadFile(services.env, partial))).toBe(false);
    await removeUpload(services, { viewer: room.organiser, sessionId: room.sessionId, uploadId: complete });
  });
});

/** Command lines of the ffmpeg processes that work below this folder. */
async function ffmpegsAt(folder: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes('ffmpeg') && line.includes(folder));
}

/** A process of its own that transcodes one asset on this test's services. */
async function startTranscodeProcess(assetId: number) {
  const { build } = await import('esbuild');
  const outfile = path.resolve('build', 'test', `transcode-${process.pid}.mjs`);
  await build({
    stdin: {
      contents: `
        import { readEnv } from '~/platform/env';
        import { createServices } from '~/platform/services';
        import { transcodeAsset } from '~/modules/media/transcode-asset.server';
        const services = createServices(readEnv(), 'worker');
        await transcodeAsset(services, { assetId: ${assetId}, signal: new AbortController().signal, preset: 'veryslow' });`,
      resolveDir: path.resolve('.'),
      loader: 'ts',
    },
    ...{
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: { '~': path.resolve('app') },
    },
  });
  const { env } = services;
  return execFile(process.execPath, [outfile], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: env.DATABASE_URL, REDIS_URL: env.REDIS_URL, DATA_DIR: env.DATA_DIR, LOG_LEVEL: 'silent' },
    },
  });
}
