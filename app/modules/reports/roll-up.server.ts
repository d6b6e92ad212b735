import { emptyFigures, type Figures } from './figures';
import { buildRollUpTree, type UnitNode, type UnitRow } from './roll-up-tree';

/** Runs one parameterised statement: `pool`, or a transaction's client, so that a freeze reads in its own snapshot. */
export type RunSql = (text: string, values: unknown[]) => Promise<Record<string, unknown>[]>;

export interface RollUpArgs {
  campaignId: number;
  /** ltree path of the unit on top. */
  rootPath: string;
  sessionCount: number;
  /** Lower bounds of the quiz bands in basis points, ascending, the first one 0. */
  bandFloors: readonly number[];
}

/** Rows as the database counts them: one array a unit, because 10,000 units × 60 named columns is mostly names. */
interface CountRow {
  id: number;
  parent_id: number | null;
  code: string;
  name: string;
  kind: string;
  position: number;
  counts: number[] | null;
  guests: number;
}

const SQL_COUNTS = [
  'count(*)',
  "count(*) FILTER (WHERE r.reason = 'EXEMPT')",
  "count(*) FILTER (WHERE r.reason = 'TRANSFERRED_OUT')",
  "count(*) FILTER (WHERE r.reason = 'TEMPORARILY_ELSEWHERE')",
  'count(*) FILTER (WHERE r.need)',
  "count(*) FILTER (WHERE d.done AND o.way = 'HALL')",
  "count(*) FILTER (WHERE d.done AND o.way = 'ONLINE')",
  "count(*) FILTER (WHERE d.done AND o.way = 'MAKE_UP')",
  'count(*) FILTER (WHERE d.done)',
  'count(*) FILTER (WHERE r.need AND NOT d.done AND COALESCE(o.excused, false))',
  'count(*) FILTER (WHERE r.need AND NOT d.done AND NOT COALESCE(o.excused, false))',
  "count(*) FILTER (WHERE r.need AND r.kind = 'PROBATIONARY')",
  'count(*) FILTER (WHERE r.need AND r.key_cadre)',
  'count(*) FILTER (WHERE d.done AND r.key_cadre)',
  'count(*) FILTER (WHERE r.need AND o.quiz_score IS NOT NULL)',
  'count(*) FILTER (WHERE r.need AND o.quiz_passed)',
  'count(*) FILTER (WHERE r.need AND o.paper_done)',
];

// Session ways are added up three to a number (hall, online, make-up, 21 bits each: two million people a unit).
const FIELD = 2_097_152n;

/** The one statement behind boards, freezes and the benchmark. Numbers of sessions and bands are ours, never a person's text. */
export function rollUpSql(sessionCount: number, bandCount: number): string {
  const bands = Array.from({ length: bandCount }, (_, i) => `count(*) FILTER (WHERE r.need AND o.band = ${i + 1})`);
  const sessions = Array.from(
    { length: sessionCount },
    (_, i) =>
      `COALESCE(sum(CASE o.ways[${i + 1}] WHEN 1 THEN 1::int8 WHEN 2 THEN ${FIELD}::int8 WHEN 3 THEN ${FIELD * FIELD}::int8 END) FILTER (WHERE r.need), 0)`,
  );
  return `
    WITH scope AS MATERIALIZED (SELECT id, parent_id, code, name, kind::text AS kind, position FROM unit WHERE path <@ $2::ltree),
    counted AS (
      SELECT r.unit_id, ARRAY[${[...SQL_COUNTS, ...bands, ...sessions].join(', ')}]::text[] AS counts
        FROM (
          SELECT e.member_id, e.unit_id, e.reason, e.kind, e.key_cadre, e.reason = 'REQUIRED' AS need
            FROM roster_entry e WHERE e.campaign_id = $1 AND e.unit_id IN (SELECT id FROM scope)
        ) r
        LEFT JOIN (
          SELECT m.member_id, m.studied, m.way, m.excused, m.quiz_score, m.quiz_passed, m.paper_done, m.ways,
                 width_bucket(m.quiz_score, $3::int[]) AS band
            FROM member_outcome m WHERE m.campaign_id = $1
        ) o USING (member_id)
        CROSS JOIN LATERAL (SELECT r.need AND COALESCE(o.studied, false) AS done) d
       GROUP BY r.unit_id
    )
    SELECT s.id, s.parent_id, s.code, s.name, s.kind, s.position, c.counts, COALESCE(g.count, 0) AS guests
      FROM scope s
      LEFT JOIN counted c ON c.unit_id = s.id
      LEFT JOIN guest_count g ON g.campaign_id = $1 AND g.unit_id = s.id`;
}

/** Counts every unit of the subtree in one statement and sums upwards in memory. One figure a person, in the roster's cell. */
export async function rollUp(args: RollUpArgs, run: RunSql): Promise<UnitNode> {
  const { campaignId, rootPath, sessionCount, bandFloors } = args;
  const rows = (await run(rollUpSql(sessionCount, bandFloors.length), [
    campaignId,
    rootPath,
    bandFloors,
  ])) as unknown as CountRow[];
  const units = rows.map(
    (row): UnitRow => ({
      id: row.id,
      parentId: row.parent_id,
      code: row.code,
      name: row.name,
      kind: row.kind,
      position: row.position,
      own: toFigures(row, sessionCount, bandFloors.length),
    }),
  );
  return buildRollUpTree(units, Number(rootPath.split('.').at(-1)));
}

function toFigures(row: CountRow, sessionCount: number, bandCount: number): Figures {
  const figures = emptyFigures(bandCount, sessionCount);
  figures.guests = row.guests;
  const counts = row.counts;
  if (!counts) return figures;
  const at = (i: number) => Number(counts[i] ?? 0);
  figures.total = at(0);
  figures.exempt = at(1);
  figures.transferredOut = at(2);
  figures.elsewhere = at(3);
  figures.required = at(4);
  figures.hall = at(5);
  figures.online = at(6);
  figures.makeUp = at(7);
  figures.studied = at(8);
  figures.excused = at(9);
  figures.unexcused = at(10);
  figures.probationary = at(11);
  figures.keyCadreRequired = at(12);
  figures.keyCadreStudied = at(13);
  figures.quizTaken = at(14);
  figures.quizPassed = at(15);
  figures.papers = at(16);
  figures.bands = Array.from({ length: bandCount }, (_, i) => at(SQL_COUNTS.length + i));
  figures.sessions = Array.from({ length: sessionCount }, (_, i) => {
    const packed = BigInt(counts[SQL_COUNTS.length + bandCount + i] ?? 0);
    return [Number(packed % FIELD), Number((packed / FIELD) % FIELD), Number(packed / (FIELD * FIELD))];
  });
  return figures;
}
