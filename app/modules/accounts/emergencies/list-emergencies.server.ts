import type { Db } from '~/platform/db';
import { requireAnywhere, scopePaths } from '../access';
import type { Viewer } from '../viewer';
import type { EmergencyAlarm, EmergencyRole, EmergencyVerdict } from './schema';

export const EMERGENCIES_PER_PAGE = 20;

export interface EmergencyRow {
  id: number;
  accountName: string;
  role: EmergencyRole;
  readOnly: boolean;
  unitName: string;
  reason: string;
  startedAt: Date;
  untilAt: Date;
  endedAt: Date | null;
  endedByName: string | null;
  active: boolean;
  verdict: EmergencyVerdict | null;
  reviewNote: string | null;
  reviewedByName: string | null;
  reviewedAt: Date | null;
  own: boolean;
  mayEnd: boolean;
  mayReview: boolean;
}

interface Args {
  viewer: Viewer;
  /** Only those nobody has reviewed. */
  unreviewed: boolean;
  page: number;
  now: Date;
}

/**
 * Emergencies that touch the viewer's units, from above or from below: those in force first, then those that wait for a review, then
 * the rest, newest first. @throws AppError not-found
 */
export async function listEmergencies(
  { viewer, unreviewed, page, now }: Args,
  db: Db,
): Promise<{ rows: EmergencyRow[]; total: number }> {
  const paths = requireAnywhere(viewer, 'emergency.review');
  const ends = scopePaths(viewer, 'emergency.end');
  const rows = await db.$queryRaw<(EmergencyRow & { total: number })[]>`
    with found as (
      select e.*, u.name as unit_name, u.path, e.ended_at is null and e.until_at > ${now}::timestamptz as active
        from emergency_access e join unit u on u.id = e.unit_id
       where (u.path <@ any(${paths}::ltree[]) or exists (select from unnest(${paths}::ltree[]) r(root) where r.root <@ u.path)
              or e.account_id = ${viewer.accountId})
         and (not ${unreviewed} or e.verdict is null))
    select id, account_name as "accountName", role::text as role, read_only as "readOnly", unit_name as "unitName", reason,
           started_at as "startedAt", until_at as "untilAt", ended_at as "endedAt", ended_by_name as "endedByName", active,
           verdict::text as verdict, review_note as "reviewNote", reviewed_by_name as "reviewedByName", reviewed_at as "reviewedAt",
           account_id = ${viewer.accountId} as own,
           active and (account_id = ${viewer.accountId} or path <@ any(${ends}::ltree[])) as "mayEnd",
           not active and verdict is null and account_id <> ${viewer.accountId} and path <@ any(${paths}::ltree[]) as "mayReview",
           count(*) over ()::int as total
      from found order by active desc, verdict is null desc, id desc
     limit ${EMERGENCIES_PER_PAGE} offset ${(page - 1) * EMERGENCIES_PER_PAGE}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** What stands above every page: one's own emergency while it runs, and, for who must know of them, everybody else's. */
export async function findAlarms({ viewer, now }: { viewer: Viewer; now: Date }, db: Db): Promise<EmergencyAlarm[]> {
  const paths = scopePaths(viewer, 'emergency.review');
  if (paths.length === 0 && !viewer.grants.some((grant) => grant.emergency !== undefined)) return [];
  const ends = scopePaths(viewer, 'emergency.end');
  return db.$queryRaw<EmergencyAlarm[]>`
    select e.id, e.account_name as "accountName", e.role::text as role, e.read_only as "readOnly", u.name as "unitName",
           to_char(e.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "untilAt", e.account_id = ${viewer.accountId} as own,
           e.account_id = ${viewer.accountId} or u.path <@ any(${ends}::ltree[]) as "mayEnd"
      from emergency_access e join unit u on u.id = e.unit_id
     where e.ended_at is null and e.until_at > ${now}::timestamptz
       and (e.account_id = ${viewer.accountId} or u.path <@ any(${paths}::ltree[])
            or exists (select from unnest(${paths}::ltree[]) r(root) where r.root <@ u.path))
     order by e.account_id <> ${viewer.accountId}, e.id limit 5`;
}

/** How many wait for a review by this viewer. */
export async function countUnreviewed({ viewer, now }: { viewer: Viewer; now: Date }, db: Db): Promise<number> {
  const paths = scopePaths(viewer, 'emergency.review');
  if (paths.length === 0) return 0;
  const [row] = await db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from emergency_access e join unit u on u.id = e.unit_id
     where e.verdict is null and e.account_id <> ${viewer.accountId} and coalesce(e.ended_at, e.until_at) <= ${now}::timestamptz
       and u.path <@ any(${paths}::ltree[])`;
  return row?.n ?? 0;
}
