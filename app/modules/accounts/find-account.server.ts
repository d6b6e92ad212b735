import { noteRead } from '~/modules/audit/note-read.server';
import { type Db, Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { requireAnywhere, scopePaths } from './access';
import type { Role } from './schema';
import type { Viewer } from './viewer';

export interface AccountGrant {
  id: number;
  role: Role;
  unitCode: string;
  unitName: string;
  path: string;
  /** dd/MM/yyyy needs no clock here: an ISO instant. */
  grantedAt: string;
  grantedBy: string | null;
  /** The second person, where the role needed one. */
  approvedBy: string | null;
}

export interface AccountDetail {
  id: number;
  username: string;
  displayName: string;
  memberId: number | null;
  homeCode: string | null;
  homeName: string | null;
  homePath: string | null;
  mustChangePassword: boolean;
  lockedUntil: Date | null;
  disabledAt: Date | null;
  /** The sweep stopped it, nobody in particular. */
  disabledForIdle: boolean;
  enabledAt: Date | null;
  hasFactor: boolean;
  lastSignInAt: Date | null;
  createdAt: Date;
  grants: AccountGrant[];
  /** Whether the viewer may change this account. */
  manageable: boolean;
}

/**
 * Where an account lies: its home cell and the units of its roles, those that are only proposed included. One sees it when any of these is within one's scope, and may
 * change it only when all are: whoever resets the password of a higher official would become that official.
 * An account with neither belongs to the administrators of the whole tree.
 */
export const isWithinScope = (paths: readonly string[]) => Prisma.sql`(
  h.path <@ any(${paths}::ltree[])
  or exists (select 1 from role_grant g join unit u on u.id = g.unit_id
              where g.account_id = a.id and g.revoked_at is null and u.path <@ any(${paths}::ltree[]))
  or exists (select 1 from grant_proposal p join unit u on u.id = p.unit_id
              where p.account_id = a.id and p.state = 'PENDING' and u.path <@ any(${paths}::ltree[]))
  or (h.id is null and ${reachesRoot(paths)}
      and not exists (select 1 from role_grant g where g.account_id = a.id and g.revoked_at is null)))`;

export const isWhollyWithinScope = (paths: readonly string[]) => Prisma.sql`(
  coalesce(h.path <@ any(${paths}::ltree[]), true)
  and not exists (select 1 from role_grant g join unit u on u.id = g.unit_id
                   where g.account_id = a.id and g.revoked_at is null and not u.path <@ any(${paths}::ltree[]))
  and (h.id is not null or ${reachesRoot(paths)}
       or exists (select 1 from role_grant g where g.account_id = a.id and g.revoked_at is null)))`;

const reachesRoot = (paths: readonly string[]) => paths.some((path) => !path.includes('.'));

/** One account with its roles. @throws AppError not-found also when it lies outside the viewer's scope */
export async function findAccount({ viewer, username }: { viewer: Viewer; username: string }, db: Db) {
  const paths = requireAnywhere(viewer, 'account.view');
  const manage = scopePaths(viewer, 'account.manage');
  const [account] = await db.$queryRaw<AccountDetail[]>`
    select a.id, a.username, a.display_name as "displayName", a.member_id as "memberId",
           h.code as "homeCode", h.name as "homeName", h.path::text as "homePath",
           a.must_change_password as "mustChangePassword", a.locked_until as "lockedUntil", a.disabled_at as "disabledAt",
           a.disabled_for_idle as "disabledForIdle", a.enabled_at as "enabledAt",
           dc_has_factor(a.id) as "hasFactor",
           a.last_sign_in_at as "lastSignInAt", a.created_at as "createdAt",
           ${isWhollyWithinScope(manage)} and ${manage.length > 0} as manageable,
           coalesce((select json_agg(json_build_object('id', g.id, 'role', g.role, 'unitCode', u.code, 'unitName', u.name,
                                    'path', u.path::text, 'grantedAt', g.granted_at, 'grantedBy', coalesce(b.display_name, p.proposed_by_name), 'approvedBy', p.decided_by_name) order by u.path, g.role)
                       from role_grant g join unit u on u.id = g.unit_id left join account b on b.id = g.granted_by_id
                            left join grant_proposal p on p.id = g.proposal_id
                      where g.account_id = a.id and g.revoked_at is null), '[]'::json) as grants
      from account a left join member m on m.id = a.member_id left join unit h on h.id = m.unit_id
     where a.username = ${username.toLowerCase()} and ${isWithinScope(paths)}`;
  if (!account) throw notFound();
  return account;
}

/** The same for its page: that it was looked at is written down. */
export async function viewAccount(
  args: { viewer: Viewer; username: string },
  services: Pick<Services, 'db' | 'redis' | 'env'>,
): Promise<AccountDetail> {
  const account = await findAccount(args, services.db);
  await noteRead(services, {
    ...{ viewer: args.viewer, action: 'account.view', targetType: 'Account', targetId: account.id },
    memberIds: account.memberId === null ? [] : [account.memberId],
  });
  return account;
}

/** The account, when the viewer may change it. @throws AppError not-found | forbidden (seen, but not theirs to change) */
export async function findManagedAccount(args: { viewer: Viewer; username: string }, db: Db): Promise<AccountDetail> {
  const account = await findAccount(args, db);
  if (scopePaths(args.viewer, 'account.manage').length === 0) throw notFound();
  if (!account.manageable) {
    throw new AppError(
      'forbidden',
      'ACCOUNT_OUT_OF_REACH',
      'Tài khoản này còn giữ vai trò ở đơn vị ngoài phạm vi quản trị của đồng chí. Hãy đề nghị quản trị cấp trên thực hiện.',
    );
  }
  return account;
}
