import type { Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { CampaignState } from './schema';

export interface LockedCampaign {
  id: number;
  code: string;
  title: string;
  state: CampaignState;
  unitId: number;
}

/**
 * Takes the campaign's row for the rest of the transaction: two clicks, two organisers or two loads come one after the other.
 * @throws AppError not-found
 */
export async function lockCampaign(campaignId: number, tx: Prisma.TransactionClient): Promise<LockedCampaign> {
  const rows = await tx.$queryRaw<LockedCampaign[]>`
    SELECT id, code, title, state::text AS state, unit_id AS "unitId" FROM campaign WHERE id = ${campaignId} FOR UPDATE`;
  if (!rows[0]) throw notFound();
  return rows[0];
}

/** What was stated to the members when it opened stays: audience, sessions and rules change only in a draft. */
export async function lockDraft(campaignId: number, tx: Prisma.TransactionClient): Promise<LockedCampaign> {
  const campaign = await lockCampaign(campaignId, tx);
  if (campaign.state !== 'DRAFT') {
    throw new AppError(
      'conflict',
      'CAMPAIGN_NOT_DRAFT',
      'Đợt học tập đã mở nên phần này không thay đổi được nữa: đảng viên đã được thông báo. Đồng chí có thể lập đợt học tập mới.',
    );
  }
  return campaign;
}

/** Texts, times and documents may still be put right while it runs. */
export async function lockUnclosed(campaignId: number, tx: Prisma.TransactionClient): Promise<LockedCampaign> {
  const campaign = await lockCampaign(campaignId, tx);
  if (campaign.state === 'CLOSED') {
    throw new AppError(
      'conflict',
      'CAMPAIGN_CLOSED',
      'Đợt học tập đã kết thúc nên không thay đổi được nữa. Đồng chí tải lại trang để xem trạng thái mới.',
    );
  }
  return campaign;
}
