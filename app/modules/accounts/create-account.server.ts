import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, Prisma, type PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import { needsSecondApproval, requireCan } from './access';
import { type Actor, actorAccountId, auditActor, isViewer } from './actor';
import { findUnitPath } from './find-unit-path.server';
import { hashPassword, makeOneTimePassword } from './password-hash.server';
import { proposeRole } from './proposals/propose-role.server';
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
  /** For the term of what waits for approval. */
  now?: Date;
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

/**
 * Creates an account; the password in the answer is shown once and known to nobody afterwards. Powerful roles given by a person wait
 * for a second one (`waits`); those of the machine (command line, first start, sample) hold at once, and the log says whose they are.
 */
export async function createAccount(
  args: Args,
  db: PrismaClient,
): Promise<{ accountId: number; password: string; waits: boolean }> {
  const password = args.password ?? makeOneTimePassword();
  const passwordHash = await hashPassword(password);
  const insert = () => db.$transaction((tx) => insertAccount(args, passwordHash, tx));
  // Somebody was quicker with this name or this member: looked at again, it is said which.
  const made = await insert().catch((error) => {
    const lostRace = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    return lostRace ? insert() : Promise.reject(error);
  });
  return { ...made, password };
}

async function insertAccount(args: Args, passwordHash: string, tx: Db): Promise<{ accountId: number; waits: boolean }> {
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
  const waiting = isViewer(actor) ? grants.filter(({ role, unit }) => needsSecondApproval(role, unit.kind)) : [];
  const given = grants.filter((grant) => !waiting.includes(grant));
  await tx.roleGrant.createMany({
    data: given.map(({ role, unit }) => ({
      accountId: account.id,
      role,
      unitId: unit.id,
      grantedById: actorAccountId(actor),
    })),
  });
  await appendAudit(tx, {
    actor: auditActor(actor),
    action: 'account.create',
    targetType: 'Account',
    targetId: account.id,
    unitId: member?.unitId ?? grants[0]?.unit.id ?? null,
    data: {
      username,
      memberId: member?.id ?? null,
      grants: given.map(({ role, unit }) => ({ role, unitCode: unit.code })),
    },
    requestId: args.requestId,
  });
  for (const { role, unit } of waiting) {
    if (!isViewer(actor)) continue;
    const holder = { id: account.id, username, displayName };
    const now = args.now ?? new Date();
    await proposeRole({ viewer: actor, account: holder, role, unit, now, requestId: args.requestId }, tx);
  }
  return { accountId: account.id, waits: waiting.length > 0 };
}

async function resolveGrant(actor: Actor, grant: { role: Role; unitCode: string }, tx: Db) {
  const unit = await findUnitPath(grant.unitCode, tx);
  if (isViewer(actor)) requireCan(actor, 'account.manage', unit.path);
  return { role: grant.role, unit: { ...unit, code: grant.unitCode } };
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
