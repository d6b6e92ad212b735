import { type Action, scopePaths } from '~/modules/accounts/access';
import type { Grant } from '~/modules/accounts/viewer';
import type { AuditActor } from '~/modules/audit/append-audit.server';
import type { Db } from '~/platform/db';

/** On whose behalf a run works, asked anew when the job starts: rights taken away meanwhile count. */
export interface RunActor {
  audit: AuditActor;
  /** Subtrees this run may write to; null: everywhere (command line). */
  scope: string[] | null;
}

export async function getRunActor(createdById: number | null, action: Action, db: Db): Promise<RunActor> {
  if (createdById === null) return { audit: { system: 'Dòng lệnh' }, scope: null };
  const account = await db.account.findUniqueOrThrow({ where: { id: createdById } });
  const grants = await db.$queryRaw<Grant[]>`
    select g.role::text as role, u.id as "unitId", u.code as "unitCode", u.name as "unitName", u.path::text as path
      from role_grant g join unit u on u.id = g.unit_id
     where g.account_id = ${createdById} and g.revoked_at is null`;
  const scope = account.disabledAt ? [] : scopePaths({ grants }, action);
  return { audit: { accountId: account.id, displayName: account.displayName }, scope };
}
