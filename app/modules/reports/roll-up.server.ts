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

/** Counts of one unit as the database gives them: arrays, because 10,000 units × 60 named columns is mostly names. */
interface CountRow {
  id: number;
  roster: string[] | null;
  outcomes: string[] | null;
  cadres: number;
  guests: number;
}

const ROSTER_COUNTS = [
  'count(*)',
  "count(*) FILTER (WHERE r.reason = 'EXEMPT')",
  "count(*) FILTER (WHERE r.reason = 'TRANSFERRED_OUT')",
  "count(*) FILTER (WHERE r.reason = 'TEMPORARILY_ELSEWHERE')",
  "count(*) FILTER (WHERE r.reason = 'REQUIRED')",
  "count(*) FILTER (WHERE r.reason = 'REQUIRED' AND r.kind = 'PROBATIONARY')",
  "count(*) FILTER (WHERE r.reason = 'REQUIRED' AND r.key_cadre)",
];

// Ways are added up three to a number (hall, online, make-up), 21 bits each: two million people in one unit.
const FIELD = 2_097_152n;
const packed = (value: string, names: readonly [string, string, string]) =>
  `COALESCE(sum(CASE ${value} WHEN ${names[0]} THEN 1::int8 WHEN ${names[1]} THEN ${FIELD}::int8 WHEN ${names[2]} THEN ${FIELD * FIELD}::int8 END)`;

const OUTCOME_COUNTS = [
  `${packed('o.way', ["'HALL'", "'ONLINE'", "'MAKE_UP'"])} FILTER (WHERE o.studied), 0)`,
  'count(*) FILTER (WHERE o.studied)',
  'count(*) FILTER (WHERE NOT o.studied AND o.excused)',
  'count(*) FILTER (WHERE o.quiz_passed)',
  'count(*) FILTER (WHERE o.paper_done)',
];

/**
 * The one statement behind boards, freezes and the benchmark: $1 campaign, $2 unit ids, $3 lower bounds of the bands.
 * Roster and outcomes are counted apart (an outcome repeats its roster row's unit and `required`), because joining a million
 * rows to a million costs more than both counts; only the key cadres, who are few, are joined.
 */
export function rollUpSql(sessionCount: number, bandCount: number): string {
  const bands = Array.from({ length: bandCount }, (_, i) => {
    const upper = i + 1 < bandCount ? ` AND o.quiz_score < ($3::int[])[${i + 2}]` : '';
    return `count(*) FILTER (WHERE o.quiz_score >= ($3::int[])[${i + 1}]${upper})`;
  });
  const sessions = Array.from({ length: sessionCount }, (_, i) => `${packed(`o.ways[${i + 1}]`, ['1', '2', '3'])}, 0)`);
  return `
    WITH roster AS (
      SELECT r.unit_id, ARRAY[${ROSTER_COUNTS.join(', ')}]::text[] AS counts
        FROM roster_entry r WHERE r.campaign_id = $1 AND r.unit_id = ANY($2::int[]) GROUP BY r.unit_id),
    outcomes AS (
      SELECT o.unit_id, ARRAY[${[...OUTCOME_COUNTS, ...bands, ...sessions].join(', ')}]::text[] AS counts
        FROM member_outcome o WHERE o.campaign_id = $1 AND o.unit_id = ANY($2::int[]) AND o.required GROUP BY o.unit_id),
    cadres AS (
      SELECT r.unit_id, count(*)::int AS studied
        FROM roster_entry r JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
       WHERE r.campaign_id = $1 AND r.unit_id = ANY($2::int[]) AND r.reason = 'REQUIRED' AND r.key_cadre AND o.studied GROUP BY r.unit_id)
    SELECT u.id, r.counts AS roster, o.counts AS outcomes, COALESCE(k.studied, 0) AS cadres, COALESCE(g.count, 0) AS guests
      FROM unnest($2::int[]) u(id)
      LEFT JOIN roster r ON r.unit_id = u.id
      LEFT JOIN outcomes o ON o.unit_id = u.id
      LEFT JOIN cadres k ON k.unit_id = u.id
      LEFT JOIN guest_count g ON g.campaign_id = $1 AND g.unit_id = u.id`;
}

const SCOPE =
  'SELECT id, parent_id AS "parentId", code, name, kind::text AS kind, position FROM unit WHERE path <@ $1::ltree';

/** Counts every unit of the subtree in one statement and sums upwards in memory. One figure a person, in the roster's cell. */
export async function rollUp(args: RollUpArgs, run: RunSql): Promise<UnitNode> {
  const { campaignId, rootPath, sessionCount, bandFloors } = args;
  const scope = (await run(SCOPE, [rootPath])) as unknown as Omit<UnitRow, 'own'>[];
  const ids = scope.map((unit) => unit.id);
  const counted = (await run(rollUpSql(sessionCount, bandFloors.length), [
    campaignId,
    ids,
    bandFloors,
  ])) as unknown as CountRow[];
  const rows = new Map(counted.map((row) => [row.id, row]));
  const units = scope.map(
    (unit): UnitRow => ({ ...unit, own: toFigures(rows.get(unit.id), sessionCount, bandFloors.length) }),
  );
  return buildRollUpTree(units, Number(rootPath.split('.').at(-1)));
}

const unpack = (text: string | undefined): [number, number, number] => {
  const sum = BigInt(text ?? 0);
  return [Number(sum % FIELD), Number((sum / FIELD) % FIELD), Number(sum / (FIELD * FIELD))];
};

function toFigures(row: CountRow | undefined, sessionCount: number, bandCount: number): Figures {
  const f = emptyFigures(bandCount, sessionCount);
  if (!row) return f;
  f.guests = row.guests;
  f.keyCadreStudied = row.cadres;
  const roster = (i: number) => Number(row.roster?.[i] ?? 0);
  const outcome = (i: number) => Number(row.outcomes?.[i] ?? 0);
  f.total = roster(0);
  f.exempt = roster(1);
  f.transferredOut = roster(2);
  f.elsewhere = roster(3);
  f.required = roster(4);
  f.probationary = roster(5);
  f.keyCadreRequired = roster(6);
  [f.hall, f.online, f.makeUp] = unpack(row.outcomes?.[0]);
  f.studied = outcome(1);
  f.excused = outcome(2);
  // Somebody whose outcome has not been computed yet has not studied.
  f.unexcused = f.required - f.studied - f.excused;
  f.quizPassed = outcome(3);
  f.papers = outcome(4);
  const firstBand = OUTCOME_COUNTS.length;
  f.bands = Array.from({ length: bandCount }, (_, i) => outcome(firstBand + i));
  f.quizTaken = f.bands.reduce((sum, count) => sum + count, 0);
  f.sessions = Array.from({ length: sessionCount }, (_, i) => unpack(row.outcomes?.[firstBand + bandCount + i]));
  return f;
}
