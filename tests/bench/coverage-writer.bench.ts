import { mergeBeats, type StampedBeat } from '~/modules/attendance/beat';
import { presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { readEnv } from '~/platform/env';
import { toMultirange } from '~/platform/ranges';
import { createServices } from '~/platform/services';
import { startCoverageWriter } from '../../worker/writer/coverage-writer';
import { makeBenchRoom } from './bench-room';

/** Every member once a turn, so that nothing merges and a beat is a row. */
const MEMBERS = 40_000;
const TURNS = 8;
const ROWS = 5_000;
/** What the web makes of a busy second: several beats an entry. */
const BEATS_PER_ENTRY = 32;

const services = createServices(readEnv(), 'bench');
const { pool, redis } = services;
const room = await makeBenchRoom(pool, MEMBERS, 1);
const sessionId = room.sessionIds[0] ?? 0;
const start = Math.floor(Date.now() / 1000) - 7_000;
const beats = MEMBERS * TURNS;

const beatOf = (turn: number, memberId: number): StampedBeat => ({
  ...{ sessionId, memberId, source: 'RECORDING', ticketAt: start, position: turn * 15 + 15 },
  arrivedAt: (start + turn * 15 + 15) * 1000,
  ranges: [[turn * 15, turn * 15 + 15]],
});

/** The floor: the same rows in the same table, the union and nothing else. */
async function bare(): Promise<number> {
  const sql = `insert into session_coverage as c (session_id, member_id, recording, position, ticket_at, last_beat_at)
    select s, m, r, p, to_timestamp(t), to_timestamp(a / 1000.0)
      from unnest($1::int[], $2::int[], $3::int4multirange[], $4::int[], $5::float8[], $6::float8[]) x(s, m, r, p, t, a)
    on conflict (session_id, member_id) do update
      set recording = c.recording + excluded.recording, position = excluded.position, last_beat_at = excluded.last_beat_at`;
  const began = performance.now();
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (let i = 0; i < MEMBERS; i += ROWS) {
      const rows = room.memberIds.slice(i, i + ROWS).map((memberId) => beatOf(turn, memberId));
      await pool.query({
        name: 'bare',
        text: sql,
        values: [
          rows.map((row) => row.sessionId),
          rows.map((row) => row.memberId),
          rows.map((row) => toMultirange(row.ranges)),
          rows.map((row) => row.position),
          rows.map((row) => row.ticketAt),
          rows.map((row) => row.arrivedAt),
        ],
      });
    }
  }
  return beats / ((performance.now() - began) / 1000);
}

async function fillStream(): Promise<void> {
  const key = presenceStreamKey(services.env.REDIS_PREFIX);
  for (let turn = 0; turn < TURNS; turn += 1) {
    let pending: Promise<unknown>[] = [];
    for (let i = 0; i < MEMBERS; i += BEATS_PER_ENTRY) {
      const lines = room.memberIds.slice(i, i + BEATS_PER_ENTRY).map((memberId) => {
        const beat = beatOf(turn, memberId);
        const [from, to] = beat.ranges[0] ?? [0, 0];
        return `${beat.sessionId},${memberId},R,${beat.ticketAt},${beat.arrivedAt},${beat.position},${from},${to}`;
      });
      pending.push(redis.xadd(key, '*', 'b', lines.join('\n')));
      if (pending.length >= 500) {
        await Promise.all(pending);
        pending = [];
      }
    }
    await Promise.all(pending);
  }
}

/** Stream → Postgres through the real writer: read, merge, cap, union, commit, acknowledge. */
async function writer(): Promise<{ perSecond: number; rssMb: number }> {
  await fillStream();
  let written = 0;
  let finished: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const began = performance.now();
  const stop = await startCoverageWriter(services, {
    onBatch: (count) => {
      written += count;
      if (written >= beats) finished();
    },
  });
  await done;
  const perSecond = beats / ((performance.now() - began) / 1000);
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  await stop();
  return { perSecond, rssMb };
}

// Warm both up on the first turn, so that neither pays for the other's start.
await pool.query('select 1');
mergeBeats([beatOf(0, 1)]);
await bare();
await pool.query('truncate session_coverage');
const floor = await bare();
await pool.query('truncate session_coverage');
const { perSecond, rssMb } = await writer();
const { rows } = await pool.query<{ lost: number }>(
  'select coalesce(sum($2::int - covered), 0)::int + ($3::int - count(*)::int) * $2::int as lost from session_coverage where session_id = $1',
  [sessionId, TURNS * 15, MEMBERS],
);
console.log(
  JSON.stringify({
    bench: 'coverage-writer',
    value: Math.round(perSecond),
    unit: 'beats/s',
    baseline: Math.round(floor),
    ratio: Number((perSecond / floor).toFixed(3)),
    lost: rows[0]?.lost,
    rssMb,
    config: { members: MEMBERS, beats, rowsPerStatement: ROWS, beatsPerEntry: BEATS_PER_ENTRY },
  }),
);
await services.close();
