import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Progress } from '~/components/ui/progress';
import type { QuizIntroView } from '~/modules/quizzes/schema';
import { formatDuration, formatThreshold } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

/** Which sessions are still to be studied before the quiz opens, with the way there. */
export function MissingSessions({ quiz }: { quiz: QuizIntroView }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  return (
    <>
      <p className="mb-3">
        {t('Mỗi buổi cần được điểm danh tại điểm cầu hoặc xem ít nhất {{share}} thời lượng.', {
          share: formatThreshold(quiz.coverageThreshold, language),
        })}
        {quiz.presenceChecksNeeded > 0
          ? ` ${t('Khi xem, đồng chí cần trả lời đủ số câu hỏi theo dõi theo quy tắc của đợt.')}`
          : ''}
      </p>
      <ul className="flex flex-col gap-4">
        {quiz.sessions.map((session) => (
          <li key={session.id} className="border-t border-line pt-3 first:border-t-0 first:pt-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <Link
                to={`/buoi-hoc/${session.id}`}
                className="flex min-h-11 items-center font-semibold underline decoration-line-strong"
              >
                {t('Chuyên đề {{number}}', { number: session.position })}: {session.title}
              </Link>
              <Badge tone={session.attended ? 'done' : 'partial'}>
                {session.attended ? t('Đã học') : t('Chưa học đủ')}
              </Badge>
            </div>
            {session.attended || session.timelineSeconds === null ? null : (
              <Progress
                label={t('Đã xem')}
                value={session.covered}
                max={session.timelineSeconds}
                text={`${formatDuration(session.covered)} / ${formatDuration(session.timelineSeconds)}`}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
