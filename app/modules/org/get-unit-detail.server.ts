import { can, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { UnitKind } from './schema';

export interface UnitDetail {
  id: number;
  code: string;
  name: string;
  kind: UnitKind;
  path: string;
  timeZone: string;
  country: string;
  /** yyyy-mm-dd; null: it works. */
  closedOn: string | null;
  parentId: number | null;
  parentCode: string | null;
  parentName: string | null;
  parentPath: string | null;
  manages: boolean;
}

/** @throws AppError not-found also when the viewer may not see the unit */
export async function getUnitDetail({ viewer, code }: { viewer: Viewer; code: string }, db: Db): Promise<UnitDetail> {
  const [unit] = await db.$queryRaw<Omit<UnitDetail, 'manages'>[]>`
    select u.id, u.code, u.name, u.kind::text as kind, u.path::text as path, u.time_zone as "timeZone", u.country,
           u.closed_on::text as "closedOn", p.id as "parentId", p.code as "parentCode", p.name as "parentName", p.path::text as "parentPath"
      from unit u left join unit p on p.id = u.parent_id
     where u.code = ${code.slice(0, 100)} and u.path <@ any(${scopePaths(viewer, 'unit.view')}::ltree[])`;
  if (!unit) throw notFound();
  return { ...unit, manages: can(viewer, 'unit.manage', unit.path) };
}

export interface PossibleParent {
  code: string;
  name: string;
  depth: number;
  timeZone: string;
  country: string;
}

/** The units the viewer may put a unit under, in the order of the tree; not `except` (a path) nor what is below it. */
export function listPossibleParents(
  { viewer, except = null }: { viewer: Viewer; except?: string | null },
  db: Db,
): Promise<PossibleParent[]> {
  return db.$queryRaw<PossibleParent[]>`
    select code, name, nlevel(path) as depth, time_zone as "timeZone", country from unit
     where closed_on is null and kind <> 'CELL' and path <@ any(${scopePaths(viewer, 'unit.manage')}::ltree[])
       and (${except}::text is null or not path <@ ${except}::text::ltree)
     order by path`;
}
