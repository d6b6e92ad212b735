import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { CreateCampaignInput } from './input';

interface Args {
  input: Omit<CreateCampaignInput, 'unit'>;
  unitId: number;
  actor: AuditActor;
}

/**
 * A draft for the whole subtree of the unit that runs it; the audience can be narrowed before opening.
 * @throws AppError conflict CAMPAIGN_CODE_TAKEN
 */
export async function createCampaign({ input, unitId, actor }: Args, db: Db): Promise<{ id: number; code: string }> {
  return inTransaction(db, async (tx) => {
    const created = await tx.campaign.createManyAndReturn({
      data: [
        {
          code: input.code,
          title: input.title,
          description: input.description,
          unitId,
          opensAt: input.opensAt,
          deadlineAt: input.deadlineAt,
          deadlineTimeZone: input.deadlineTimeZone,
          // A quiz is required once one is set up; a draft without one must not promise it.
          quizRequired: false,
          createdById: 'accountId' in actor ? actor.accountId : null,
        },
      ],
      // Two people may choose the same code at the same moment: the loser gets a sentence, not a server error.
      skipDuplicates: true,
      select: { id: true, code: true },
    });
    const campaign = created[0];
    if (!campaign) {
      throw new AppError(
        'conflict',
        'CAMPAIGN_CODE_TAKEN',
        'Mã này đã dùng cho một đợt học tập khác. Đồng chí chọn mã khác, ví dụ thêm năm vào cuối.',
      );
    }
    await tx.campaignAudience.create({ data: { campaignId: campaign.id, unitId } });
    await appendAudit(tx, {
      actor,
      action: 'campaign.create',
      targetType: 'campaign',
      targetId: campaign.id,
      unitId,
      data: { code: campaign.code, title: input.title, deadlineAt: input.deadlineAt },
    });
    return campaign;
  });
}
