import type { Pool, PoolClient } from 'pg';
import { toMultirange } from '~/platform/ranges';
import type { Claim } from './beat';
import { moveMembersCoverage, TIMELINE_LOCK, type TimelineCut, UNCUT } from './move-coverage.server';
import { type PlacedClaims, placeClaims } from './place-claims';
import { CARRY_SECONDS, MAX_RATE } from './schema';

/** A member who has just reached the threshold of a session: the outcome must be computed again. */
export interface Crossing {
  campaignId: number;
  memberId: number;
}

/** Rows a statement. More saves nothing and holds locks longer. */
const ROWS = 5_000;
/** Statements of one round under way: they hold different people's rows, and one is put together while the other is carried out. */
const AT_ONCE = 2;

/** Of rows just written, those that reach the session's threshold. */
const reachedOf = (written: string): string => `
select w.session_id, w.member_id, w.covered, p.id as campaign_id,
       ceil(r.timeline_seconds * p.coverage_threshold / 10000.0)::int as needed
  from ${written} w
  join recording r on r.session_id = w.session_id
  join study_session s on s.id = w.session_id
  join campaign p on p.id = s.campaign_id
 where w.covered::bigint * 10000 >= p.coverage_threshold::bigint * r.timeline_seconds`;

const REACHED = `
with written as (
  select session_id, member_id, covered from session_coverage where session_id = $1 and member_id = any($2::int[])
)
${reachedOf('written')}`;

/**
 * The upsert. `budget` is what the server's clock allows: what was carried, and the time since the member's last beat of this
 * session (or since this ticket was issued, when that is later) × MAX_RATE. `fresh` is what the claim would add.
 * Three cheap cases decide nearly every row with Postgres' own operators: already covered (a repeated beat, rewatching), wholly
 * new (ordinary play), and only then counting. A claim over budget is trimmed from its end. All of it reads the row under its
 * own lock, so several writers may run, and a batch that is delivered twice changes nothing.
 */
const UPSERT = `
with written as (
  insert into session_coverage as c (session_id, member_id, live, recording, covered, position, ticket_at, last_beat_at, allowance)
  select s, m, live, recording, seconds, position, to_timestamp(ticket_at), to_timestamp(arrived_at / 1000.0),
         greatest(0, least(${CARRY_SECONDS}, (arrived_at / 1000.0 - ticket_at) * ${MAX_RATE} - seconds))
    from unnest($1::int[], $2::int[], $3::int4multirange[], $4::int4multirange[], $5::int[], $6::int[], $7::float8[], $8::float8[])
         as claim(s, m, live, recording, seconds, position, ticket_at, arrived_at)
  on conflict (session_id, member_id) do update set
    (live, recording, covered, allowance) = (
      select new_live, new_recording,
             case when fits and (c.live = '{}' and excluded.live = '{}' or c.recording = '{}' and excluded.recording = '{}')
                  then c.covered + fresh else multirange_seconds(new_live + new_recording) end,
             least(${CARRY_SECONDS}, budget - least(fresh, floor(budget)))
        from (
          select *,
                 case when fits then c.live + excluded.live
                      else c.live + first_seconds(excluded.live - c.live, floor(budget)::int) end as new_live,
                 case when fits then c.recording + excluded.recording
                      else c.recording + first_seconds(excluded.recording - c.recording, floor(budget)::int) end as new_recording
            from (
              select *, fresh <= budget as fits
                from (
                  select c.allowance + ${MAX_RATE} * greatest(0,
                           extract(epoch from excluded.last_beat_at - greatest(c.last_beat_at, excluded.ticket_at))::float8) as budget,
                         case when c.live @> excluded.live and c.recording @> excluded.recording then 0
                              when not c.live && excluded.live and not c.recording && excluded.recording then excluded.covered
                              else multirange_seconds(excluded.live - c.live)
                                 + multirange_seconds(excluded.recording - c.recording) end as fresh
                  offset 0) counted
              offset 0) judged
          offset 0) credited),
    position = case when excluded.last_beat_at >= c.last_beat_at then excluded.position else c.position end,
    ticket_at = greatest(c.ticket_at, excluded.ticket_at),
    last_beat_at = greatest(c.last_beat_at, excluded.last_beat_at)
  returning c.session_id, c.member_id, c.covered
)
${reachedOf('written')}`;

interface ReachedRow {
  session_id: number;
  member_id: number;
  covered: number;
  campaign_id: number;
  needed: number;
}

/**
 * Writes rounds of claims (see mergeBeats), each statement its own transaction, and returns who may have crossed a threshold
 * by it (a superset: at worst an outcome is computed once more). Sessions and members that no longer exist are left out.
 */
export async function writeCoverage(rounds: readonly Claim[][], pool: Pool): Promise<Crossing[]> {
  const crossings: Crossing[] = [];
  for (const round of rounds) {
    // One order for all writers, so that two never wait for each other crosswise.
    const sorted = [...round].sort((a, b) => a.sessionId - b.sessionId || a.memberId - b.memberId);
    let next = 0;
    const write = async (): Promise<void> => {
      while (next < sorted.length) {
        const from = next;
        next += ROWS;
        crossings.push(...(await writeClaims(sorted.slice(from, from + ROWS), pool)));
      }
    };
    await allSettled(Array.from({ length: AT_ONCE }, write));
  }
  return crossings;
}

/** Waits for all, then fails with the first failure: nothing is still being written when the caller tries again. */
async function allSettled(work: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}

async function writeClaims(claims: readonly Claim[], pool: Pool): Promise<Crossing[]> {
  let rows: ReachedRow[];
  try {
    const { inside, outside } = await inTimeline(claims, pool, async (placed, client) => ({
      inside: placed.inside.length > 0 ? await upsert(placed.inside, client) : [],
      outside: placed.outside.length > 0,
    }));
    rows = outside ? [...inside, ...(await writeOutside(claims, pool))] : inside;
  } catch (error) {
    if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
    const known = await existing(claims, pool);
    if (known.length === claims.length) throw error;
    return known.length === 0 ? [] : writeClaims(known, pool);
  }
  if (rows.length === 0) return [];
  const claimed = new Map(claims.map((claim) => [`${claim.sessionId}:${claim.memberId}`, claim.seconds]));
  return rows
    .filter((row) => row.covered - (claimed.get(`${row.session_id}:${row.member_id}`) ?? 0) < row.needed)
    .map((row) => ({ campaignId: row.campaign_id, memberId: row.member_id }));
}

async function upsert(claims: readonly Claim[], client: PoolClient): Promise<ReachedRow[]> {
  return (await client.query<ReachedRow>({ name: 'write-coverage', text: UPSERT, values: columns(claims) })).rows;
}

/** Claims go where their moment stands by now: in a transaction that holds the sessions' timelines still. */
async function inTimeline<T>(
  claims: readonly Claim[],
  pool: Pool,
  write: (placed: PlacedClaims, client: PoolClient, cuts: Map<number, TimelineCut>) => Promise<T>,
): Promise<T> {
  const sessions = [...new Set(claims.map(({ sessionId }) => sessionId))].sort((a, b) => a - b);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Whole numbers of our own; one round trip.
    const locks = sessions.map((id) => `pg_advisory_xact_lock_shared(${TIMELINE_LOCK}, ${Number(id)})`);
    await client.query(`begin; select ${locks.join(', ')}`);
    const { rows } = await client.query<{ session: number; offset: number; seconds: number }>({
      ...{ name: 'recording-cuts', text: CUTS, values: [sessions] },
    });
    const cuts = new Map(rows.map(({ session, offset, seconds }) => [session, { offset, seconds }]));
    const written = await write(placeClaims(claims, cuts), client, cuts);
    await client.query('commit');
    return written;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const CUTS =
  'select session_id as session, live_offset as "offset", timeline_seconds as seconds from recording where session_id = any($1::int[])';

/**
 * Claims with seconds that the recording leaves out, which is rare: those members' coverage is laid out whole, the claims are written
 * by the same rule of what the clock allows, and it is cut again. So a later trim finds them.
 */
function writeOutside(claims: readonly Claim[], pool: Pool): Promise<ReachedRow[]> {
  return inTimeline(claims, pool, async ({ outside }, client, cuts) => {
    const rows: ReachedRow[] = [];
    for (const sessionId of [...new Set(outside.map((claim) => claim.sessionId))]) {
      const own = outside.filter((claim) => claim.sessionId === sessionId);
      const memberIds = own.map(({ memberId }) => memberId);
      const cut = cuts.get(sessionId) ?? UNCUT;
      await moveMembersCoverage({ sessionId, memberIds, from: cut, to: UNCUT }, client);
      await upsert(own, client);
      await moveMembersCoverage({ sessionId, memberIds, from: UNCUT, to: cut }, client);
      rows.push(...(await client.query<ReachedRow>(REACHED, [sessionId, memberIds])).rows);
    }
    return rows;
  });
}

const FOREIGN_KEY_VIOLATION = '23503';

function columns(claims: readonly Claim[]): unknown[] {
  const size = claims.length;
  const sessions = new Array<number>(size);
  const members = new Array<number>(size);
  const live = new Array<string>(size);
  const recording = new Array<string>(size);
  const seconds = new Array<number>(size);
  const positions = new Array<number>(size);
  const tickets = new Array<number>(size);
  const arrivals = new Array<number>(size);
  for (let i = 0; i < size; i += 1) {
    const claim = claims[i] as Claim;
    const text = toMultirange(claim.ranges);
    sessions[i] = claim.sessionId;
    members[i] = claim.memberId;
    live[i] = claim.source === 'LIVE' ? text : '{}';
    recording[i] = claim.source === 'LIVE' ? '{}' : text;
    seconds[i] = claim.seconds;
    positions[i] = claim.position;
    tickets[i] = claim.ticketAt;
    arrivals[i] = claim.arrivedAt;
  }
  return [sessions, members, live, recording, seconds, positions, tickets, arrivals];
}

/** The claims whose session and member are still there: one deleted session must not hold up everybody's beats. */
async function existing(claims: readonly Claim[], pool: Pool): Promise<Claim[]> {
  const { rows } = await pool.query<{ i: number }>(
    `select (i - 1)::int as i from unnest($1::int[], $2::int[]) with ordinality as claim(s, m, i)
      where exists (select from study_session where id = s) and exists (select from member where id = m)`,
    [claims.map((claim) => claim.sessionId), claims.map((claim) => claim.memberId)],
  );
  const kept = new Set(rows.map((row) => row.i));
  return claims.filter((_, i) => kept.has(i));
}
