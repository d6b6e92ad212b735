import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { lockDraft } from './lock-campaign.server';

interface Args {
  campaignId: number;
  sessionId: number;
  actor: AuditActor;
}

/** Takes a session out of a draft and closes the gap in the positions. Removing it twice is harmless. */
export async function removeSession({ campaignId, sessionId, actor }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { unitId } = await lockDraft(campaignId, tx);
    const session = await tx.studySession.findFirst({ where: { id: sessionId, campaignId } });
    if (!session) return;
    await tx.studySession.delete({ where: { id: sessionId } });
    // One by one, from the front: a single statement could meet its own unique key half-way.
    const later = await tx.studySession.findMany({
      where: { campaignId, position: { gt: session.position } },
      orderBy: { position: 'asc' },
      select: { id: true, position: true },
    });
    for (const { id, position } of later)
      await tx.studySession.update({ where: { id }, data: { position: position - 1 } });
    await appendAudit(tx, {
      actor,
      action: 'session.remove',
      targetType: 'session',
      targetId: sessionId,
      unitId,
      data: { campaignId, title: session.title },
    });
  });
}
