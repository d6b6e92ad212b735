import { createHash } from 'node:crypto';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import { dayInZone, HANOI } from '~/platform/time';
import { lockCampaign } from './lock-campaign.server';
import { findGoneForGood, rosterSource } from './read-roster-source.server';
import { type RosterChange, type RosterLine, rosterChanges } from './roster-rule';

export interface RosterPreview {
  changes: RosterChange[];
  /** Names exactly these changes: applying asks for it, so that nobody confirms something else than was shown. */
  fingerprint: string;
}

/** What taking the roster again today would change; changes nothing. */
export function previewRoster(campaignId: number, now: Date, db: Db): Promise<RosterPreview> {
  return asPart('figures', () => compareRosters(campaignId, now, db));
}

async function compareRosters(campaignId: number, now: Date, db: Db): Promise<RosterPreview> {
  const day = dayInZone(now, HANOI);
  const before = await db.$queryRaw<RosterLine[]>`
    SELECT member_id AS "memberId", unit_id AS "unitId", reason::text AS reason FROM roster_entry
    WHERE campaign_id = ${campaignId} ORDER BY member_id`;
  const fresh = await db.$queryRaw<RosterLine[]>`
    SELECT s.member_id AS "memberId", s.unit_id AS "unitId", s.reason::text AS reason
    FROM (${rosterSource(campaignId, day)}) s ORDER BY s.member_id`;
  const changes = rosterChanges(before, fresh, await findGoneForGood(campaignId, day, db));
  return { changes, fingerprint: createHash('sha256').update(JSON.stringify(changes)).digest('hex').slice(0, 32) };
}

interface Args {
  campaignId: number;
  fingerprint: string;
  now: Date;
  actor: AuditActor;
}

/**
 * Applies what the preview showed, and recomputes the outcomes. @throws AppError conflict ROSTER_CHANGED_MEANWHILE when the
 * difference is no longer the one that was confirmed; conflict CAMPAIGN_NOT_OPEN
 */
export async function refreshRoster({ campaignId, fingerprint, now, actor }: Args, db: Db): Promise<number> {
  return inTransaction(db, async (tx) => {
    const campaign = await lockCampaign(campaignId, tx);
    if (campaign.state !== 'OPEN')
      throw new AppError('conflict', 'CAMPAIGN_NOT_OPEN', 'Chỉ cập nhật được danh sách của đợt học tập đang mở.');
    const { changes, fingerprint: current } = await previewRoster(campaignId, now, tx);
    // A second click finds nothing left to change: that is success, not a conflict.
    if (changes.length === 0) return 0;
    if (current !== fingerprint) {
      throw new AppError(
        'conflict',
        'ROSTER_CHANGED_MEANWHILE',
        'Danh sách đảng viên vừa thay đổi thêm. Đồng chí xem lại phần khác biệt bên dưới rồi xác nhận lại.',
      );
    }
    const removed = changes.filter((change) => change.kind === 'removed').map((change) => change.memberId);
    await asPart('figures', () => tx.rosterEntry.deleteMany({ where: { campaignId, memberId: { in: removed } } }));
    const lines = changes.flatMap((change) => (change.kind === 'removed' ? [] : [change.to]));
    await asPart(
      'figures',
      () => tx.$executeRaw`
      INSERT INTO roster_entry (campaign_id, member_id, unit_id, reason, kind, key_cadre, taken_at)
      SELECT ${campaignId}, m.id, line.unit_id, line.reason::roster_reason, m.kind, m.key_cadre, ${now}
      FROM unnest(${lines.map((l) => l.memberId)}::int[], ${lines.map((l) => l.unitId)}::int[], ${lines.map((l) => l.reason)}::text[])
        AS line(member_id, unit_id, reason) JOIN member m ON m.id = line.member_id
      ON CONFLICT (campaign_id, member_id) DO UPDATE
        SET unit_id = excluded.unit_id, reason = excluded.reason, kind = excluded.kind, key_cadre = excluded.key_cadre,
          taken_at = excluded.taken_at`,
    );
    await tx.campaign.update({ where: { id: campaignId }, data: { rosterTakenAt: now } });
    await recomputeOutcomes({ campaignId }, tx);
    await appendAudit(tx, {
      actor,
      action: 'campaign.refresh-roster',
      targetType: 'campaign',
      targetId: campaignId,
      unitId: campaign.unitId,
      data: { code: campaign.code, changes: changes.slice(0, 2000), total: changes.length },
    });
    return changes.length;
  });
}
