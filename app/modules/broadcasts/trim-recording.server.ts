import type { Viewer } from '~/modules/accounts/viewer';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { lockOperated } from './lock-broadcast.server';
import { type PublishedBroadcast, publishRecording } from './publish-recording.server';
import { countedSegments, readParts, readSegments, referenceRendition } from './read-counted-segments.server';
import { trimTimeline } from './timeline';

/** The shortest recording that is worth one, seconds. */
const SHORTEST = 5;

/**
 * Cuts the beginning and end of a broadcast's recording; whole seconds of the live timeline, `to` null: to its end. What members covered
 * moves along. @throws AppError not-found, conflict, invalid
 */
export async function trimRecording(
  services: Pick<Services, 'env' | 'db' | 'pool' | 'redis' | 'storage' | 'clock' | 'logger'>,
  { viewer, sessionId, from, to }: { viewer: Viewer; sessionId: number; from: number; to: number | null },
): Promise<PublishedBroadcast | null> {
  await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    if (broadcast.state !== 'ENDED' && broadcast.state !== 'PUBLISHED') {
      throw new AppError(
        'conflict',
        'NOT_ENDED',
        'Chỉ cắt được bản ghi sau khi kết thúc phát. Đồng chí kết thúc buổi phát trước.',
      );
    }
    const parts = await readParts(broadcast.id, services.pool);
    const segments = await readSegments(broadcast.id, services.pool, referenceRendition(parts));
    if (trimTimeline(countedSegments(segments, broadcast), { from, to }).seconds < SHORTEST) {
      throw new AppError(
        'invalid',
        'TRIM_EMPTY',
        'Phần giữ lại ngắn hơn {{seconds}} giây. Đồng chí xem lại thời điểm đầu và cuối rồi lưu lại.',
        { seconds: SHORTEST },
      );
    }
    await tx.broadcast.update({ where: { id: broadcast.id }, data: { trimStart: from, trimEnd: to } });
  });
  return publishRecording(services, { sessionId, actor: viewer });
}
