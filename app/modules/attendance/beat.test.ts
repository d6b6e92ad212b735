import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlaybackTicket } from '~/modules/media/playback-ticket';
import { rangesLength, type SecondRange, unionRanges } from '~/platform/ranges';
import { decodeBeat, encodeBeat, fitsTimeline, mergeBeats, parseBeat, type StampedBeat } from './beat';

const good = { ticket: 't', seq: 0, ranges: [[0, 15]], rate: 1, visible: true };
const ticket: PlaybackTicket = { sid: 3, mid: 7, aid: 1, src: 'RECORDING', len: 90, iat: 1000, exp: 9000, pid: 'p' };

describe('reading a beat', () => {
  test('the documented one', () => {
    expect(parseBeat('{"ticket":"x","seq":12,"ranges":[[120,150],[200,210]],"rate":1,"visible":true}')).toEqual({
      ticket: 'x',
      seq: 12,
      ranges: [
        [120, 150],
        [200, 210],
      ],
      rate: 1,
      visible: true,
      position: 210,
    });
  });

  test.each([
    ['no object', '1'],
    ['null', 'null'],
    ['array', '[]'],
    ['no JSON', '{"ticket":'],
    ['no ticket', { ticket: 5 }],
    ['negative seq', { seq: -1 }],
    ['no ranges', { ranges: [] }],
    ['too many ranges', { ranges: Array.from({ length: 65 }, (_, i) => [i * 2, i * 2 + 1]) }],
    ['a fraction', { ranges: [[0, 1.5]] }],
    ['backwards', { ranges: [[5, 5]] }],
    ['negative', { ranges: [[-1, 5]] }],
    ['three numbers', { ranges: [[0, 1, 2]] }],
    ['text', { ranges: [['0', '5']] }],
    ['huge', { ranges: [[0, 2 ** 40]] }],
    ['rate of nothing', { rate: 0 }],
    ['rate as text', { rate: '1' }],
    ['visible as number', { visible: 1 }],
    ['position as text', { position: '3' }],
  ])('%s is refused', (_name, change) => {
    const text = typeof change === 'string' ? change : JSON.stringify({ ...good, ...change });
    expect(parseBeat(text)).toBeNull();
  });

  test('any text or JSON is refused or read, never thrown', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseBeat(text)));
  });

  test('beyond the timeline', () => {
    const beat = parseBeat(JSON.stringify({ ...good, ranges: [[80, 91]] }));
    expect(beat && fitsTimeline(beat, ticket, 1_000_000)).toBe(false);
    const last = parseBeat(JSON.stringify({ ...good, ranges: [[80, 90]] }));
    expect(last && fitsTimeline(last, ticket, 1_000_000)).toBe(true);
  });

  test.each([
    ['the length at the ticket’s issue', 1000, [80, 90], true],
    ['what the broadcast has grown by since', 1030, [110, 120], true],
    ['what cannot have been broadcast yet', 1030, [110, 125], false],
    ['a clock that runs behind the ticket’s', 990, [80, 90], true],
  ] as const)('a live timeline grows: %s', (_name, nowSeconds, range, fits) => {
    const beat = parseBeat(JSON.stringify({ ...good, ranges: [range] }));
    expect(beat && fitsTimeline(beat, { ...ticket, src: 'LIVE' }, nowSeconds * 1000)).toBe(fits);
  });

  test('through the stream and back', () => {
    const beat = parseBeat(
      JSON.stringify({
        ...good,
        ranges: [
          [0, 15],
          [20, 30],
        ],
        position: 30,
      }),
    );
    const back = (off?: number) =>
      beat && decodeBeat(encodeBeat(beat, { ...ticket, ...(off === undefined ? {} : { off }) }, 7, 1_015_000));
    expect(back(20)?.offset).toBe(20);
    expect(back(0)?.offset).toBe(0);
    expect(back()).toEqual({
      offset: null,
      sessionId: 3,
      memberId: 7,
      source: 'RECORDING',
      ticketAt: 1000,
      arrivedAt: 1_015_000,
      position: 30,
      ranges: [
        [0, 15],
        [20, 30],
      ],
    });
  });

  test.each([[''], ['1,2,R'], ['x,2,R,1,1,1,0,5'], ['1,2,R,1,1,1,0'], ['1,2,R,1,1,1,0,-5']])(
    'a line that is no beat (%p) is skipped',
    (line) => expect(decodeBeat(line)).toBeNull(),
  );
});

describe('merging a batch', () => {
  const beat = (over: Partial<StampedBeat>): StampedBeat => ({
    sessionId: 1,
    memberId: 1,
    source: 'RECORDING',
    ticketAt: 0,
    arrivedAt: 1_000_000,
    position: 15,
    ranges: [[0, 15]],
    ...over,
  });

  test('beats of one ticket become one claim; the newest says where to resume', () => {
    const rounds = mergeBeats([
      beat({ ranges: [[15, 30]], arrivedAt: 1_015_000, position: 30 }),
      beat({ ranges: [[0, 15]], arrivedAt: 1_000_000, position: 15 }),
    ]);
    expect(rounds).toHaveLength(1);
    expect(rounds[0]).toMatchObject([{ ranges: [[0, 30]], seconds: 30, position: 30, arrivedAt: 1_015_000, beats: 2 }]);
  });

  test('two tickets, or live and recording, of one member go one after the other', () => {
    const rounds = mergeBeats([
      beat({}),
      beat({ ticketAt: 500 }),
      beat({ source: 'LIVE' }),
      beat({ source: 'LIVE' }),
      beat({ memberId: 2 }),
    ]);
    expect(rounds.map((round) => round.map((c) => [c.memberId, c.ticketAt, c.source, c.beats]))).toEqual([
      [
        [1, 0, 'RECORDING', 1],
        [2, 0, 'RECORDING', 1],
      ],
      [[1, 500, 'RECORDING', 1]],
      [[1, 0, 'LIVE', 2]],
    ]);
  });

  test('a claim is never longer than the age of its ticket × 1.5', () => {
    const [round] = mergeBeats([beat({ ranges: [[0, 5000]], ticketAt: 990, arrivedAt: 1_000_000 })]);
    expect(round?.[0]).toMatchObject({ ranges: [[0, 18]], seconds: 18 });
  });

  test('each person once a round, nobody lost, nothing invented', () => {
    const anyBeat = fc
      .record({
        sessionId: fc.integer({ min: 1, max: 2 }),
        memberId: fc.integer({ min: 1, max: 3 }),
        source: fc.constantFrom('LIVE' as const, 'RECORDING' as const),
        ticketAt: fc.constantFrom(0, 10),
        arrivedAt: fc.integer({ min: 900_000, max: 999_000 }),
        position: fc.integer({ min: 0, max: 90 }),
        from: fc.integer({ min: 0, max: 80 }),
        length: fc.integer({ min: 1, max: 20 }),
      })
      .map(({ from, length, ...rest }): StampedBeat => ({ ...rest, ranges: [[from, from + length]] }));
    fc.assert(
      fc.property(fc.array(anyBeat, { maxLength: 30 }), (beats) => {
        const rounds = mergeBeats(beats);
        for (const round of rounds) {
          expect(new Set(round.map((c) => `${c.sessionId}:${c.memberId}`)).size).toBe(round.length);
        }
        const of = (
          list: readonly { memberId: number; sessionId: number; source: string; ranges: SecondRange[] }[],
        ) => {
          const sums = new Map<string, SecondRange[]>();
          for (const { sessionId, memberId, source, ranges } of list) {
            const key = `${sessionId}:${memberId}:${source}`;
            sums.set(key, unionRanges([...(sums.get(key) ?? []), ...ranges]));
          }
          return [...sums].sort();
        };
        const claims = rounds.flat();
        expect(of(claims)).toEqual(of(beats));
        expect(claims.reduce((sum, claim) => sum + claim.beats, 0)).toBe(beats.length);
        for (const claim of claims) expect(claim.seconds).toBe(rangesLength(claim.ranges));
      }),
    );
  });
});
