import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { orderBroadcast } from '~/modules/broadcasts/order-broadcast.server';
import { livePeriod, segmentName } from '~/modules/broadcasts/segment-names';
import type { Rendition } from '~/modules/media/asset-data';
import { contentKey, encryptSegment } from '~/modules/media/content-key';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeBroadcast, type TestBroadcast } from '../factories/broadcasts';

// A broadcast of two hours ends: how long until its recording is published, by a real worker, with everybody's coverage moved onto it.
const MOMENTS = 3_600;
const SECONDS_EACH = 2;
const MEMBERS = 10_000;
const VIDEO = (name: string, height: number): Rendition => ({
  ...{ name, kind: 'VIDEO', bandwidth: 1_100_000, averageBandwidth: 1_000_000, codecs: 'avc1.4d401f' },
  ...{ resolution: { width: Math.round((height * 16) / 9), height }, frameRate: 25, channels: null },
});
const SOUND: Rendition = {
  ...{ name: 'a64', kind: 'AUDIO', bandwidth: 70_400, averageBandwidth: 64_000, codecs: 'mp4a.40.2' },
  ...{ resolution: null, frameRate: null, channels: 2 },
};
const RENDITIONS = [VIDEO('720p', 720), VIDEO('480p', 480), VIDEO('240p', 240), SOUND];

const services = createServices(readEnv(), 'bench');
const broadcast = await makeBroadcast(services, { profile: 'standard' });
await fill(services, broadcast);
const worker = await startWorker();
const { room } = broadcast;
const began = performance.now();
await orderBroadcast(services, { viewer: room.organiser, sessionId: room.sessionId, order: 'end' });
for (;;) {
  const { state } = await services.db.broadcast.findUniqueOrThrow({ where: { id: broadcast.id } });
  if (state === 'PUBLISHED') break;
  if (performance.now() - began > 120_000) throw new Error('no recording within two minutes');
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const readySeconds = (performance.now() - began) / 1000;
const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
const listed: number[] = [];
for (const { name } of RENDITIONS) {
  const chunks: Buffer[] = [];
  for await (const chunk of await services.storage.read(`${assetPrefix(broadcast.publicPath)}/${name}.m3u8`))
    chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  listed.push(text.includes('#EXT-X-ENDLIST') ? (text.match(/\.m4s$/gm) ?? []).length : 0);
}
if (recording.timelineSeconds !== MOMENTS * SECONDS_EACH || listed.some((count) => count !== MOMENTS))
  throw new Error(`not whole: ${recording.timelineSeconds} s, ${listed.join(', ')} segments`);
console.log(
  JSON.stringify({
    ...{ bench: 'recording', value: Number(readySeconds.toFixed(2)), unit: 's from the end to published', bar: 60 },
    config: {
      moments: MOMENTS,
      renditions: RENDITIONS.length,
      timelineSeconds: recording.timelineSeconds,
      members: MEMBERS,
    },
  }),
);
worker.kill('SIGTERM');
await new Promise((resolve) => worker.once('exit', resolve));
await services.close();

/** Rows and small encrypted files as ingest leaves them, and members who watched all of it. */
async function fill({ db, pool, storage, env }: Services, { id, publicPath, room: of }: TestBroadcast): Promise<void> {
  const startsAt = Date.now() - MOMENTS * SECONDS_EACH * 1000;
  await db.broadcast.update({ where: { id }, data: { state: 'ON_AIR', onAirAt: new Date(startsAt) } });
  const part = await db.broadcastPart.create({
    data: { broadcastId: id, number: 1, slot: 'PRIMARY', startedAt: new Date(startsAt), renditions: RENDITIONS },
  });
  const bytes = randomBytes(200);
  for (let sequence = 0; sequence < MOMENTS; sequence += 1) {
    const key = contentKey(env.MEDIA_SECRET, publicPath, livePeriod(sequence));
    const sealed = encryptSegment(bytes, key, sequence);
    await Promise.all(
      RENDITIONS.map(({ name }) => storage.put(`${assetPrefix(publicPath)}/${segmentName(name, sequence)}`, sealed)),
    );
  }
  await pool.query(
    `insert into broadcast_segment (part_id, rendition, sequence, program_at, duration_ms, period, byte_size)
     select $1, r, n, to_timestamp($2 / 1000.0) + n * interval '${SECONDS_EACH} seconds', $5, n / 150, 208
       from unnest($3::text[]) r, generate_series(0, $4::int - 1) n`,
    [part.id, startsAt, RENDITIONS.map(({ name }) => name), MOMENTS, SECONDS_EACH * 1000],
  );
  await pool.query(
    `with people as (
       insert into member (unit_id, full_name, sort_key, search_key, match_key)
       select $1, 'Nguyễn Văn ' || n, n::text, n::text, 'ghi' || n from generate_series(1, $2) n returning id)
     insert into session_coverage (session_id, member_id, live, covered, position, ticket_at, last_beat_at)
     select $3, id, int4multirange(int4range(0, $4)), $4, $4, now(), now() from people`,
    [of.unitId, MEMBERS, of.sessionId, MOMENTS * SECONDS_EACH - 10],
  );
}

function startWorker(): Promise<ChildProcess> {
  const child = fork('build/worker.js', [], { env: process.env });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}
