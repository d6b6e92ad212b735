import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';

/** Who did it: a signed-in person, or a named part of the system (the command line, a sweep). */
export type AuditActor = Pick<Viewer, 'accountId' | 'displayName'> | { system: string };

export interface AuditInput {
  actor: AuditActor;
  /** `module.verb`, e.g. `member.transfer`. */
  action: string;
  targetType: string;
  targetId: string | number;
  unitId?: number | null;
  /** What changed: before and after where it helps. No passwords, no tokens. */
  data?: Record<string, unknown>;
  requestId?: string;
  address?: string;
}

/** Writes one entry. Call it with the transaction of the change, so that neither exists without the other. */
export async function appendAudit(db: Db, input: AuditInput): Promise<void> {
  const { actor } = input;
  await db.auditEntry.create({
    data: {
      action: input.action,
      actorAccountId: 'accountId' in actor ? actor.accountId : null,
      actorName: 'accountId' in actor ? actor.displayName : actor.system,
      targetType: input.targetType,
      targetId: String(input.targetId),
      unitId: input.unitId ?? null,
      data: JSON.parse(JSON.stringify(input.data ?? {})),
      requestId: input.requestId ?? null,
      address: input.address ?? null,
    },
  });
}
