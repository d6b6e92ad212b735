import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { announce } from './announce.server';
import { applyOrder, type BroadcastLife, type BroadcastOrder, type OrderRefusal } from './broadcast-state';
import { publishRecordingJob } from './jobs';
import { type LockedBroadcast, lockOperated } from './lock-broadcast.server';
import { STALL_ALERT_SECONDS } from './schema';

/**
 * The operator's order: open the lobby, go on air, pause, resume, end, cancel. Checked against the locked row, audited in the same
 * transaction, announced after it. @throws AppError not-found, conflict
 */
export async function orderBroadcast(
  services: Pick<Services, 'env' | 'db' | 'redis' | 'queues' | 'clock' | 'logger'>,
  { viewer, sessionId, order }: { viewer: Viewer; sessionId: number; order: BroadcastOrder },
): Promise<BroadcastLife> {
  const now = services.clock.now();
  const { broadcast, life } = await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    if ((order === 'go-on-air' || order === 'open-lobby') && broadcast.campaignState !== 'OPEN') throw notOpen();
    const streaming = await hasFreshSegment(broadcast.id, now, tx);
    const verdict = applyOrder(broadcast, order, { now: now.getTime(), streaming });
    if (!verdict.ok) throw REFUSALS[verdict.reason]();
    await storeLife(broadcast, verdict.life, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: `broadcast.${order}`, targetType: 'StudySession', targetId: sessionId },
      ...{
        unitId: broadcast.unitId,
        data: { broadcastId: broadcast.id, from: broadcast.state, to: verdict.life.state },
      },
    });
    return { broadcast, life: verdict.life };
  });
  await announce(services, broadcast.id, {
    type: 'state',
    data: { state: life.state, version: broadcast.version + 1 },
  });
  if (order === 'end') {
    // Redis away: the sweep finds it.
    await services.queues.enqueue(publishRecordingJob, { broadcastId: broadcast.id }).catch((error) => {
      services.logger.warn({ err: error, broadcastId: broadcast.id }, 'recording left to the sweep');
    });
  }
  return life;
}

const date = (moment: number | null) => (moment === null ? null : new Date(moment));

/** Writes what the pure machine decided; the caller holds the row's lock. */
export async function storeLife(
  broadcast: Pick<LockedBroadcast, 'id'>,
  life: BroadcastLife,
  tx: Prisma.TransactionClient,
): Promise<void> {
  await tx.broadcast.update({
    where: { id: broadcast.id },
    data: {
      state: life.state,
      ...{ lobbyAt: date(life.lobbyAt), onAirAt: date(life.onAirAt), endedAt: date(life.endedAt) },
      publishedAt: date(life.publishedAt),
      pauses: life.pauses.map((pause) => ({ ...pause })),
      version: { increment: 1 },
    },
  });
}

async function hasFreshSegment(broadcastId: number, now: Date, tx: Prisma.TransactionClient): Promise<boolean> {
  const since = new Date(now.getTime() - STALL_ALERT_SECONDS * 1000);
  const [row] = await tx.$queryRaw<{ fresh: boolean }[]>(Prisma.sql`
    select exists (select from broadcast_segment g join broadcast_part p on p.id = g.part_id
                    where p.broadcast_id = ${broadcastId}
                      and g.program_at + make_interval(secs => g.duration_ms / 1000.0) > ${since}::timestamptz) as fresh`);
  return row?.fresh ?? false;
}

const notOpen = () =>
  new AppError(
    'conflict',
    'CAMPAIGN_NOT_OPEN',
    'Đợt học tập chưa mở hoặc đã kết thúc nên đảng viên chưa vào xem được. Đồng chí hãy mở đợt học tập trước.',
  );

const REFUSALS: Record<OrderRefusal, () => AppError> = {
  WRONG_STATE: () =>
    new AppError(
      'conflict',
      'BROADCAST_STATE',
      'Trạng thái buổi phát vừa thay đổi nên chưa thực hiện. Đồng chí xem trạng thái mới trên trang rồi thao tác lại nếu cần.',
    ),
  NO_STREAM: () =>
    new AppError(
      'conflict',
      'NO_STREAM',
      'Chưa nhận được hình từ bộ mã hóa. Đồng chí kiểm tra địa chỉ, khóa luồng và bật phát trên bộ mã hóa, thấy hình xem trước rồi bấm lại.',
    ),
};
