import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import type { RulesInput } from './input';
import { lockDraft } from './lock-campaign.server';

interface Args {
  campaignId: number;
  rules: RulesInput;
  actor: AuditActor;
}

/** What "studied" means here. Only in a draft: the rule is stated to the members in advance. */
export async function setRules({ campaignId, rules, actor }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { unitId } = await lockDraft(campaignId, tx);
    await tx.campaign.update({ where: { id: campaignId }, data: rules });
    await appendAudit(tx, {
      actor,
      action: 'campaign.rules',
      targetType: 'campaign',
      targetId: campaignId,
      unitId,
      data: { ...rules },
    });
  });
}
