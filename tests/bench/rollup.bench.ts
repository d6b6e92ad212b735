import { brokenSums } from '~/modules/reports/figures';
import { rollUp } from '~/modules/reports/roll-up.server';
import { readEnv } from '~/platform/env';
import { createServices } from '~/platform/services';

// 1,000,000 members × 10 sessions in 10,000 cells (100 organisations of 100) to the board of the top unit, quiz bands and the
// attendance of each session included. Baseline: the same table read by the barest aggregate in the same run.
const MEMBERS = 1_000_000;
const CELLS = 10_000;
const SESSIONS = 10;

const services = createServices(readEnv(), 'bench');
const { pool } = services;
await pool.query(`
  INSERT INTO unit (id, code, parent_id, kind, name, path) VALUES (1, 'B', NULL, 'BLOC', 'Khối', '1');
  INSERT INTO unit (id, code, parent_id, kind, name, path, position)
    SELECT 1 + g, 'B.' || g, 1, 'GRASSROOTS', 'Đảng bộ ' || g, ('1.' || (1 + g))::ltree, g FROM generate_series(1, 100) g;
  INSERT INTO unit (id, code, parent_id, kind, name, path, position)
    SELECT 101 + c, 'B.' || (c % 100 + 1) || '.' || c, 2 + c % 100, 'CELL', 'Chi bộ ' || c, ('1.' || (2 + c % 100) || '.' || (101 + c))::ltree, c
      FROM generate_series(1, ${CELLS}) c;
  INSERT INTO campaign (id, code, title, unit_id, deadline_at, updated_at) VALUES (1, 'B', 'Đợt', 1, now(), now());
  INSERT INTO member (id, unit_id, full_name, sort_key, search_key, match_key, updated_at)
    SELECT m, 102 + m % ${CELLS}, 'Nguyễn Văn ' || m, m::text, m::text, m::text, now() FROM generate_series(1, ${MEMBERS}) m;
  INSERT INTO roster_entry (campaign_id, member_id, unit_id, reason, kind, key_cadre)
    SELECT 1, m, 102 + m % ${CELLS}, (CASE WHEN m % 50 = 0 THEN 'EXEMPT' WHEN m % 77 = 0 THEN 'TRANSFERRED_OUT' ELSE 'REQUIRED' END)::roster_reason,
           (CASE WHEN m % 20 = 0 THEN 'PROBATIONARY' ELSE 'OFFICIAL' END)::member_kind, m % 30 = 0 FROM generate_series(1, ${MEMBERS}) m;
  INSERT INTO member_outcome (campaign_id, member_id, unit_id, required, ways, excused, quiz_score, quiz_passed, paper_done, studied, way)
    SELECT 1, m, 102 + m % ${CELLS}, true, ARRAY(SELECT ((m / s) % 4)::int2 FROM generate_series(1, ${SESSIONS}) s), m % 9 = 0,
           CASE WHEN m % 8 > 0 THEN (m * 37) % 10001 END, m % 3 > 0, m % 4 = 0, m % 5 > 0,
           (CASE WHEN m % 5 = 0 THEN NULL WHEN m % 5 < 3 THEN 'HALL' WHEN m % 5 = 3 THEN 'ONLINE' ELSE 'MAKE_UP' END)::attendance_way
      FROM generate_series(1, ${MEMBERS}) m;
`);
await pool.query('VACUUM ANALYZE roster_entry, member_outcome, unit');

const bare = async () => {
  const started = performance.now();
  await pool.query(
    `SELECT unit_id, count(*), count(*) FILTER (WHERE studied), ${Array.from({ length: SESSIONS }, (_, i) => `count(*) FILTER (WHERE ways[${i + 1}] > 0)`).join(', ')}
       FROM member_outcome WHERE campaign_id = 1 GROUP BY unit_id`,
  );
  return performance.now() - started;
};
const whole = async () => {
  const started = performance.now();
  const root = await rollUp(
    { campaignId: 1, rootPath: '1', sessionCount: SESSIONS, bandFloors: [0, 5000, 7000, 9000] },
    async (text, values) => (await pool.query(text, values)).rows,
  );
  const ms = performance.now() - started;
  if (root.sum.total !== MEMBERS || root.children.length !== 100 || brokenSums(root.sum).length > 0)
    throw new Error('wrong figures');
  return ms;
};
await bare();
await whole();
const times: number[] = [];
const baselines: number[] = [];
for (let i = 0; i < 5; i++) {
  baselines.push(await bare());
  times.push(await whole());
}
const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const value = median(times) / 1000;
const baseline = median(baselines) / 1000;
const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({
    bench: 'rollup',
    value: Number(value.toFixed(3)),
    unit: 's',
    baseline: Number(baseline.toFixed(3)),
    ratio: Number((baseline / value).toFixed(3)),
    rssMb,
    config: { members: MEMBERS, sessions: SESSIONS, cells: CELLS },
  }),
);
await services.close();
if (value >= 3 || rssMb >= 512) process.exitCode = 1;
