import { type Db, Prisma } from '~/platform/db';
import { searchKey } from '~/platform/vietnamese';
import { requireAnywhere } from './access';
import { isWithinScope } from './find-account.server';
import { DUE_DAYS } from './idle-account';
import type { Role } from './schema';
import type { Viewer } from './viewer';

export const PAGE_SIZE = 50;

export interface AccountRow {
  username: string;
  displayName: string;
  homeName: string | null;
  grants: { role: Role; unitName: string }[];
  lastSignInAt: Date | null;
  /** The day the sweep stops it if nobody signs in; null while that is far off. */
  stopsAt: Date | null;
  state: 'active' | 'disabled' | 'locked' | 'unused';
}

interface Args {
  viewer: Viewer;
  /** Part of the name (diacritics may be left out) or of the user name. */
  search: string;
  /** 1-based. */
  page: number;
  /** Only those that are about to be stopped, or were, because nobody uses them. */
  idle: boolean;
  idleDays: number;
  now: Date;
}

/** The accounts the viewer may see, by name; a page of them and how many there are. */
export async function listAccounts(
  { viewer, search, page, now, idle, idleDays }: Args,
  db: Db,
): Promise<{ rows: AccountRow[]; total: number }> {
  const paths = requireAnywhere(viewer, 'account.view');
  const key = searchKey(search);
  const like = `%${search
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
  const matches = search.trim()
    ? Prisma.sql`and (a.username like ${like} or ${key !== ''} and
        regexp_replace(replace(lower(unaccent(a.display_name)), 'đ', 'd'), '[^[:alnum:]]+', ' ', 'g') like ${`%${key}%`})`
    : Prisma.empty;
  const stops = Prisma.sql`(greatest(a.created_at, a.last_sign_in_at, a.enabled_at) + make_interval(days => ${idleDays}::int))`;
  const due = Prisma.sql`(a.disabled_at is null and ${stops} <= ${now}::timestamptz + make_interval(days => ${DUE_DAYS}::int))`;
  const onlyIdle = idle ? Prisma.sql`and (${due} or a.disabled_at is not null and a.disabled_for_idle)` : Prisma.empty;
  const rows = await db.$queryRaw<(AccountRow & { total: number })[]>`
    select a.username, a.display_name as "displayName", h.name as "homeName", a.last_sign_in_at as "lastSignInAt",
           case when ${due} then ${stops} end as "stopsAt",
           case when a.disabled_at is not null then 'disabled' when a.locked_until > ${now}::timestamptz then 'locked'
                when a.last_sign_in_at is null then 'unused' else 'active' end as state,
           coalesce((select json_agg(json_build_object('role', g.role, 'unitName', u.name) order by u.path, g.role)
                       from role_grant g join unit u on u.id = g.unit_id
                      where g.account_id = a.id and g.revoked_at is null), '[]'::json) as grants,
           count(*) over ()::int as total
      from account a left join member m on m.id = a.member_id left join unit h on h.id = m.unit_id
     where ${isWithinScope(paths)} ${matches} ${onlyIdle}
     order by m.sort_key collate "C" nulls first, a.display_name, a.id
     limit ${PAGE_SIZE} offset ${(page - 1) * PAGE_SIZE}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
