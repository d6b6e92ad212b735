import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { findVenueGuests } from '~/modules/venues/find-venue-guests.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { getCampaignFrame, getUnitFrame } from './get-campaign-frame.server';

interface Args {
  viewer: Viewer;
  campaignCode: string;
  unitCode: string;
  count: number;
  requestId?: string;
  address?: string;
}

/** How many non-members (quần chúng) studied with a unit; counted apart, never in the rate. @throws AppError not-found */
export async function recordGuestCount(args: Args, { db, clock }: Services): Promise<void> {
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'attendance.record', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  if ((await findVenueGuests({ campaignId: campaign.id, unitId: unit.id }, db)) !== null) {
    throw new AppError(
      'conflict',
      'GUESTS_FROM_VENUES',
      'Số quần chúng của đơn vị này lấy từ các điểm cầu. Cần sửa, đồng chí báo phụ trách điểm cầu ghi lại.',
    );
  }
  const key = { campaignId: campaign.id, unitId: unit.id };
  await db.$transaction(async (tx) => {
    const before = await tx.guestCount.findUnique({ where: { campaignId_unitId: key }, select: { count: true } });
    const row = { count: args.count, recordedById: args.viewer.accountId, recordedAt: clock.now() };
    await tx.guestCount.upsert({ where: { campaignId_unitId: key }, create: { ...key, ...row }, update: row });
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'report.guest-count',
      targetType: 'Unit',
      targetId: unit.id,
      unitId: unit.id,
      data: { campaign: campaign.code, before: before?.count ?? null, after: args.count },
      requestId: args.requestId,
      address: args.address,
    });
  });
}
