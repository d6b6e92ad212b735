import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { TwoClocks } from '~/components/ui/two-clocks';
import { markText, type ReviewItem } from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type Language, twoClocks } from '~/platform/time';
import { ReviewBody } from './review-card';

interface FinishedView {
  number: number;
  campaignCode: string;
  campaignTitle: string;
  timedOut: boolean;
  score: number;
  maxScore: number;
  passed: boolean;
  answered: number;
  questionCount: number;
  publicAt: Date | string;
  review: ReviewItem[] | null;
}

/** A submitted attempt: its mark at once, the right answers once the window has closed. */
export function AttemptResult({ attempt, timeZone, late }: { attempt: FinishedView; timeZone: string; late: boolean }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <PageHeader eyebrow={attempt.campaignTitle} title={t('Kết quả lượt {{number}}', { number: attempt.number })} />
      {late ? (
        <Notice tone="warning" title={t('Đã hết giờ khi bài được gửi đến.')}>
          {t('Lượt thi đã kết thúc nên câu trả lời này không được ghi. Các câu đã lưu trước đó vẫn được chấm.')}
        </Notice>
      ) : null}
      <Card title={t('Kết quả của đồng chí')} emphasis={!attempt.passed} aside={<Verdict passed={attempt.passed} />}>
        <p>
          <span className="tabular text-2xl font-bold">{markText(attempt.score, attempt.maxScore, language)}</span>{' '}
          <span className="text-ink-2">{t('điểm')}</span>
        </p>
        <p className="text-ink-2">
          {t('Đã trả lời {{answered}}/{{total}}', { answered: attempt.answered, total: attempt.questionCount })}
          {attempt.timedOut ? ` · ${t('tự nộp khi hết giờ')}` : ''}
        </p>
        {attempt.passed ? null : <p className="mt-2">{t('Nếu còn lượt, đồng chí làm lại ở trang trắc nghiệm.')}</p>}
        <LinkButton
          variant={attempt.passed ? 'secondary' : 'primary'}
          to={`/trac-nghiem/${encodeURIComponent(attempt.campaignCode)}`}
          className="mt-4 w-full sm:w-fit"
        >
          {t('Về trang trắc nghiệm')}
        </LinkButton>
      </Card>
      {attempt.review ? (
        <ol className="flex flex-col gap-4">
          {attempt.review.map((item) => (
            <li key={item.number}>
              <Card
                title={<span className="whitespace-pre-line">{`${item.number}. ${item.stem}`}</span>}
                aside={<span className="tabular">{markText(item.mark, 1000, language)}</span>}
              >
                <ReviewBody item={item} withAnswer />
              </Card>
            </li>
          ))}
        </ol>
      ) : (
        <Card title={t('Đáp án sẽ được công bố sau khi bài trắc nghiệm đóng')}>
          <TwoClocks clocks={twoClocks(new Date(attempt.publicAt), timeZone, language)} />
        </Card>
      )}
    </div>
  );
}

function Verdict({ passed }: { passed: boolean }) {
  const { t } = useTranslation();
  return <Badge tone={passed ? 'done' : 'danger'}>{passed ? t('Đạt') : t('Chưa đạt')}</Badge>;
}
