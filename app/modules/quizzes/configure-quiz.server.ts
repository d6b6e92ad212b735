import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { QuizSettings } from './schema';

export interface ConfigureQuizArgs {
  campaignId: number;
  settings: QuizSettings;
  /** Whoever may edit the campaign (the caller has checked that), or a named part of the system. */
  actor: Viewer | { system: string };
}

async function checkDraw(
  bankId: number,
  { draw, questionCount }: QuizSettings,
  db: Db,
): Promise<Record<string, number>> {
  const sizes = await db.$queryRaw<{ category: string; size: number }[]>`
    select category, count(*)::int as size from question
     where bank_id = ${bankId} and retired_at is null and kind <> 'ESSAY' group by category`;
  const plan = Object.fromEntries(Object.entries(draw).filter(([, count]) => count > 0));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const refuse = (code: string, message: string, params: Record<string, string | number>) =>
    new AppError('invalid', code, message, params);
  if (total < questionCount) {
    throw refuse('BANK_TOO_SMALL', 'Ngân hàng chỉ có {{total}} câu chấm tự động, chưa đủ {{count}} câu mỗi đề.', {
      total,
      count: questionCount,
    });
  }
  for (const [category, count] of Object.entries(plan)) {
    const size = sizes.find((each) => each.category === category)?.size ?? 0;
    if (size < count) {
      throw refuse(
        'CATEGORY_TOO_SMALL',
        'Nhóm “{{category}}” chỉ có {{size}} câu chấm tự động, chưa đủ {{count}} câu.',
        {
          category,
          size,
          count,
        },
      );
    }
  }
  const planned = Object.values(plan).reduce((sum, count) => sum + count, 0);
  if (planned > 0 && planned !== questionCount) {
    throw refuse('PLAN_SUM', 'Các nhóm cộng lại được {{planned}} câu, khác số câu của đề là {{count}}.', {
      planned,
      count: questionCount,
    });
  }
  return plan;
}

/**
 * Creates or changes the quiz of a campaign. A changed pass mark is applied to attempts already marked (their marks stay), and
 * the outcomes follow. Running attempts keep their paper and end.
 * @throws AppError invalid when the bank is unknown to the actor or too small for the plan; not-found without the campaign
 */
export async function configureQuiz({ campaignId, settings, actor }: ConfigureQuizArgs, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const campaign = await tx.campaign.findUnique({ where: { id: campaignId }, include: { quiz: true } });
    if (!campaign) throw notFound();
    const [bank] = await tx.$queryRaw<{ id: number; path: string }[]>`
      select b.id, u.path::text as path from question_bank b join unit u on u.id = b.unit_id where b.code = ${settings.bankCode}`;
    if (!bank || ('accountId' in actor && !can(actor, 'bank.view', bank.path))) {
      throw new AppError('invalid', 'BANK_UNKNOWN', 'Không có ngân hàng câu hỏi mang mã {{code}}.', {
        code: settings.bankCode,
      });
    }
    const data = {
      bankId: bank.id,
      questionCount: settings.questionCount,
      draw: await checkDraw(bank.id, settings, tx),
      minutes: settings.minutes,
      attempts: settings.attempts,
      passMark: Math.round(settings.passPercent * 100),
      afterCoverage: settings.afterCoverage,
      opensAt: settings.opensAt,
      closesAt: settings.closesAt,
    };
    const before = campaign.quiz;
    const quiz = await tx.quiz.upsert({ where: { campaignId }, create: { campaignId, ...data }, update: data });
    await appendAudit(tx, {
      actor,
      action: before ? 'quiz.change' : 'quiz.create',
      targetType: 'campaign',
      targetId: campaign.code,
      unitId: campaign.unitId,
      data: { before, after: quiz },
    });
    if (!before || before.passMark === quiz.passMark) return;
    const changed = await asPart(
      'figures',
      () => tx.$queryRaw<{ member_id: number }[]>`
      update quiz_attempt set passed = (max_score > 0 and score::bigint * 10000 >= ${quiz.passMark}::bigint * max_score)
       where quiz_id = ${quiz.id} and submitted_at is not null
         and passed is distinct from (max_score > 0 and score::bigint * 10000 >= ${quiz.passMark}::bigint * max_score)
      returning member_id`,
    );
    await recomputeOutcomes({ campaignId, memberIds: changed.map((row) => row.member_id) }, tx);
  });
}
