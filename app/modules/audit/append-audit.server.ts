import type { Viewer } from '~/modules/accounts/viewer';
import { auditSecret } from '~/platform/audit-secret';
import type { Db } from '~/platform/db';
import { currentOrigin } from '~/platform/origin';
import type { AuditAction, AuditActions, AuditTarget } from './actions';
import { auditKeys, entryMac } from './audit-keys';
import { entryText, jsonbText, storable } from './entry-text';

/** Who did it: a signed-in person, or a named part of the system (the command line, a sweep). */
export type AuditActor =
  | (Pick<Viewer, 'accountId' | 'displayName'> & Partial<Pick<Viewer, 'username' | 'grants' | 'homeUnitId'>>)
  | { system: string };

export type AuditInput<Action extends AuditAction = AuditAction> = {
  actor: AuditActor;
  action: Action;
  targetType: AuditTarget;
  targetId: string | number;
  unitId?: number | null;
  /** Members whose data this shows or changes: what „Ai đã xem dữ liệu của đảng viên này“ finds. */
  memberIds?: readonly number[];
  /** By default those of the request, job or command this runs in. */
  requestId?: string;
  address?: string;
} & (Record<never, never> extends AuditActions[Action]
  ? { data?: AuditActions[Action] }
  : // What changed: before and after where it helps. No passwords, no tokens.
    { data: AuditActions[Action] });

/** Writes one entry. Call it with the transaction of the change, so that neither exists without the other. */
export async function appendAudit<Action extends AuditAction>(db: Db, input: AuditInput<Action>): Promise<void> {
  const { actor } = input;
  const origin = currentOrigin();
  const text = (value: string | undefined) => (value === undefined ? null : storable(value));
  const entry = {
    at: Date.now(),
    action: input.action,
    actorAccountId: 'accountId' in actor ? actor.accountId : null,
    actorName: storable('accountId' in actor ? actor.displayName : actor.system),
    actor: snapshot(actor),
    targetType: input.targetType,
    targetId: storable(String(input.targetId)),
    unitId: input.unitId ?? null,
    data: jsonbText(input.data),
    memberIds: [...(input.memberIds ?? membersOf(input))],
    requestId: text(input.requestId ?? origin?.requestId),
    address: text(input.address ?? origin?.address),
  };
  const mac = entryMac(entryText(entry), auditKeys(auditSecret())[0]);
  // No `returning`: whoever writes an entry need not be allowed to read it.
  await db.$executeRaw`
    insert into audit_entry (at, action, actor_account_id, actor_name, actor, target_type, target_id, unit_id, data, member_ids,
                             request_id, address, mac)
    values (${new Date(entry.at)}, ${entry.action}, ${entry.actorAccountId}, ${entry.actorName}, ${entry.actor}::jsonb,
            ${entry.targetType}, ${entry.targetId}, ${entry.unitId}, ${entry.data}::jsonb, ${entry.memberIds}::int[],
            ${entry.requestId}, ${entry.address}, ${mac})`;
}

/** What the actor was at that moment; the account may have other roles, or another name, later. */
function snapshot(actor: AuditActor): string | null {
  if (!('accountId' in actor) || actor.username === undefined) return null;
  const roles = actor.grants?.map((grant) => `${grant.role}@${grant.unitCode}`);
  // Everything done while an emergency access is in force carries its number.
  const emergency = actor.grants?.find((grant) => grant.emergency !== undefined)?.emergency;
  return jsonbText({ username: actor.username, roles, homeUnitId: actor.homeUnitId, emergency });
}

/** An entry about one member names that member. */
const membersOf = ({ targetType, targetId }: Pick<AuditInput, 'targetType' | 'targetId'>) =>
  targetType === 'Member' || targetType === 'member' ? [Number(targetId)] : [];
