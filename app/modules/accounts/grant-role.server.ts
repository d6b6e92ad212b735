import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { can, needsSecondApproval } from './access';
import { findAccount } from './find-account.server';
import { findUnitPath, unknownUnit } from './find-unit-path.server';
import { proposeRole, roleHeld } from './proposals/propose-role.server';
import type { Role } from './schema';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  username: string;
  role: Role;
  unitCode: string;
  now: Date;
  requestId?: string;
}

/**
 * Gives a role on a unit; it reaches the unit's subtree. The unit must lie where the viewer manages accounts, the account where
 * they see it: a role below never opens anything above. A powerful role (SECOND_APPROVAL) is only proposed: it waits for a second person.
 * @returns whether it waits @throws AppError UNIT_UNKNOWN (also for units outside the scope), ROLE_HELD, ALREADY_PROPOSED
 */
export async function grantRole(
  { viewer, username, role, unitCode, now, requestId }: Args,
  db: PrismaClient,
): Promise<{ waits: boolean }> {
  return db.$transaction(async (tx) => {
    const account = await findAccount({ viewer, username }, tx);
    const unit = await findUnitPath(unitCode, tx);
    if (!can(viewer, 'account.manage', unit.path)) throw unknownUnit(unitCode);
    const waits = needsSecondApproval(role, unit.kind);
    if (waits) {
      if (account.grants.some((grant) => grant.role === role && grant.unitCode === unitCode))
        throw roleHeld(role, unit.name);
      await proposeRole({ viewer, account, role, unit: { ...unit, code: unitCode }, now, requestId }, tx);
      return { waits };
    }
    const held = await tx.roleGrant.createMany({
      data: [{ accountId: account.id, role, unitId: unit.id, grantedById: viewer.accountId }],
      skipDuplicates: true,
    });
    if (held.count === 0) throw roleHeld(role, unit.name);
    await appendAudit(tx, {
      actor: viewer,
      action: 'account.grant-role',
      targetType: 'Account',
      targetId: account.id,
      unitId: unit.id,
      data: { username, role, unitCode },
      requestId,
    });
    return { waits: false };
  });
}
