import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, Prisma, type PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import { requireCan } from './access';
import { type Actor, actorAccountId, auditActor, isViewer } from './actor';
import { findUnitPath } from './find-unit-path.server';
import { hashPassword, makeOneTimePassword } from './password-hash.server';
import type { Role } from './schema';

interface Args {
  actor: Actor;
  /** Already folded (`usernameSchema`). */
  username: string;
  /** Needed without a member; with one it defaults to the member's name. */
  displayName?: string;
  memberId?: number | null;
  /** Roles given at once; a person who is no member needs at least one, or nobody below the top could find the account again. */
  grants?: readonly { role: Role; unitCode: string }[];
  /** Only for the demo accounts; else a one-time password is made. */
  password?: string;
  mustChangePassword?: boolean;
  requestId?: string;
}

const taken = (username: string) =>
  new AppError(
    'conflict',
    'USERNAME_TAKEN',
    'Tên đăng nhập {{username}} đã có người dùng. Đồng chí hãy chọn tên khác.',
    {
      username,
    },
  );

/** Creates an account; the password in the answer is shown once and known to nobody afterwards. */
export async function createAccount(args: Args, db: PrismaClient): Promise<{ accountId: number; password: string }> {
  const password = args.password ?? makeOneTimePassword();
  const passwordHash = await hashPassword(password);
  const insert = () => db.$transaction((tx) => insertAccount(args, passwordHash, tx));
  // Somebody was quicker with this name or this member: looked at again, it is said which.
  const accountId = await insert().catch((error) => {
    const lostRace = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    return lostRace ? insert() : Promise.reject(error);
  });
  return { accountId, password };
}

async function insertAccount(args: Args, passwordHash: string, tx: Db): Promise<number> {
  const { actor, username } = args;
  const grants = await Promise.all((args.grants ?? []).map((grant) => resolveGrant(actor, grant, tx)));
  const member = args.memberId ? await findMember(actor, args.memberId, tx) : null;
  if (isViewer(actor) && !member && grants.length === 0) throw notFound();
  const displayName = args.displayName ?? member?.fullName;
  if (!displayName) throw new AppError('invalid', 'NAME_MISSING', 'Đồng chí hãy nhập tên hiển thị.');
  const account = await asPart('account-names', async () => {
    if (await tx.account.findUnique({ where: { username }, select: { id: true } })) throw taken(username);
    return tx.account.create({
      data: {
        username,
        displayName,
        passwordHash,
        memberId: member?.id ?? null,
        mustChangePassword: args.mustChangePassword ?? true,
      },
      select: { id: true },
    });
  });
  await tx.roleGrant.createMany({
    data: grants.map(({ role, unitId }) => ({
      accountId: account.id,
      role,
      unitId,
      grantedById: actorAccountId(actor),
    })),
  });
  await appendAudit(tx, {
    actor: auditActor(actor),
    action: 'account.create',
    targetType: 'Account',
    targetId: account.id,
    unitId: member?.unitId ?? grants[0]?.unitId ?? null,
    data: { username, memberId: member?.id ?? null, grants: args.grants ?? [] },
    requestId: args.requestId,
  });
  return account.id;
}

async function resolveGrant(actor: Actor, grant: { role: Role; unitCode: string }, tx: Db) {
  const unit = await findUnitPath(grant.unitCode, tx);
  if (isViewer(actor)) requireCan(actor, 'account.manage', unit.path);
  return { role: grant.role, unitId: unit.id };
}

async function findMember(actor: Actor, memberId: number, tx: Db) {
  const [member] = await tx.$queryRaw<
    { id: number; fullName: string; unitId: number; path: string; accountId: number | null }[]
  >`
    select m.id, m.full_name as "fullName", m.unit_id as "unitId", u.path::text as path, a.id as "accountId"
      from member m join unit u on u.id = m.unit_id left join account a on a.member_id = m.id where m.id = ${memberId}`;
  if (!member) throw notFound();
  if (isViewer(actor)) requireCan(actor, 'account.manage', member.path);
  if (member.accountId) {
    throw new AppError(
      'conflict',
      'MEMBER_HAS_ACCOUNT',
      'Đồng chí {{name}} đã có tài khoản. Hãy cấp lại mật khẩu nếu cần.',
      {
        name: member.fullName,
      },
    );
  }
  return member;
}
