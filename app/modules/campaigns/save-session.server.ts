import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { SessionInput } from './input';
import { lockDraft, lockUnclosed } from './lock-campaign.server';

interface Args {
  campaignId: number;
  /** Absent: a new session at the end. */
  sessionId?: number | undefined;
  input: SessionInput;
  actor: AuditActor;
}

/** Adds a session (in a draft) or puts one right (until the campaign is closed). Returns its id. */
export async function saveSession({ campaignId, sessionId, input, actor }: Args, db: Db): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { unitId } = await (sessionId ? lockUnclosed(campaignId, tx) : lockDraft(campaignId, tx));
    let id = sessionId;
    if (id) {
      const { count } = await tx.studySession.updateMany({ where: { id, campaignId }, data: input });
      if (count === 0) throw notFound();
    } else {
      const last = await tx.studySession.aggregate({ where: { campaignId }, _max: { position: true } });
      const position = (last._max.position ?? 0) + 1;
      id = (await tx.studySession.create({ data: { ...input, campaignId, position }, select: { id: true } })).id;
    }
    await appendAudit(tx, {
      actor,
      action: sessionId ? 'session.update' : 'session.create',
      targetType: 'session',
      targetId: id,
      unitId,
      data: { campaignId, ...input },
    });
    return id;
  });
}
