import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { asPart } from '~/platform/row-scope';
import type { UnitKind } from './schema';

export interface UnitNode {
  code: string;
  name: string;
  kind: UnitKind;
  timeZone: string;
  country: string;
  closed: boolean;
  /** Null for the top of what the viewer sees. */
  parentCode: string | null;
  depth: number;
  /** Members with an open home in the subtree who are active, exempt or temporarily elsewhere. */
  members: number;
  searchKey: string;
}

/** Every unit the viewer may see, parents before children in the order of their files, with counts over the subtree. */
export async function getUnitTree(viewer: Viewer, db: Db): Promise<UnitNode[]> {
  const scope = scopePaths(viewer, 'unit.view');
  type Row = UnitNode & { id: number; parentId: number | null; own: number; position: number };
  // Numbers of members, also for those who may not see who they are.
  const rows = await asPart(
    'figures',
    () => db.$queryRaw<Row[]>`
    select u.id, u.parent_id as "parentId", u.code, u.name, u.kind::text as kind, u.time_zone as "timeZone", u.country, u.position,
           u.closed_on is not null as closed, u.search_key as "searchKey", coalesce(m.n, 0)::int as own
      from unit u
      left join (select unit_id, count(*) as n from member where status in ('ACTIVE', 'EXEMPT', 'TEMPORARILY_ELSEWHERE') group by unit_id) m
        on m.unit_id = u.id
     where u.path <@ any(${scope}::ltree[]) order by u.position, u.id`,
  );
  const visible = new Set(rows.map((row) => row.id));
  const children = new Map<number | null, typeof rows>();
  for (const row of rows) {
    const parent = row.parentId !== null && visible.has(row.parentId) ? row.parentId : null;
    const list = children.get(parent);
    if (list) list.push(row);
    else children.set(parent, [row]);
  }
  const codes = new Map(rows.map((row) => [row.id, row.code]));
  const out: UnitNode[] = [];
  const walk = (parent: number | null, depth: number): number => {
    let sum = 0;
    for (const { id, parentId: _p, own, position: _o, ...row } of children.get(parent) ?? []) {
      const node: UnitNode = {
        ...row,
        parentCode: parent === null ? null : (codes.get(parent) ?? null),
        depth,
        members: own,
      };
      out.push(node);
      node.members += walk(id, depth + 1);
      sum += node.members;
    }
    return sum;
  };
  walk(null, 0);
  return out;
}
