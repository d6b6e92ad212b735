import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { writeCoverage } from '~/modules/attendance/write-coverage.server';
import { rotateStreamKey } from '~/modules/broadcasts/change-stream-key.server';
import { findUnpublishedBroadcasts } from '~/modules/broadcasts/find-unpublished-broadcasts.server';
import { getLiveView, readLiveView } from '~/modules/broadcasts/get-live-view.server';
import { orderBroadcast } from '~/modules/broadcasts/order-broadcast.server';
import { publishRecording } from '~/modules/broadcasts/publish-recording.server';
import { reachAgendaItem, saveAgenda } from '~/modules/broadcasts/save-agenda.server';
import { scheduleBroadcast } from '~/modules/broadcasts/schedule-broadcast.server';
import { hashStreamKey } from '~/modules/broadcasts/stream-key';
import { trimRecording } from '~/modules/broadcasts/trim-recording.server';
import { getCaptionsPage } from '~/modules/media/get-captions-page.server';
import { getTranscript } from '~/modules/media/get-transcript.server';
import { issueLiveTicket } from '~/modules/media/issue-playback-ticket.server';
import { playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { readCaptionFile } from '~/modules/media/read-caption-file.server';
import { saveCaptions } from '~/modules/media/save-captions.server';
import { saveEditedCaptions } from '~/modules/media/save-edited-captions.server';
import { broadcastTopic, EventHub, type LiveEvent } from '~/platform/events';
import type { SecondRange } from '~/platform/ranges';
import type { Services } from '~/platform/services';
import { publishRecordingHandler } from '../../worker/jobs/publish-recording';
import { makeViewer } from '../factories/attendance';
import { makeSegments } from '../factories/broadcast-segments';
import { type LectureRoom, makeLectureRoom } from '../factories/media';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

let services: Services;
let now = Date.now();
let room: LectureRoom;
let operator: { viewer: Viewer; sessionId: number };
let broadcastId: number;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => new Date(now) } } });
});
afterAll(() => services?.close());

beforeEach(async () => {
  now = Date.now();
  room = await makeLectureRoom(services);
  operator = { viewer: room.organiser, sessionId: room.sessionId };
  broadcastId = (await scheduleBroadcast(services, operator)).id;
});

const row = () => services.db.broadcast.findUniqueOrThrow({ where: { id: broadcastId } });
const order = (name: Parameters<typeof orderBroadcast>[1]['order']) =>
  orderBroadcast(services, { ...operator, order: name });
const audited = async () =>
  (await services.db.auditEntry.findMany({ where: { targetId: String(room.sessionId) }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );
const run = (payload: { broadcastId: number }) =>
  publishRecordingHandler.run(payload as never, { services, signal: new AbortController().signal });
const seconds = (count: number, each = 2_000) => Array.from({ length: count }, () => each);

/** On air from `now` on with these parts; the clock stands at the end of what was pushed. */
async function broadcastOf(parts: { gap: number; durations: number[] }[]): Promise<void> {
  const start = now;
  let at = start;
  const made = parts.map(({ gap, durations }) => {
    const startsAt = at + gap;
    at = startsAt + durations.reduce((sum, one) => sum + one, 0);
    return { startsAt, durations };
  });
  await makeSegments(services, await row(), made);
  await services.db.broadcast.update({
    where: { id: broadcastId },
    data: { state: 'ON_AIR', onAirAt: new Date(start) },
  });
  now = at;
}

const ticketAt = () => Math.floor(Date.now() / 1000) - 3_600;
// Each beat comes ten minutes after the one before: what the clock allows is another test's subject.
let beats = 0;
async function watch(
  source: 'LIVE' | 'RECORDING',
  ranges: SecondRange[],
  memberId = room.memberIds[0] ?? 0,
): Promise<void> {
  const claim = {
    ...{
      sessionId: room.sessionId,
      memberId,
      source,
      ticketAt: ticketAt(),
      arrivedAt: Date.now() + beats++ * 600_000,
      ranges,
    },
    ...{ position: ranges.at(-1)?.[1] ?? 0, seconds: ranges.reduce((sum, [from, to]) => sum + to - from, 0), beats: 1 },
  };
  await writeCoverage([[claim]], services.pool);
}
const coverage = async () =>
  (
    await services.pool.query<{ live: string; recording: string; covered: number }>(
      'select live::text, recording::text, covered from session_coverage where session_id = $1',
      [room.sessionId],
    )
  ).rows[0];

describe('a broadcast’s life', () => {
  test('every order is audited with its change and told to everybody', async () => {
    const hub = new EventHub(services.env, services.logger);
    const heard: LiveEvent[] = [];
    hub.listen(broadcastTopic(broadcastId), (event) => heard.push(event));
    await until(
      async () =>
        Number(
          (
            await services.redis.pubsub('NUMSUB', `${services.env.REDIS_PREFIX}:events:${broadcastTopic(broadcastId)}`)
          )[1],
        ) > 0,
    );
    await order('open-lobby');
    await expect(order('go-on-air')).rejects.toMatchObject({ code: 'NO_STREAM' });
    await makeSegments(services, await row(), [{ startsAt: now - 4_000, durations: seconds(2), ended: false }]);
    await order('go-on-air');
    await order('pause');
    await order('resume');
    await order('end');
    await expect(order('go-on-air')).rejects.toMatchObject({ code: 'BROADCAST_STATE' });
    expect(await audited()).toEqual([
      ...['broadcast.schedule', 'broadcast.open-lobby', 'broadcast.go-on-air', 'broadcast.pause', 'broadcast.resume'],
      'broadcast.end',
    ]);
    const states = () =>
      heard.filter(({ type }) => type === 'state').map(({ data }) => (data as { state: string }).state);
    await until(() => states().length === 5);
    expect(states()).toEqual(['LOBBY', 'ON_AIR', 'PAUSED', 'ON_AIR', 'ENDED']);
    hub.close();
  });

  test('two operators at once: one order is carried out, the other is told', async () => {
    const results = await Promise.allSettled([order('open-lobby'), order('open-lobby')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await audited()).filter((action) => action === 'broadcast.open-lobby')).toHaveLength(1);
  });

  test('for everybody who does not operate it, it does not exist', async () => {
    const member = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
    const secretary = await makeViewer(services.db, room, { roles: ['SECRETARY', 'COMMITTEE', 'ADMINISTRATOR'] });
    const elsewhere = (await makeLectureRoom(services)).organiser;
    for (const viewer of [member, secretary, elsewhere]) {
      const who = { viewer, sessionId: room.sessionId };
      for (const attempt of [
        scheduleBroadcast(services, who),
        orderBroadcast(services, { ...who, order: 'open-lobby' }),
        rotateStreamKey(services, { ...who, slot: 'PRIMARY' }),
        saveAgenda(services, { ...who, text: 'Khai mạc' }),
        trimRecording(services, { ...who, from: 0, to: null }),
      ])
        await expect(attempt).rejects.toMatchObject({ kind: 'not-found' });
    }
    expect((await row()).state).toBe('SCHEDULED');
  });

  test('a key is kept as a hash, and a new one revokes the old', async () => {
    const first = await rotateStreamKey(services, { ...operator, slot: 'PRIMARY' });
    const second = await rotateStreamKey(services, { ...operator, slot: 'PRIMARY' });
    const keys = await services.db.streamKey.findMany({ where: { broadcastId }, orderBy: { id: 'asc' } });
    expect(keys.map(({ keyHash }) => Buffer.from(keyHash))).toEqual([hashStreamKey(first), hashStreamKey(second)]);
    expect(keys.map(({ revokedAt }) => revokedAt !== null)).toEqual([true, false]);
    const entries = await services.db.auditEntry.findMany({
      where: { action: 'stream-key.rotate' },
      select: { data: true },
    });
    const trail = JSON.stringify(entries);
    expect(trail).not.toContain(first);
    expect(trail).not.toContain(second);
  });

  test('the agenda keeps the moment of points that keep their words', async () => {
    await saveAgenda(services, { ...operator, text: ' Khai mạc \n\nChuyên đề 1\nBế mạc\nKhai mạc' });
    await broadcastOf([{ gap: 0, durations: seconds(3) }]);
    const items = await services.db.agendaItem.findMany({ where: { broadcastId }, orderBy: { position: 'asc' } });
    expect(items.map(({ title }) => title)).toEqual(['Khai mạc', 'Chuyên đề 1', 'Bế mạc']);
    await reachAgendaItem(services, { ...operator, itemId: items[1]?.id ?? 0 });
    await saveAgenda(services, { ...operator, text: 'Chào cờ\nChuyên đề 1' });
    const view = await readLiveView(services, broadcastId);
    expect(view?.agenda.map(({ title, reachedAt }) => [title, reachedAt !== null])).toEqual([
      ['Chào cờ', false],
      ['Chuyên đề 1', true],
    ]);
    expect(view?.agendaItemId).toBe(items[1]?.id);
  });
});

describe('who may watch', () => {
  test('a member from on air on, with a pass of less than a minute; nobody who was taken off the roster', async () => {
    const viewer = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
    const who = { viewer, sessionId: room.sessionId };
    expect(await issueLiveTicket(services, who)).toBeNull();
    expect(await issueLiveTicket(services, operator)).not.toBeNull();
    await broadcastOf([{ gap: 0, durations: seconds(10) }]);
    const issued = await issueLiveTicket(services, who);
    expect(Date.parse(issued?.playback.expiresAt ?? '') - now).toBeLessThan(60_000);
    expect(issued?.setCookie).toMatch(/Max-Age=55/);
    const verdict = verifyPlaybackTicket(issued?.playback.ticket, playbackTicketKey(services.env.SESSION_SECRET), now);
    expect(verdict.ok && verdict.ticket).toMatchObject({ src: 'LIVE', sid: room.sessionId, mid: room.memberIds[0] });
    expect(verdict.ok && verdict.ticket.len).toBeGreaterThanOrEqual(20);
    expect(verdict.ok && verdict.ticket.len).toBeLessThan(30);
    await services.db.rosterEntry.deleteMany({ where: { campaignId: room.campaignId } });
    await expect(issueLiveTicket(services, who)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('the view tells of a stall, and one question serves everybody for a moment', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(5) }]);
    expect((await readLiveView(services, broadcastId))?.stalled).toBe(false);
    const [a, b] = await Promise.all([getLiveView(services, broadcastId), getLiveView(services, broadcastId)]);
    expect(a).toBe(b);
    now += 10_000;
    const view = await readLiveView(services, broadcastId);
    expect(view?.stalled).toBe(true);
    expect(view?.pieces).toEqual([{ programAt: Date.parse(view?.onAirAt ?? ''), seconds: 10, at: 0 }]);
  });
});

describe('the recording', () => {
  test('stands on the broadcast’s own segments: parts joined, gap and pause left out, chapters where they were', async () => {
    // 20 s, 60 s without an encoder, 20 s; of the second part 6 s were a pause.
    await broadcastOf([
      { gap: 0, durations: seconds(10) },
      { gap: 60_000, durations: seconds(10) },
    ]);
    const second = now - 20_000;
    await services.db.broadcast.update({
      where: { id: broadcastId },
      data: { pauses: [{ from: second + 4_000, to: second + 10_000 }] },
    });
    await order('end');
    await watch('LIVE', [[0, 18]]);
    await run({ broadcastId });
    expect(await row()).toMatchObject({ state: 'PUBLISHED' });
    const recording = await services.db.recording.findUniqueOrThrow({
      where: { sessionId: room.sessionId },
      include: { asset: true },
    });
    expect(recording).toMatchObject({ timelineSeconds: 34, liveOffset: 0 });
    expect(recording.asset).toMatchObject({
      state: 'READY',
      publicPath: (await row()).publicPath,
      durationSeconds: 34,
    });
    const read = async (name: string) => {
      const chunks: Buffer[] = [];
      for await (const chunk of await services.storage.read(`media/${recording.asset.publicPath}/${name}`))
        chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    };
    const lines = (await read('240p.m3u8')).split('\n');
    expect(lines.filter((line) => line.endsWith('.m4s'))).toHaveLength(17);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('#EXT-X-MAP'))).toEqual([
      '#EXT-X-MAP:URI="init_240p_1.mp4"',
      '#EXT-X-MAP:URI="init_240p_2.mp4"',
    ]);
    // After the pause the place says no longer which IV it is.
    const at = lines.indexOf('240p_0000015.m4s');
    expect(
      lines
        .slice(0, at)
        .filter((line) => line.includes('IV='))
        .at(-1),
    ).toContain(`IV=0x${(15).toString(16).padStart(32, '0')}`);
    expect(await read('master.m3u8')).toMatch(/^240p\.m3u8\?v=\d+$/m);
    expect(await read('audio.m3u8')).toMatch(/^sound\.m3u8\?v=\d+$/m);
    expect(lines.at(-2)).toBe('#EXT-X-ENDLIST');
    expect(await coverage()).toMatchObject({ live: '{[0,18)}', covered: 18 });
  });

  test('asked for twice at once, and again, it is one', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(10) }]);
    await order('end');
    await Promise.all([run({ broadcastId }), run({ broadcastId })]);
    await run({ broadcastId });
    expect(await services.db.recording.count({ where: { sessionId: room.sessionId } })).toBe(1);
    expect((await audited()).filter((action) => action === 'recording.publish')).toHaveLength(1);
  });

  test('a lost job is found by the sweep; a broadcast without pictures is left alone', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(10) }]);
    await order('end');
    const empty = (await scheduleBroadcast(services, { ...operator, ...(await another()) })).id;
    await services.db.broadcast.update({
      where: { id: empty },
      data: { state: 'ENDED', onAirAt: new Date(now), endedAt: new Date(now) },
    });
    expect(await findUnpublishedBroadcasts(services)).not.toContain(broadcastId);
    now += 60_000;
    const found = await findUnpublishedBroadcasts(services);
    expect(found).toContain(broadcastId);
    expect(found).not.toContain(empty);
    await run({ broadcastId });
    expect(await findUnpublishedBroadcasts(services)).not.toContain(broadcastId);
    expect(
      await publishRecording(services, { sessionId: (await another()).sessionId, actor: { system: 't' } }).catch(
        (error) => error.kind,
      ),
    ).toBe('not-found');
  });

  async function another() {
    const other = await makeLectureRoom(services);
    return { viewer: other.organiser, sessionId: other.sessionId };
  }

  test('part live, the rest from the recording: one union, and the session counts', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(50) }]);
    await watch('LIVE', [[0, 40]]);
    expect((await coverage())?.covered).toBe(40);
    await order('end');
    await run({ broadcastId });
    const way = async () =>
      (await services.db.memberOutcome.findFirst({ where: { memberId: room.memberIds[0] ?? 0 } }))?.ways;
    expect(await way()).toEqual([0]);
    // Late, from a phone that was offline: still live.
    await watch('LIVE', [[36, 50]]);
    await watch('RECORDING', [[45, 90]]);
    expect(await coverage()).toMatchObject({ live: '{[0,50)}', recording: '{[45,90)}', covered: 90 });
  });

  test('trimmed, everybody’s coverage moves along, and what comes late comes to its place', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(50) }]);
    await watch('LIVE', [
      [0, 30],
      [80, 100],
    ]);
    await order('end');
    await run({ broadcastId });
    await watch('RECORDING', [[30, 40]]);
    const published = await trimRecording(services, { ...operator, from: 20, to: 90 });
    expect(published).toMatchObject({ changed: true });
    const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
    expect(recording).toMatchObject({ timelineSeconds: 70, liveOffset: 20 });
    expect(await coverage()).toEqual({ live: '{[0,10),[60,70)}', recording: '{[10,20)}', covered: 30 });
    await watch('LIVE', [[10, 45]]);
    expect(await coverage()).toMatchObject({ live: '{[0,25),[60,70)}' });
    await watch('LIVE', [[0, 15]]);
    expect(await coverage()).toMatchObject({ live: '{[0,25),[60,70)}', covered: 35 });
    await expect(trimRecording(services, { ...operator, from: 99, to: null })).rejects.toMatchObject({
      code: 'TRIM_EMPTY',
    });
    expect((await row()).trimStart).toBe(20);
    expect(await audited()).toContain('recording.trim');
    // Taken back, everything that was watched counts again, wherever the cuts were.
    await trimRecording(services, { ...operator, from: 50, to: null });
    await trimRecording(services, { ...operator, from: 0, to: null });
    expect(await coverage()).toEqual({ live: '{[0,45),[80,100)}', recording: '{[30,40)}', covered: 65 });
  });

  test('captions keep their place over trims, and what a trim hides survives an edit', async () => {
    await broadcastOf([{ gap: 0, durations: seconds(50) }]);
    await order('end');
    await run({ broadcastId });
    const vtt = (cues: [number, string][]) =>
      `WEBVTT\n\n${cues.map(([at, text]) => `00:00:${at}.000 --> 00:00:${at + 2}.000\n${text}`).join('\n\n')}`;
    await saveCaptions(services, {
      ...operator,
      bytes: Buffer.from(
        vtt([
          [10, 'Mở đầu'],
          [30, 'Giữa'],
          [57, 'Sau'],
        ]),
      ),
    });
    const page = () => getCaptionsPage(services, operator);
    const said = async () => (await page()).cues.map(({ start, text }) => [start / 1000, text]);
    await trimRecording(services, { ...operator, from: 20, to: 50 });
    expect(await said()).toEqual([[10, 'Giữa']]);
    expect((await getTranscript(room.sessionId, services.db)).map(({ text }) => text)).toEqual(['Giữa']);
    const { version, cues } = await page();
    const edited = cues.map((cue) => ({ ...cue, text: 'Giữa, đã sửa' }));
    expect(await saveEditedCaptions(services, { ...operator, version, cues: edited })).toBe(version + 1);
    await expect(saveEditedCaptions(services, { ...operator, version, cues: [] })).rejects.toMatchObject({
      code: 'CAPTIONS_CHANGED',
    });
    const member = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
    await expect(
      saveEditedCaptions(services, { ...operator, viewer: member, version: version + 1, cues: [] }),
    ).rejects.toMatchObject({ kind: 'not-found' });
    const { publicPath } = await row();
    expect(await readCaptionFile({ publicPath, language: 'vi' }, services.db)).toContain('00:00:10.000 -->');
    await trimRecording(services, { ...operator, from: 0, to: null });
    expect(await said()).toEqual([
      [10, 'Mở đầu'],
      [30, 'Giữa, đã sửa'],
      [57, 'Sau'],
    ]);
    expect((await audited()).filter((action) => action === 'recording.captions')).toHaveLength(2);
  });

  test('of two hours, 3,600 segments in four renditions and three connections of the encoder: there well within a minute', async () => {
    const moments = 3_600;
    const start = now;
    const names = ['720p', '480p', '240p', 'a64'];
    const renditions = names.map((name) => ({
      ...{ name, kind: name === 'a64' ? 'AUDIO' : 'VIDEO', bandwidth: 500_000, averageBandwidth: 400_000 },
      ...{ codecs: name === 'a64' ? 'mp4a.40.2' : 'avc1.42c015', frameRate: null, channels: name === 'a64' ? 2 : null },
      resolution: name === 'a64' ? null : { width: Number.parseInt(name, 10) * 2, height: Number.parseInt(name, 10) },
    }));
    for (const number of [1, 2, 3]) {
      const part = await services.db.broadcastPart.create({
        data: {
          ...{ broadcastId, number, slot: 'PRIMARY', renditions },
          ...{ startedAt: new Date(start), endedAt: new Date(start) },
        },
      });
      // Between two connections a minute is missing.
      await services.pool.query(
        `insert into broadcast_segment (part_id, rendition, sequence, program_at, duration_ms, period, byte_size)
         select $1, r, i, to_timestamp($2::float8 + i * 2 + ($3::int - 1) * 60), 2000, i / 150, 100000
           from generate_series(($3::int - 1) * $4::int, $3::int * $4::int - 1) i, unnest($5::text[]) r`,
        [part.id, start / 1000, number, moments / 3, names],
      );
    }
    now = start + moments * 2_000 + 120_000;
    await services.db.broadcast.update({
      where: { id: broadcastId },
      data: { state: 'ON_AIR', onAirAt: new Date(start) },
    });
    await order('end');
    const began = performance.now();
    await run({ broadcastId });
    const seconds = (performance.now() - began) / 1000;
    const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
    expect(recording.timelineSeconds).toBe(7_200);
    const { publicPath } = await row();
    for (const name of ['master.m3u8', 'audio.m3u8', '720p.m3u8', '480p.m3u8', '240p.m3u8', 'a64.m3u8'])
      expect((await services.storage.stat(`media/${publicPath}/${name}`))?.byteSize).toBeGreaterThan(100);
    // Measured: 0.3 s; before it, at most 6 s of waiting for the last segment.
    expect(seconds).toBeLessThan(20);
  });
});
