import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import type { Viewer } from '../viewer';
import { CODE_HOURS, makeResetCode } from './reset-code';

export interface CodeHolder {
  accountId: number;
  username: string;
  fullName: string;
  unitName: string;
  disabled: boolean;
  /** Holds a role: an administrator resets it, since whoever had the code would have the role. */
  official: boolean;
  openCodeUntil: Date | null;
}

/**
 * The account of a member of the very cell the viewer is secretary of; null: the member has none.
 * @throws AppError not-found for anybody else's members, and for oneself
 */
export async function findCodeHolder(
  { viewer, memberId, now }: { viewer: Viewer; memberId: number; now: Date },
  db: Db,
): Promise<{ fullName: string; unitName: string; account: CodeHolder | null }> {
  // Not the subtree: a code is handed over by who knows the person.
  const cells = viewer.grants
    .filter((grant) => grant.role === 'SECRETARY' && !grant.emergency)
    .map((grant) => grant.unitId);
  if (cells.length === 0 || !Number.isInteger(memberId) || memberId < 1 || memberId > 2_147_483_647) throw notFound();
  // Accounts are sign-in's business; the condition on the cell is the secretary's own.
  const [row] = await asPart(
    'sign-in',
    () => db.$queryRaw<(CodeHolder & { accountId: number | null })[]>`
    select a.id as "accountId", a.username, m.full_name as "fullName", u.name as "unitName", a.disabled_at is not null as disabled,
           exists (select from role_grant g where g.account_id = a.id and g.revoked_at is null and g.role <> 'MEMBER') as official,
           (select max(expires_at) from password_reset r where r.account_id = a.id and r.kind = 'CODE' and r.used_at is null
               and r.revoked_at is null and r.expires_at > ${now}::timestamptz) as "openCodeUntil"
      from member m join unit u on u.id = m.unit_id left join account a on a.member_id = m.id
     where m.id = ${memberId}::int and m.unit_id = any(${cells}::int[]) and a.id is distinct from ${viewer.accountId}::int`,
  );
  if (!row) throw notFound();
  return { fullName: row.fullName, unitName: row.unitName, account: row.accountId === null ? null : row };
}

interface Args {
  viewer: Viewer;
  memberId: number;
}

export interface IssuedCode {
  code: string;
  username: string;
  expiresAt: Date;
}

/**
 * A one-time code for a member of one's own cell, to be printed and handed over. Earlier codes of the account end. The code is in
 * the answer and nowhere else.
 */
export async function issueResetCode(
  { viewer, memberId }: Args,
  { db, cipher, clock }: Pick<Services, 'db' | 'cipher' | 'clock'>,
): Promise<IssuedCode> {
  const now = clock.now();
  return asPart('sign-in', () =>
    inTransaction(db, async (tx) => {
      const { account } = await findCodeHolder({ viewer, memberId, now }, tx);
      if (!account)
        throw new AppError(
          'conflict',
          'NO_ACCOUNT',
          'Đồng chí này chưa có tài khoản. Hãy nhờ quản trị đơn vị cấp tài khoản trước.',
        );
      if (account.disabled || account.official)
        throw new AppError(
          'forbidden',
          'NOT_BY_CODE',
          'Tài khoản này đã ngừng sử dụng hoặc đang giữ vai trò quản lý, nên chỉ quản trị mới cấp lại được mật khẩu. Hãy liên hệ quản trị đơn vị.',
        );
      const code = makeResetCode();
      const expiresAt = new Date(now.getTime() + CODE_HOURS * 3_600_000);
      const accountId = account.accountId;
      await revokeResets({ accountId, now }, tx);
      await tx.passwordReset.create({
        data: {
          ...{ accountId, expiresAt, createdAt: now, kind: 'CODE' },
          secretHash: codeHash(accountId, code, cipher),
          issuedById: viewer.accountId,
          issuedByName: viewer.displayName,
        },
      });
      await appendAudit(tx, {
        actor: viewer,
        action: 'account.issue-code',
        targetType: 'Account',
        targetId: accountId,
        unitId: viewer.grants.find((grant) => grant.role === 'SECRETARY')?.unitId ?? null,
        memberIds: [memberId],
        data: { expiresAt: expiresAt.toISOString() },
      });
      return { code, username: account.username, expiresAt };
    }),
  );
}

/** Keyed, so that a copy of the database does not let 49 bits be tried out. */
export const codeHash = (accountId: number, code: string, cipher: Services['cipher']): string =>
  cipher.index(`${accountId}:${code}`, 'password_reset.code');

/** Every open code and link of an account ends. */
export async function revokeResets({ accountId, now }: { accountId: number; now: Date }, tx: Db): Promise<void> {
  await tx.passwordReset.updateMany({ where: { accountId, usedAt: null, revokedAt: null }, data: { revokedAt: now } });
}
