import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { announceQuestions } from './ask-question.server';
import type { ModerateInput } from './input';
import type { QuestionState } from './schema';

/** From where each order may lead. An answered question may be answered again (corrected), a declined one shown after all. */
const FROM: Record<ModerateInput['order'], readonly QuestionState[]> = {
  show: ['WAITING', 'DECLINED'],
  decline: ['WAITING', 'SHOWN'],
  answer: ['WAITING', 'SHOWN', 'ANSWERED'],
};

/**
 * Shows, declines (with a reason that the member reads) or answers a question, and says so in the audit log.
 * @throws AppError not-found; conflict when somebody else has decided meanwhile
 */
export async function moderateQuestion(
  args: { viewer: Viewer; sessionId: number; input: ModerateInput; requestId?: string },
  services: Pick<Services, 'db' | 'env' | 'redis' | 'logger' | 'clock'>,
): Promise<void> {
  const { viewer, sessionId, input } = args;
  const session = await findSessionUnit(sessionId, services.db);
  requireCan(viewer, 'question.moderate', session.unitPath);
  const now = services.clock.now();
  const moderatedByName = viewer.displayName;
  const change =
    input.order === 'show'
      ? { state: 'SHOWN' as const, declineReason: null, moderatedByName }
      : input.order === 'decline'
        ? { state: 'DECLINED' as const, declineReason: input.reason, moderatedByName }
        : {
            ...{ state: 'ANSWERED' as const, answer: input.answer, answeredAt: now, answerSecond: input.moment },
            ...{ declineReason: null, moderatedByName },
          };
  await services.db.$transaction(async (tx) => {
    const { count } = await tx.sessionQuestion.updateMany({
      where: { id: input.question, sessionId, state: { in: [...FROM[input.order]] } },
      data: change,
    });
    if (count === 0) {
      if ((await tx.sessionQuestion.count({ where: { id: input.question, sessionId } })) === 0) throw notFound();
      throw new AppError(
        'conflict',
        'ALREADY_MODERATED',
        'Câu này đã được người khác xử lý. Danh sách dưới đây là mới nhất.',
      );
    }
    await appendAudit(tx, {
      actor: viewer,
      action: `question.${input.order}`,
      targetType: 'SessionQuestion',
      targetId: input.question,
      unitId: session.unitId,
      data: { sessionId, state: change.state },
      requestId: args.requestId,
    });
  });
  await announceQuestions(sessionId, 'questions', services);
}
