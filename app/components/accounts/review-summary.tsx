import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Notice } from '~/components/ui/notice';
import { Progress } from '~/components/ui/progress';
import { useTranslation } from '~/platform/i18n/use-translation';

export interface ShownReview {
  id: number;
  unitName: string;
  state: 'OPEN' | 'DONE';
  period: string;
  dueOn: string;
  overdue: boolean;
  openedByName: string;
  openedAt: string;
  finishedByName: string | null;
  finishedAt: string | null;
  sha256: string | null;
  total: number;
  kept: number;
  withdrawn: number;
  progress: string;
}

/** `intact`: whether a finished review still reads as when its hash was made. */
export function ReviewSummary({ review, intact }: { review: ShownReview; intact: boolean }) {
  const { t } = useTranslation();
  const done = review.state === 'DONE';
  return (
    <Card
      title={t('Đợt rà soát')}
      aside={
        <Badge tone={done ? 'done' : review.overdue ? 'danger' : 'info'}>
          {done ? t('Đã kết thúc') : review.overdue ? t('Quá hạn') : t('Đang rà soát')}
        </Badge>
      }
    >
      <DescriptionList
        items={[
          { term: t('Thời gian xem xét'), value: review.period },
          { term: t('Hạn hoàn thành'), value: review.dueOn },
          { term: t('Mở đợt'), value: `${review.openedByName}, ${review.openedAt}` },
          ...(done
            ? [
                { term: t('Kết thúc'), value: `${review.finishedByName}, ${review.finishedAt}` },
                { term: t('Mã SHA-256'), value: <span className="break-all text-sm">{review.sha256}</span> },
              ]
            : []),
        ]}
      />
      <div className="mt-4">
        <Progress
          label={t('Đã quyết định')}
          value={review.kept + review.withdrawn}
          max={review.total}
          text={review.progress}
        />
      </div>
      {done ? (
        <div className="mt-4">
          {intact ? (
            <Notice tone="success">{t('Nội dung khớp với mã đã ghi khi kết thúc.')}</Notice>
          ) : (
            <Notice tone="error" title={t('Nội dung không khớp với mã đã ghi khi kết thúc')}>
              {t('Dữ liệu đã bị sửa sau khi kết thúc. Đồng chí hãy báo ngay người phụ trách an toàn hệ thống.')}
            </Notice>
          )}
        </div>
      ) : null}
    </Card>
  );
}
