import type { Db } from '~/platform/db';

export interface RunningUnit {
  code: string;
  name: string;
  timeZone: string;
  /** Levels below the top of the viewer's scope. */
  depth: number;
}

/** Units within the paths that can run a campaign: all but cells. */
export async function listRunningUnits(paths: string[], db: Db): Promise<RunningUnit[]> {
  return db.$queryRaw<RunningUnit[]>`
    SELECT u.code, u.name, u.time_zone AS "timeZone",
      nlevel(u.path) - (SELECT max(nlevel(p)) FROM unnest(${paths}::ltree[]) p WHERE u.path <@ p) AS depth
    FROM unit u WHERE u.path <@ ANY(${paths}::ltree[])
      AND (u.kind <> 'CELL' OR u.path = ANY(${paths}::ltree[]))
    ORDER BY (SELECT array_agg(lpad(step.position::text, 6, '0') || step.code ORDER BY step.path)
      FROM unit step WHERE step.path @> u.path)
    LIMIT 2000`;
}
