import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { ROLE_NAMES, type Role } from '../schema';
import type { Viewer } from '../viewer';
import { PROPOSAL_DAYS } from './schema';

interface Args {
  viewer: Viewer;
  account: { id: number; username: string; displayName: string };
  role: Role;
  unit: { id: number; code: string; name: string };
  now: Date;
  requestId?: string | undefined;
}

/** Of one who is to have a role, and has it. */
export const roleHeld = (role: Role, unitName: string) =>
  new AppError('conflict', 'ROLE_HELD', 'Tài khoản này đã có vai trò {{role}} tại {{unit}}.', {
    role: ROLE_NAMES[role],
    unit: unitName,
  });

/**
 * Puts a powerful role before a second person. It has no effect: nothing that decides what anybody may do reads proposals. Whoever
 * calls has checked that the viewer may give roles on the unit, and that the account does not hold this one.
 * @throws AppError ALREADY_PROPOSED
 */
export async function proposeRole({ viewer, account, role, unit, now, requestId }: Args, tx: Db): Promise<void> {
  const where = { accountId: account.id, role, unitId: unit.id, state: 'PENDING' as const };
  // One whose time has run out makes room, also when the sweep has not come by.
  await tx.grantProposal.updateMany({
    where: { ...where, expiresAt: { lte: now } },
    data: { state: 'EXPIRED', decidedAt: now },
  });
  const made = await tx.grantProposal.createMany({
    data: [
      {
        ...{ accountId: account.id, username: account.username, accountName: account.displayName, role },
        ...{ unitId: unit.id, proposedById: viewer.accountId, proposedByName: viewer.displayName, proposedAt: now },
        expiresAt: new Date(now.getTime() + PROPOSAL_DAYS * 86_400_000),
      },
    ],
    skipDuplicates: true,
  });
  if (made.count === 0) {
    throw new AppError(
      'conflict',
      'ALREADY_PROPOSED',
      'Đã có đề nghị giao vai trò {{role}} tại {{unit}} cho tài khoản này, đang chờ người thứ hai duyệt.',
      { role: ROLE_NAMES[role], unit: unit.name },
    );
  }
  const proposal = await tx.grantProposal.findFirstOrThrow({ where, select: { id: true } });
  await appendAudit(tx, {
    ...{ actor: viewer, action: 'account.propose-role', targetType: 'Account', targetId: account.id, unitId: unit.id },
    data: { username: account.username, role, unitCode: unit.code, proposalId: proposal.id },
    ...(requestId !== undefined && { requestId }),
  });
}
