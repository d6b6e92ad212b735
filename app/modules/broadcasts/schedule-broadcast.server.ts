import { randomBytes } from 'node:crypto';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';

/** Plans a live broadcast of a session; a cancelled one is planned anew. @throws AppError not-found, conflict */
export async function scheduleBroadcast(
  { db }: Pick<Services, 'db'>,
  { viewer, sessionId }: { viewer: Viewer; sessionId: number },
): Promise<{ id: number }> {
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'broadcast.operate', session.unitPath);
  return await db.$transaction(async (tx) => {
    // The session's row makes two clicks come one after the other.
    await tx.$queryRaw`select id from study_session where id = ${sessionId} for update`;
    const [campaign, recording, existing] = [
      await tx.campaign.findUniqueOrThrow({ where: { id: session.campaignId }, select: { state: true } }),
      await tx.recording.findUnique({ where: { sessionId }, select: { id: true } }),
      await tx.broadcast.findUnique({ where: { sessionId }, select: { id: true, state: true } }),
    ];
    if (existing && existing.state !== 'CANCELLED') return { id: existing.id };
    if (campaign.state === 'CLOSED') {
      throw new AppError(
        'conflict',
        'CAMPAIGN_CLOSED',
        'Đợt học tập đã kết thúc nên không thay đổi được nữa. Đồng chí tải lại trang để xem trạng thái mới.',
      );
    }
    if (recording) {
      throw new AppError(
        'conflict',
        'SESSION_HAS_RECORDING',
        'Buổi học đã có bản ghi nên không phát trực tiếp được. Đồng chí gỡ bản ghi trước nếu muốn phát trực tiếp.',
      );
    }
    // Nothing of a cancelled one is left: its previews were never anybody's.
    if (existing) await tx.broadcast.delete({ where: { id: existing.id } });
    const publicPath = randomBytes(16).toString('base64url');
    const { id } = await tx.broadcast.create({ data: { sessionId, publicPath }, select: { id: true } });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'broadcast.schedule', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: session.unitId, data: { broadcastId: id } },
    });
    return { id };
  });
}
