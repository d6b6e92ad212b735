import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, type Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import { dayInZone, HANOI } from '~/platform/time';
import { lockCampaign } from './lock-campaign.server';
import { rosterSource } from './read-roster-source.server';

interface Args {
  campaignId: number;
  now: Date;
  actor: AuditActor;
}

export interface Opened {
  /** False: it was open already; nothing was done. */
  opened: boolean;
  required: number;
  listed: number;
}

/**
 * Takes the roster as of today (Hanoi's day) and opens the campaign, in one transaction. Opening twice, also at the same moment,
 * opens once. @throws AppError conflict CAMPAIGN_CLOSED, unprocessable CAMPAIGN_NOT_READY, AUDIENCE_WITHOUT_MEMBERS
 */
export async function openCampaign({ campaignId, now, actor }: Args, db: Db): Promise<Opened> {
  return inTransaction(db, async (tx) => {
    const campaign = await lockCampaign(campaignId, tx);
    if (campaign.state === 'CLOSED') {
      throw new AppError('conflict', 'CAMPAIGN_CLOSED', 'Đợt học tập đã kết thúc nên không mở lại được.');
    }
    if (campaign.state === 'OPEN') return { opened: false, ...(await countRoster(campaignId, tx)) };
    await requireReady(campaignId, now, tx);
    await asPart(
      'figures',
      () => tx.$executeRaw`
      INSERT INTO roster_entry (campaign_id, member_id, unit_id, reason, kind, key_cadre, taken_at)
      SELECT ${campaignId}, s.member_id, s.unit_id, s.reason, s.kind, s.key_cadre, ${now}
      FROM (${rosterSource(campaignId, dayInZone(now, HANOI))}) s`,
    );
    const counts = await countRoster(campaignId, tx);
    if (counts.required === 0) {
      throw new AppError(
        'unprocessable',
        'AUDIENCE_WITHOUT_MEMBERS',
        'Các đơn vị đã chọn chưa có đảng viên nào phải học. Đồng chí nhập danh sách đảng viên hoặc chọn lại đơn vị.',
      );
    }
    await tx.campaign.update({
      where: { id: campaignId },
      data: { state: 'OPEN', openedAt: now, rosterTakenAt: now },
    });
    await recomputeOutcomes({ campaignId }, tx);
    await appendAudit(tx, {
      actor,
      action: 'campaign.open',
      targetType: 'campaign',
      targetId: campaignId,
      unitId: campaign.unitId,
      data: { code: campaign.code, ...counts },
    });
    return { opened: true, ...counts };
  });
}

async function countRoster(campaignId: number, tx: Prisma.TransactionClient) {
  const rows = await tx.$queryRaw<{ required: number; listed: number }[]>`
    SELECT (count(*) FILTER (WHERE reason = 'REQUIRED'))::int AS required, count(*)::int AS listed
    FROM roster_entry WHERE campaign_id = ${campaignId}`;
  return rows[0] ?? { required: 0, listed: 0 };
}

async function requireReady(campaignId: number, now: Date, tx: Prisma.TransactionClient): Promise<void> {
  const campaign = await tx.campaign.findUniqueOrThrow({
    where: { id: campaignId },
    select: {
      deadlineAt: true,
      quizRequired: true,
      quiz: { select: { id: true } },
      _count: { select: { sessions: true, audience: true } },
    },
  });
  const missing = missingForOpening({
    sessions: campaign._count.sessions,
    audience: campaign._count.audience,
    deadlineAt: campaign.deadlineAt,
    quizRequired: campaign.quizRequired,
    hasQuiz: campaign.quiz !== null,
    now,
  });
  if (missing[0]) throw new AppError('unprocessable', 'CAMPAIGN_NOT_READY', missing[0]);
}

/** What still has to be done before opening, as sentences for the page; empty when it is ready. */
export function missingForOpening(facts: {
  sessions: number;
  audience: number;
  deadlineAt: Date;
  quizRequired: boolean;
  hasQuiz: boolean;
  now: Date;
}): string[] {
  const missing: string[] = [];
  if (facts.sessions === 0) missing.push('Chưa có buổi học nào. Đồng chí thêm ít nhất một buổi học.');
  if (facts.audience === 0) missing.push('Chưa chọn đơn vị phải học. Đồng chí chọn ở phần Đối tượng.');
  if (facts.deadlineAt <= facts.now)
    missing.push('Hạn hoàn thành đã qua. Đồng chí đặt lại hạn ở phần Thông tin chung.');
  if (facts.quizRequired && !facts.hasQuiz)
    missing.push('Quy tắc yêu cầu bài trắc nghiệm nhưng chưa thiết lập bài. Đồng chí thiết lập ở phần Quy tắc.');
  return missing;
}
