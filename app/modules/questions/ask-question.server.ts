import type { Viewer } from '~/modules/accounts/viewer';
import { requireListedSession } from '~/modules/campaigns/find-listed-session.server';
import { hasSecrecyMark } from '~/modules/files/secrecy-mark';
import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { broadcastTopic, publishEvent } from '~/platform/events';
import type { Services } from '~/platform/services';
import { countParagraphs } from './count-paragraphs';
import type { AskInput } from './input';
import { WAITING_MAX } from './schema';

/**
 * A member asks, or comments on a document of the campaign. It waits for a moderator; nobody else sees it until then. The same words
 * again while they wait are the same question.
 * @throws AppError not-found; conflict (campaign closed); rate-limited (too many waiting); invalid (document, paragraph, secrecy mark)
 */
export async function askQuestion(
  args: { viewer: Viewer; sessionId: number } & AskInput,
  services: Pick<Services, 'db' | 'env' | 'redis' | 'logger'>,
): Promise<{ id: number }> {
  const { viewer, sessionId, body } = args;
  const { db } = services;
  const session = await requireListedSession(viewer, sessionId, db);
  const { memberId } = viewer;
  if (!session.listed || memberId === null) {
    throw new AppError(
      'conflict',
      'NOT_LISTED',
      'Đồng chí không có tên trong danh sách học của đợt này nên không gửi được câu hỏi ở đây.',
    );
  }
  if (!session.open) {
    throw new AppError('conflict', 'CAMPAIGN_CLOSED', 'Đợt học tập đã kết thúc nên không nhận thêm câu hỏi, góp ý.');
  }
  if (hasSecrecyMark(body)) {
    throw new AppError(
      'invalid',
      'SECRECY_MARK',
      'Nội dung có dấu độ mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT). Không được đưa lên nền tảng; đồng chí xử lý theo quy định về bảo vệ bí mật nhà nước.',
    );
  }
  const documentId = await findDocument(session.campaignId, args, db);
  const id = await db.$transaction(async (tx) => {
    // Two tabs at once: the roster row is the lock on how many of this member wait.
    await tx.$queryRaw`select 1 from roster_entry where campaign_id = ${session.campaignId} and member_id = ${memberId} for no key update`;
    const { paragraph } = args;
    const unseen = { sessionId, memberId, state: 'WAITING' as const };
    // Pressed twice: the same words that nobody has looked at yet.
    const same = await tx.sessionQuestion.findFirst({
      where: { ...unseen, body, documentId, paragraph },
      select: { id: true },
    });
    if (same) return same.id;
    const waiting = await tx.sessionQuestion.count({ where: unseen });
    if (waiting >= WAITING_MAX) {
      throw new AppError(
        'rate-limited',
        'TOO_MANY_WAITING',
        'Đồng chí đang có {{count}} câu chờ duyệt. Hãy đợi ban tổ chức xem bớt rồi gửi tiếp; nội dung vừa viết vẫn còn ở dưới.',
        { count: waiting },
      );
    }
    return (await tx.sessionQuestion.create({ data: { sessionId, memberId, body, documentId, paragraph } })).id;
  });
  await announceQuestions(sessionId, 'queue', services);
  return { id };
}

async function findDocument(campaignId: number, { document, paragraph }: AskInput, db: Db): Promise<number | null> {
  if (!document) {
    if (paragraph === null) return null;
    throw new AppError('invalid', 'PARAGRAPH_ALONE', 'Đồng chí hãy chọn văn bản có đoạn này.');
  }
  const found = await db.partyDocument.findFirst({
    where: { code: document, campaigns: { some: { campaignId } } },
    select: { id: true, body: true },
  });
  if (!found) throw new AppError('invalid', 'NO_DOCUMENT', 'Văn bản không thuộc đợt học tập này. Đồng chí chọn lại.');
  const last = countParagraphs(found.body);
  if (paragraph !== null && paragraph > last) {
    throw new AppError('invalid', 'NO_PARAGRAPH', 'Văn bản này chỉ có {{last}} đoạn.', { last });
  }
  return found.id;
}

/** Of thousands who ask at once the moderators' pages hear once in so long. */
const QUEUE_EVENT_MS = 2_000;

/**
 * Pages that are open at the broadcast ask again: all of them after `questions`, the moderators' after `queue`. What matters is in
 * Postgres, so a lost event costs nothing.
 */
export async function announceQuestions(
  sessionId: number,
  type: 'questions' | 'queue',
  services: Pick<Services, 'db' | 'env' | 'redis' | 'logger'>,
): Promise<void> {
  try {
    const broadcast = await services.db.broadcast.findUnique({ where: { sessionId }, select: { id: true } });
    if (!broadcast) return;
    if (type === 'queue') {
      const key = `${services.env.REDIS_PREFIX}:queue-told:${broadcast.id}`;
      if ((await services.redis.set(key, '1', 'PX', QUEUE_EVENT_MS, 'NX')) === null) return;
    }
    await publishEvent(services, broadcastTopic(broadcast.id), { type, data: {} });
  } catch (error) {
    services.logger.warn({ err: error, sessionId }, 'questions: event not published');
  }
}
