import { readMinutesFacts } from '~/modules/reports/minutes/read-minutes-facts.server';
import { readVenuesToFreeze } from '~/modules/reports/read-venues-to-freeze.server';
import { makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import { getRollCall } from '~/modules/venues/get-roll-call.server';
import { getVenueSums, listVenues } from '~/modules/venues/list-venues.server';
import { VENUES_PAGE } from '~/modules/venues/schema';
import { readEnv } from '~/platform/env';
import { createServices } from '~/platform/services';
import { freePort } from '../../bin/lib/ports.mjs';
import { makeLargeCampaign } from '../factories/large-campaign';
import type { HttpLoadResult } from './http-load';
import { runHttpLoad, startWebProcess } from './processes';

// Thirty thousand halls of one session with thirty people each: what an organiser's pages, minutes and a freeze read, one hall of two
// thousand, and how many screens one web process answers.
const HALLS = 30_000;
const MEMBERS = 900_000;
const LARGE_HALL = 2_000;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);

await measure();

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const { db, pool, env } = services;
  const large = await makeLargeCampaign(pool, { code: 'HALLS', cells: HALLS / 3, members: MEMBERS });
  const { id: sessionId, campaignId } = await db.studySession.findFirstOrThrow({
    where: { campaign: { code: 'HALLS' } },
  });
  await db.campaign.update({ where: { id: campaignId }, data: { state: 'OPEN' } });
  await pool.query(
    `insert into venue (session_id, unit_id, name, opened_at, guests)
     select $1, u.id, 'Hội trường ' || n || ' – ' || u.name, now(), 3 from unit u, generate_series(1, 3) n where u.kind = 'CELL' order by u.id limit $2`,
    [sessionId, HALLS],
  );
  await pool.query(`insert into venue_unit (venue_id, unit_id) select id, unit_id from venue where session_id = $1`, [
    sessionId,
  ]);
  await pool.query(
    `insert into attendance_evidence (session_id, member_id, kind, positive, recorded_by_name, venue_id)
     select $1, r.member_id, 'ROLL_CALL', true, 'Phụ trách', v.ids[1 + r.n % array_length(v.ids, 1)]
       from (select member_id, unit_id, row_number() over (partition by unit_id order by member_id) as n from roster_entry where campaign_id = $2) r
       join (select unit_id, array_agg(id) as ids from venue where session_id = $1 group by unit_id) v on v.unit_id = r.unit_id`,
    [sessionId, campaignId],
  );
  await pool.query('analyze');

  const say = (bench: string, times: number[], config: object) => {
    const sorted = times.sort((a, b) => a - b);
    const at = (share: number) =>
      Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
    console.log(JSON.stringify({ bench, value: at(0.5), unit: 'ms', p50: at(0.5), p95: at(0.95), config }));
  };
  const timed = async (times: number, work: (i: number) => Promise<unknown>) => {
    const taken: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const began = performance.now();
      await work(i);
      taken.push(performance.now() - began);
    }
    return taken;
  };
  const pages = HALLS / VENUES_PAGE;
  const of = { halls: HALLS, rollCalls: MEMBERS };
  say(
    'venues.list',
    await timed(20, (i) => listVenues({ sessionId, search: '', page: 1 + Math.floor((i * pages) / 20) }, db)),
    of,
  );
  say('venues.search', await timed(10, () => listVenues({ sessionId, search: 'hoi truong 2', page: 1 }, db)), of);
  say('venues.sums', await timed(10, () => getVenueSums(sessionId, db)), of);
  say('venues.minutes', await timed(3, () => readMinutesFacts(sessionId, new Date(), db)), of);
  const run = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows;
  const rootPath = String(large.rootId);
  say('venues.annex', await timed(3, () => readVenuesToFreeze({ campaignId, rootPath }, run)), of);

  const units = await pool.query<{ path: string }>(
    `select path::text as path from unit where kind = 'CELL' order by id limit $1`,
    [Math.ceil(LARGE_HALL / (MEMBERS / (HALLS / 3)))],
  );
  const hall = await db.venue.findFirstOrThrow({ where: { sessionId } });
  const venue = { id: hall.id, sessionId, campaignId, unitPaths: units.rows.map(({ path }) => path) };
  const roll = await getRollCall({ venue, search: '', page: 1 }, db);
  say('venues.roll-call', await timed(20, () => getRollCall({ venue, search: '', page: 1 }, db)), {
    members: roll.found,
  });

  await db.broadcast.create({
    data: { sessionId, publicPath: 'b'.repeat(22), state: 'ON_AIR', onAirAt: new Date(Date.now() - 3_600_000) },
  });
  const key = venueKey(env.SESSION_SECRET);
  const venues = await db.venue.findMany({ where: { sessionId }, select: { id: true } });
  const port = await freePort();
  const web = await startWebProcess(port, { SESSION_SECRET: env.SESSION_SECRET, MEDIA_SECRET: env.MEDIA_SECRET });
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const requests = venues.map(({ id }) =>
    request(`/resources/venue-screen/${makeScreenToken({ venueId: id, linkVersion: 1 }, key)}`),
  );
  const load = { port, connections: 64, depth: 1, seconds: SECONDS };
  await runHttpLoad({ ...load, seconds: 1, requests });
  const screens = await runHttpLoad({ ...load, requests });
  const bare = await runHttpLoad({ ...load, requests: [request('/healthz')] });
  const perSecond = ({ answers, seconds }: HttpLoadResult) => Math.round(answers / seconds);
  console.log(
    JSON.stringify({
      ...{ bench: 'venues.screens', value: perSecond(screens), unit: 'answers/s', baseline: perSecond(bare) },
      ratio: Number((perSecond(screens) / perSecond(bare)).toFixed(3)),
      ...{ refused: screens.refused, p50: screens.p50, p99: screens.p99 },
      config: { halls: HALLS, baseline: '/healthz of the same process', ...load },
    }),
  );
  web.kill('SIGTERM');
  await new Promise((resolve) => web.once('exit', resolve));
  await services.close();
}
