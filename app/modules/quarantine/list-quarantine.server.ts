import { requireAnywhere, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import type { QuarantineRow } from './schema';

const MOST = 200;

/** What is or was withdrawn in the viewer's units, open ones first. @throws AppError not-found */
export async function listQuarantine(viewer: Viewer, db: Db): Promise<(QuarantineRow & { mayLift: boolean })[]> {
  const paths = requireAnywhere(viewer, 'quarantine.withdraw');
  const lifts = scopePaths(viewer, 'quarantine.lift');
  const rows = await db.$queryRaw<
    (QuarantineRow & { at: Date | string; liftedAt: Date | string | null; mayLift: boolean })[]
  >`
    select q.id, q.target::text as target, q.title, u.name as "unitName", q.reason, q.by_name as "byName", q.at,
           q.lifted_at as "liftedAt", q.lifted_by_name as "liftedByName", q.lift_reason as "liftReason",
           case when q.public_path is not null then
             dc_key_holders(q.public_path) end as "keyHolders",
           (q.lifted_at is null and case when u.id is null then ${lifts.length > 0} else u.path <@ any(${lifts}::ltree[]) end) as "mayLift"
      from quarantine q left join unit u on u.id = q.unit_id
     where u.path <@ any(${paths}::ltree[]) or q.by_account_id = ${viewer.accountId} or (u.id is null and ${lifts.length > 0})
     order by q.lifted_at is not null, q.at desc limit ${MOST}`;
  return rows.map((row) => ({
    ...row,
    at: new Date(row.at).toISOString(),
    liftedAt: row.liftedAt && new Date(row.liftedAt).toISOString(),
  }));
}
