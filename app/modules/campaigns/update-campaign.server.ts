import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import type { UpdateCampaignInput } from './input';
import { lockUnclosed } from './lock-campaign.server';

interface Args {
  campaignId: number;
  input: UpdateCampaignInput;
  actor: AuditActor;
}

/** Name, description, start and deadline with its clock. Also while it runs: a deadline is extended in practice; the audit log has both. */
export async function updateCampaign({ campaignId, input, actor }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { unitId } = await lockUnclosed(campaignId, tx);
    const fields = ['title', 'description', 'opensAt', 'deadlineAt', 'deadlineTimeZone'] as const;
    const select = { title: true, description: true, opensAt: true, deadlineAt: true, deadlineTimeZone: true };
    const before = await tx.campaign.findUniqueOrThrow({ where: { id: campaignId }, select });
    const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(input[field]));
    if (changed.length === 0) return;
    const { title, description, opensAt, deadlineAt, deadlineTimeZone } = input;
    await tx.campaign.update({
      where: { id: campaignId },
      data: { title, description, opensAt, deadlineAt, deadlineTimeZone },
    });
    await appendAudit(tx, {
      actor,
      action: 'campaign.update',
      targetType: 'campaign',
      targetId: campaignId,
      unitId,
      data: Object.fromEntries(changed.map((field) => [field, { from: before[field], to: input[field] }])),
    });
  });
}
