import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { can } from './access';
import { findAccount } from './find-account.server';
import { findUnitPath, unknownUnit } from './find-unit-path.server';
import { ROLE_NAMES, type Role } from './schema';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  username: string;
  role: Role;
  unitCode: string;
  requestId?: string;
}

/**
 * Gives a role on a unit; it reaches the unit's subtree. The unit must lie where the viewer manages accounts, the account where
 * they see it: a role below never opens anything above.
 * @throws AppError UNIT_UNKNOWN (also for units outside the scope), ROLE_HELD
 */
export async function grantRole(
  { viewer, username, role, unitCode, requestId }: Args,
  db: PrismaClient,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const account = await findAccount({ viewer, username }, tx);
    const unit = await findUnitPath(unitCode, tx);
    if (!can(viewer, 'account.manage', unit.path)) throw unknownUnit(unitCode);
    const held = await tx.roleGrant.createMany({
      data: [{ accountId: account.id, role, unitId: unit.id, grantedById: viewer.accountId }],
      skipDuplicates: true,
    });
    if (held.count === 0) {
      throw new AppError('conflict', 'ROLE_HELD', 'Tài khoản này đã có vai trò {{role}} tại {{unit}}.', {
        role: ROLE_NAMES[role],
        unit: unit.name,
      });
    }
    await appendAudit(tx, {
      actor: viewer,
      action: 'account.grant-role',
      targetType: 'Account',
      targetId: account.id,
      unitId: unit.id,
      data: { username, role, unitCode },
      requestId,
    });
  });
}
