import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { searchKey } from '~/platform/vietnamese';
import type { AuditFilters } from './filters';
import { nameTargets } from './name-targets.server';
import { AUDIT_GROUPS } from './schema';

export const AUDIT_PER_PAGE = 50;

export interface AuditRow {
  id: number;
  at: Date;
  action: string;
  actorName: string;
  actorUsername: string | null;
  actorRoles: string[];
  /** Number of the emergency access that was in force for the actor. */
  emergency: number | null;
  targetType: string;
  targetId: string;
  /** Name of what it is about, as it is called today; the number or code when there is no such thing any more. */
  target: string;
  unitName: string | null;
  data: Record<string, unknown>;
  memberCount: number;
  address: string | null;
  requestId: string | null;
  sealed: boolean;
}

interface Args {
  viewer: Viewer;
  filters: AuditFilters;
  /** Entries older than this number. */
  before: number | null;
  limit: number;
}

/**
 * Entries of the viewer's subtrees, newest first. What belongs to no unit (a sign-in, the system) is seen where the account that did it
 * lies, and by inspectors of the whole tree. Asked about one member in their scope, they see every look at that member, also from above.
 * @throws AppError not-found
 */
export async function listAudit({ viewer, filters, before, limit }: Args, db: Db): Promise<AuditRow[]> {
  const paths = requireAnywhere(viewer, 'audit.view');
  const wanted = [await scopeOf(paths, filters, db), ...conditions(filters)];
  if (before !== null) wanted.push(Prisma.sql`e.id < ${before}`);
  const rows = await db.$queryRaw<Omit<AuditRow, 'target'>[]>`
    select e.id::float8 as id, e.at, e.action, e.actor_name as "actorName", e.actor->>'username' as "actorUsername",
           coalesce(array(select jsonb_array_elements_text(e.actor->'roles')), '{}') as "actorRoles",
           (e.actor->>'emergency')::int as emergency,
           e.target_type as "targetType", e.target_id as "targetId", u.name as "unitName", e.data,
           cardinality(coalesce(e.member_ids, '{}')) as "memberCount", e.address, e.request_id as "requestId",
           not exists (select 1 from audit_unsealed w where w.entry_id = e.id) as sealed
      from audit_entry e left join unit u on u.id = e.unit_id
     where ${Prisma.join(wanted, ' and ')} order by e.id desc limit ${limit}`;
  const names = await nameTargets(rows, db);
  return rows.map((row) => ({ ...row, target: names.get(`${row.targetType}/${row.targetId}`) ?? '' }));
}

async function scopeOf(paths: readonly string[], { memberId }: AuditFilters, db: Db): Promise<Prisma.Sql> {
  if (memberId !== null) {
    const [member] = await db.$queryRaw<unknown[]>`
      select 1 from member m join unit u on u.id = m.unit_id where m.id = ${memberId} and u.path <@ any(${paths}::ltree[])`;
    if (!member) throw notFound();
    return Prisma.sql`e.member_ids @> array[${memberId}::int]`;
  }
  if (paths.some((path) => !path.includes('.'))) return Prisma.sql`true`;
  return Prisma.sql`(u.path <@ any(${paths}::ltree[]) or (e.unit_id is null and exists (
    select 1 from account a left join member m on m.id = a.member_id left join unit h on h.id = m.unit_id
     where a.id = e.actor_account_id and (h.path <@ any(${paths}::ltree[]) or exists (
       select 1 from role_grant g join unit gu on gu.id = g.unit_id
        where g.account_id = a.id and g.revoked_at is null and gu.path <@ any(${paths}::ltree[]))))))`;
}

function conditions(filters: AuditFilters): Prisma.Sql[] {
  const { from, to, group, action, person, unitCode, target, emergency } = filters;
  const found: Prisma.Sql[] = [];
  if (from) found.push(Prisma.sql`e.at >= ${from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'`);
  if (to) found.push(Prisma.sql`e.at < (${to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'`);
  if (action) found.push(Prisma.sql`e.action = ${action}`);
  if (group)
    found.push(Prisma.sql`e.action like any(${AUDIT_GROUPS[group].starts.map((start) => `${start}%`)}::text[])`);
  if (person) {
    const key = searchKey(person);
    const like = `%${person.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    found.push(Prisma.sql`(e.actor->>'username' ilike ${like} or e.actor_account_id in (
      select a.id from account a left join member m on m.id = a.member_id
       where a.username like ${like} or (${key !== ''} and (m.search_key like ${`%${key}%`} or
         regexp_replace(replace(lower(unaccent(a.display_name)), 'đ', 'd'), '[^[:alnum:]]+', ' ', 'g') like ${`%${key}%`})))
      or e.actor_name ilike ${like})`);
  }
  if (emergency !== null) found.push(Prisma.sql`e.actor->>'emergency' = ${String(emergency)}`);
  if (unitCode) found.push(Prisma.sql`u.path <@ (select path from unit where code = ${unitCode})`);
  if (target) {
    const key = searchKey(target);
    found.push(Prisma.sql`(e.target_id = ${target} or (${key !== ''} and e.member_ids && array(
      select m.id from member m where m.search_key like ${`%${key}%`} order by m.id limit 200)))`);
  }
  return found;
}
