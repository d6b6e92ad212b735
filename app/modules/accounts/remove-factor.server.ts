import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Db, PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { findFactors } from './find-factors.server';
import { noteSecurityChange } from './note-security-change.server';
import { renewRecoveryCodes } from './recovery-codes.server';
import { needsSecondFactor, type SecondFactorMode } from './second-factor-policy';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  /** The app, or one passkey. */
  factor: 'totp' | { passkeyId: number };
  mode: SecondFactorMode;
  now: Date;
  requestId: string;
}

/** Takes one of the viewer's own factors away; whose roles need one keeps the last. @throws AppError not-found, LAST_FACTOR */
export async function removeFactor({ viewer, factor, mode, now, requestId }: Args, db: PrismaClient): Promise<void> {
  const { accountId } = viewer;
  await db.$transaction(async (tx) => {
    // One at a time: two requests must not take the last two.
    await tx.$queryRaw`select 1 from account where id = ${accountId} for update`;
    const { totpSince, passkeys } = await findFactors(accountId, tx);
    const passkey = factor === 'totp' ? null : passkeys.find((one) => one.id === factor.passkeyId);
    if (factor === 'totp' ? totpSince === null : !passkey) throw notFound();
    const last = passkeys.length + (totpSince ? 1 : 0) === 1;
    if (last && needsSecondFactor(viewer.grants, mode)) {
      throw new AppError(
        'conflict',
        'LAST_FACTOR',
        'Vai trò của đồng chí bắt buộc xác thực lần hai. Hãy thiết lập cách khác trước khi bỏ cách này.',
      );
    }
    if (passkey) await tx.passkey.delete({ where: { id: passkey.id } });
    else await tx.totpFactor.delete({ where: { accountId } });
    // Codes without anything they could stand in for are no use, and one more thing to lose.
    if (last) await tx.recoveryCodes.deleteMany({ where: { accountId } });
    await noteSecurityChange({ accountId, kind: passkey ? 'PASSKEY_REMOVED' : 'TOTP_REMOVED', now }, tx);
    const about = { actor: viewer, targetType: 'Account', targetId: accountId, requestId } as const;
    if (passkey) await appendAudit(tx, { ...about, action: 'account.remove-passkey', data: { name: passkey.name } });
    else await appendAudit(tx, { ...about, action: 'account.remove-totp' });
  });
}

/** Ten new recovery codes; the old ones are worth nothing from now on. @throws AppError NO_FACTOR */
export async function makeRecoveryCodes(
  { viewer, now, requestId }: { viewer: Viewer; now: Date; requestId: string },
  db: PrismaClient,
): Promise<string[]> {
  const { accountId } = viewer;
  return db.$transaction(async (tx: Db) => {
    const { totpSince, passkeys } = await findFactors(accountId, tx);
    if (!totpSince && passkeys.length === 0) {
      throw new AppError(
        'conflict',
        'NO_FACTOR',
        'Đồng chí chưa thiết lập xác thực lần hai. Hãy thiết lập trước, mã dự phòng sẽ được tạo cùng lúc.',
      );
    }
    const codes = await renewRecoveryCodes({ accountId, now }, tx);
    await noteSecurityChange({ accountId, kind: 'CODES_RENEWED', now }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.new-recovery-codes', targetType: 'Account', targetId: accountId, requestId },
    });
    return codes;
  });
}
