import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Table } from '~/components/ui/table';
import { markText, type QuizIntroView } from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, type Language } from '~/platform/time';

/** A member's attempts with their marks; nobody else's, and no ranking. */
export function AttemptList({ quiz, timeZone }: { quiz: QuizIntroView; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  return (
    <Table
      caption={t('Các lượt thi của đồng chí')}
      rows={quiz.attempts}
      rowKey={(attempt) => attempt.number}
      columns={[
        {
          id: 'number',
          header: t('Lượt'),
          cell: (attempt) => (
            <Link
              to={`/trac-nghiem/${quiz.campaignCode}/luot/${attempt.number}`}
              className="link inline-flex min-h-11 items-center"
            >
              {t('Lượt {{number}}', { number: attempt.number })}
            </Link>
          ),
        },
        {
          id: 'started',
          header: t('Bắt đầu'),
          cell: (attempt) => formatWithClock(new Date(attempt.startedAt), timeZone, language),
        },
        {
          id: 'score',
          header: t('Điểm'),
          numeric: true,
          cell: (attempt) =>
            attempt.score === null || attempt.maxScore === null
              ? '–'
              : markText(attempt.score, attempt.maxScore, language),
        },
        {
          id: 'result',
          header: t('Kết quả'),
          cell: (attempt) =>
            attempt.submittedAt === null ? (
              <Badge tone="info">{t('Đang làm')}</Badge>
            ) : attempt.passed ? (
              <Badge tone="done">{t('Đạt')}</Badge>
            ) : (
              <Badge tone="danger">{t('Chưa đạt')}</Badge>
            ),
        },
      ]}
    />
  );
}
