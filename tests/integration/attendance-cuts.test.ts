import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeBeats, type StampedBeat } from '~/modules/attendance/beat';
import { moveCoverage, type TimelineCut, UNCUT } from '~/modules/attendance/move-coverage.server';
import { writeCoverage } from '~/modules/attendance/write-coverage.server';
import { fromMultirange, rangesLength, type SecondRange, toMultirange, unionRanges } from '~/platform/ranges';
import type { Services } from '~/platform/services';
import { type LectureRoom, makeLectureRoom } from '../factories/media';
import { createTestServices } from '../setup/services';

let services: Services;
let room: LectureRoom;
beforeAll(async () => {
  services = await createTestServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  room = await makeLectureRoom(services);
});

const LENGTH = 200;
const ranges = fc
  .array(fc.tuple(fc.nat(LENGTH - 1), fc.integer({ min: 1, max: 60 })), { maxLength: 4 })
  .map((list) => unionRanges(list.map(([from, length]): SecondRange => [from, Math.min(LENGTH, from + length)])));
const cut = fc
  .tuple(fc.nat(LENGTH - 1), fc.option(fc.integer({ min: 1, max: LENGTH }), { nil: null }))
  .map(([offset, seconds]): TimelineCut => ({ offset, seconds }));

interface Row {
  live: string;
  recording: string;
  live_cut: string;
  recording_cut: string;
  covered: number;
}
const row = async () =>
  (
    await services.pool.query<Row>(
      'select live::text, recording::text, live_cut::text, recording_cut::text, covered from session_coverage where session_id = $1',
      [room.sessionId],
    )
  ).rows[0];
const put = (live: SecondRange[], recording: SecondRange[]) =>
  services.pool.query(
    `insert into session_coverage (session_id, member_id, live, recording, covered, ticket_at, last_beat_at)
     values ($1, $2, $3::int4multirange, $4::int4multirange, multirange_seconds($3::int4multirange + $4::int4multirange), now(), now())
     on conflict (session_id, member_id) do update set live = excluded.live, recording = excluded.recording,
       live_cut = '{}', recording_cut = '{}', covered = excluded.covered`,
    [room.sessionId, room.memberIds[0], toMultirange(live), toMultirange(recording)],
  );
const move = (from: TimelineCut, to: TimelineCut) =>
  services.db.$transaction((tx) => moveCoverage({ sessionId: room.sessionId, from, to }, tx));

describe('cutting a timeline', () => {
  test('and cutting it back is as if nothing had been; any number of cuts is the last one', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, ranges, fc.array(cut, { minLength: 1, maxLength: 5 }), async (live, recording, cuts) => {
        await put(live, recording);
        const whole = await row();
        let now = UNCUT;
        for (const next of cuts) {
          await move(now, next);
          now = next;
        }
        const after = await row();
        // What is inside, in the recording's seconds; what is not, beside it.
        const { offset, seconds } = now;
        const clip = (list: SecondRange[]) =>
          unionRanges(
            list.map(
              ([from, to]): SecondRange => [
                Math.max(0, from - offset),
                Math.min(seconds ?? Number.MAX_SAFE_INTEGER, to - offset),
              ],
            ),
          );
        expect(fromMultirange(after?.live ?? '')).toEqual(clip(live));
        expect(fromMultirange(after?.recording ?? '')).toEqual(clip(recording));
        expect(after?.covered).toBe(rangesLength(clip(unionRanges([...live, ...recording]))));
        await move(now, UNCUT);
        expect(await row()).toEqual(whole);
        await move(UNCUT, now);
        expect(await row()).toEqual(after);
      }),
      { numRuns: 40 },
    );
  });
});

// Each beat comes ten minutes after the one before: what the clock allows is another test's subject.
let beats = 0;
const START = 1_760_000_000;
const beat = (source: 'LIVE' | 'RECORDING', list: SecondRange[], offset: number | null = null): StampedBeat => ({
  ...{ sessionId: room.sessionId, memberId: room.memberIds[0] ?? 0, source, ranges: list, offset },
  ...{ ticketAt: START, arrivedAt: (START + 600 + 600 * beats++) * 1000, position: list.at(-1)?.[1] ?? 0 },
});
const write = (...list: StampedBeat[]) => writeCoverage(mergeBeats(list), services.pool);
const publish = async (liveOffset: number, timelineSeconds: number) => {
  const asset = await services.db.mediaAsset.upsert({
    where: { publicPath: `cuts-${room.sessionId}` },
    create: { publicPath: `cuts-${room.sessionId}`, fileName: 'Bài', state: 'READY' },
    update: {},
  });
  const data = { assetId: asset.id, liveOffset, timelineSeconds };
  const { sessionId } = room;
  await services.db.recording.upsert({ where: { sessionId }, create: { sessionId, ...data }, update: data });
};

describe('beats that were acknowledged before a cut and are written after it', () => {
  test('of the recording: where they were played, not where those seconds are now', async () => {
    await publish(0, 200);
    const waiting = [
      beat('RECORDING', [[30, 50]], 0),
      beat('RECORDING', [[5, 12]], 0),
      beat('RECORDING', [[90, 110]], 0),
    ];
    await publish(20, 80);
    await move(UNCUT, { offset: 20, seconds: 80 });
    await write(...waiting);
    expect(await row()).toEqual({
      ...{ live: '{}', recording: '{[10,30),[70,80)}', covered: 30 },
      ...{ live_cut: '{}', recording_cut: '{[5,12),[100,110)}' },
    });
    // The same again, and from the page as it is now.
    await write(...waiting, beat('RECORDING', [[10, 15]], 20));
    expect((await row())?.covered).toBe(30);
    await move({ offset: 20, seconds: 80 }, { offset: 0, seconds: 200 });
    await publish(0, 200);
    expect(await row()).toMatchObject({ recording: '{[5,12),[30,50),[90,110)}', recording_cut: '{}', covered: 47 });
  });

  test('live: what was cut off waits for the cut to be taken back', async () => {
    await publish(20, 80);
    await write(beat('LIVE', [[0, 30]]), beat('LIVE', [[95, 120]]));
    expect(await row()).toMatchObject({ live: '{[0,10),[75,80)}', live_cut: '{[0,20),[100,120)}', covered: 15 });
    await move({ offset: 20, seconds: 80 }, { offset: 0, seconds: 200 });
    expect(await row()).toMatchObject({ live: '{[0,30),[95,120)}', live_cut: '{}', covered: 55 });
  });

  test('one of an earlier release, which does not say: where those seconds are now', async () => {
    await publish(20, 80);
    await write(beat('RECORDING', [[0, 10]]));
    expect(await row()).toMatchObject({ recording: '{[0,10)}', covered: 10 });
  });

  test('what the clock allows holds over the cut, too', async () => {
    await publish(20, 80);
    const claim = (list: SecondRange[], secondsLater: number): StampedBeat => ({
      ...beat('LIVE', list),
      arrivedAt: (START + secondsLater) * 1000,
    });
    await write(claim([[0, 200]], 10));
    const first = await row();
    expect((first?.covered ?? 0) + rangesLength(fromMultirange(first?.live_cut ?? ''))).toBeLessThanOrEqual(18);
    await write(claim([[0, 200]], 20));
    const second = await row();
    expect((second?.covered ?? 0) + rangesLength(fromMultirange(second?.live_cut ?? ''))).toBeLessThanOrEqual(18 + 15);
  });
});
