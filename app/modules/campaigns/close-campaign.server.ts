import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { lockCampaign } from './lock-campaign.server';

interface Args {
  campaignId: number;
  now: Date;
  actor: AuditActor;
}

/** Ends a running campaign with its outcomes computed one last time. Closing twice closes once. */
export async function closeCampaign({ campaignId, now, actor }: Args, db: Db): Promise<{ closed: boolean }> {
  return inTransaction(db, async (tx) => {
    const campaign = await lockCampaign(campaignId, tx);
    if (campaign.state === 'CLOSED') return { closed: false };
    if (campaign.state === 'DRAFT') {
      throw new AppError('conflict', 'CAMPAIGN_NOT_OPEN', 'Đợt học tập chưa mở nên chưa thể kết thúc.');
    }
    await recomputeOutcomes({ campaignId }, tx);
    await tx.campaign.update({ where: { id: campaignId }, data: { state: 'CLOSED', closedAt: now } });
    await appendAudit(tx, {
      actor,
      action: 'campaign.close',
      targetType: 'campaign',
      targetId: campaignId,
      unitId: campaign.unitId,
      data: { code: campaign.code },
    });
    return { closed: true };
  });
}
