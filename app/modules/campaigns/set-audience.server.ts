import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { lockDraft } from './lock-campaign.server';

interface Args {
  campaignId: number;
  /** Any units of the running unit's subtree; those below another chosen one are left out, a subtree is chosen by its top. */
  unitIds: number[];
  actor: AuditActor;
}

/** Replaces the audience. @throws AppError invalid AUDIENCE_EMPTY, AUDIENCE_OUTSIDE */
export async function setAudience({ campaignId, unitIds, actor }: Args, db: Db): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    const { unitId } = await lockDraft(campaignId, tx);
    const chosen = await tx.$queryRaw<{ id: number; code: string; path: string; inside: boolean }[]>`
      SELECT u.id, u.code, u.path::text AS path, u.path <@ home.path AS inside
      FROM unit u CROSS JOIN (SELECT path FROM unit WHERE id = ${unitId}) home
      WHERE u.id = ANY(${unitIds}::int[]) ORDER BY u.path`;
    if (chosen.length === 0)
      throw new AppError('invalid', 'AUDIENCE_EMPTY', 'Đồng chí chọn ít nhất một đơn vị phải học.');
    if (chosen.length !== new Set(unitIds).size || chosen.some((unit) => !unit.inside)) {
      throw new AppError(
        'invalid',
        'AUDIENCE_OUTSIDE',
        'Có đơn vị không thuộc phạm vi của đơn vị tổ chức. Đồng chí tải lại trang và chọn lại.',
      );
    }
    const tops = chosen.filter((unit) => !chosen.some((other) => unit.path.startsWith(`${other.path}.`)));
    await tx.campaignAudience.deleteMany({ where: { campaignId } });
    await tx.campaignAudience.createMany({ data: tops.map((unit) => ({ campaignId, unitId: unit.id })) });
    const codes = tops.map((unit) => unit.code);
    await appendAudit(tx, {
      actor,
      action: 'campaign.audience',
      targetType: 'campaign',
      targetId: campaignId,
      unitId,
      data: { units: codes },
    });
    return codes;
  });
}
