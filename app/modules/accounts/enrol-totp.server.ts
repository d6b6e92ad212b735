import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { FieldCipher } from '~/platform/field-cipher';
import type { Services } from '~/platform/services';
import { noteSecurityChange } from './note-security-change.server';
import { renewRecoveryCodes } from './recovery-codes.server';
import { makeTotpSecret, matchTotpStep, totpAddress } from './totp.server';
import type { Viewer } from './viewer';

type Enrolling = Pick<Services, 'db' | 'cipher' | 'clock'>;

const place = (accountId: number, column: 'secret' | 'pending') => ({ table: 'totp_factor', column, row: accountId });

/** The secret in use, or null. @throws SealBroken when its key is gone */
export const openTotpSecret = (accountId: number, secret: string | null, cipher: FieldCipher): string | null =>
  secret === null ? null : cipher.open(secret, place(accountId, 'secret'));

/** Both columns under one key, for `seal_key` says of both which it is. */
function sealBoth(accountId: number, of: { secret: string | null; pending: string | null }, cipher: FieldCipher) {
  const seal = (column: 'secret' | 'pending') =>
    of[column] === null ? null : cipher.seal(of[column], place(accountId, column));
  return { secret: seal('secret'), pending: seal('pending'), sealKey: cipher.currentKey() };
}

/**
 * The secret for a new authenticator app: made once and kept apart, so that a reload shows the same code. An app that is set up
 * already works until a code of the new one has been given.
 */
export async function beginTotp(
  viewer: Viewer,
  { db, cipher }: Enrolling,
): Promise<{ secret: string; address: string }> {
  const { accountId, username } = viewer;
  const pending = await db.$transaction(async (tx) => {
    // One at a time: two pages that are opened at once show the same code, not one that the other has overwritten.
    await tx.$queryRaw`select 1 from account where id = ${accountId} for update`;
    const known = await tx.totpFactor.findUnique({ where: { accountId }, select: { secret: true, pending: true } });
    if (known?.pending) return cipher.open(known.pending, place(accountId, 'pending'));
    const fresh = makeTotpSecret();
    const secret = openTotpSecret(accountId, known?.secret ?? null, cipher);
    const sealed = sealBoth(accountId, { secret, pending: fresh }, cipher);
    await tx.totpFactor.upsert({ where: { accountId }, create: { accountId, ...sealed }, update: sealed });
    return fresh;
  });
  return { secret: pending, address: totpAddress(pending, username) };
}

interface ConfirmArgs {
  viewer: Viewer;
  code: string;
  requestId: string;
  address: string;
}

/**
 * The first code shows that the app has the secret: from now on it is asked for. Makes recovery codes when there are none;
 * they are returned once.
 * @throws AppError CODE_WRONG, TOTP_KNOWN
 */
export async function confirmTotp(
  { viewer, code, requestId, address }: ConfirmArgs,
  { db, cipher, clock }: Enrolling,
): Promise<{ codes: string[] | null }> {
  const { accountId } = viewer;
  const now = clock.now();
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from totp_factor where id = ${accountId} for update`;
    const factor = await tx.totpFactor.findUnique({ where: { accountId } });
    const sealed = factor?.pending;
    if (!sealed)
      throw new AppError('conflict', 'TOTP_KNOWN', 'Ứng dụng xác thực đã được thiết lập. Đồng chí hãy tải lại trang.');
    const secret = cipher.open(sealed, place(accountId, 'pending'));
    const step = await matchTotpStep({ secret, code, now, lastStep: 0 });
    if (step === null) throw codeWrong();
    await tx.totpFactor.update({
      where: { accountId },
      data: { ...sealBoth(accountId, { secret, pending: null }, cipher), confirmedAt: now, lastStep: step },
    });
    const kept = await tx.recoveryCodes.findUnique({ where: { accountId }, select: { accountId: true } });
    const codes = kept ? null : await renewRecoveryCodes({ accountId, now }, tx);
    await noteSecurityChange({ accountId, kind: 'TOTP_ADDED', now }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.add-totp', targetType: 'Account', targetId: accountId, requestId, address },
      data: { recoveryCodes: codes !== null },
    });
    return { codes };
  });
}

export const codeWrong = () =>
  new AppError(
    'unprocessable',
    'CODE_WRONG',
    'Mã chưa đúng hoặc đã hết hạn. Đồng chí hãy chờ ứng dụng hiện mã mới rồi nhập đủ 6 chữ số; nếu vẫn sai, hãy xem giờ trên điện thoại có đúng không.',
  );
