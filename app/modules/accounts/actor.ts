import type { AuditActor } from '~/modules/audit/append-audit.server';
import type { Viewer } from './viewer';

/** Who gives an order: a signed-in person, whose rights are checked, or the command line, whose are those of the machine. */
export type Actor = Viewer | { system: string };

export const isViewer = (actor: Actor): actor is Viewer => 'accountId' in actor;

/** For `granted_by` and the like. */
export const actorAccountId = (actor: Actor): number | null => (isViewer(actor) ? actor.accountId : null);

export const auditActor = (actor: Actor): AuditActor => actor;
