import { Deadline } from '~/components/campaigns/deadline';
import { ProgressRing } from '~/components/charts/progress-ring';
import { Card } from '~/components/ui/card';
import { type CoverageView, coveredTenths, neededSeconds, WAY_LABELS } from '~/modules/attendance/schema';
import type { SessionChecks } from '~/modules/presence-checks/schema';
import { formatDuration, formatMinutes, formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

interface Props {
  coverage: CoverageView;
  /** Null: nobody is asked here. */
  checks: SessionChecks | null;
  deadlineAt: string;
  deadlineTimeZone: string;
  /** The member's own zone. */
  timeZone: string;
  now: string;
}

/** The ring, what it means in a sentence, and until when. */
export function StandingCard({ coverage, checks, deadlineAt, deadlineTimeZone, timeZone, now }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const { covered, timelineSeconds, threshold, way } = coverage;
  const tenths = coveredTenths(covered, timelineSeconds);
  const percent = `${formatNumber(Math.floor(tenths / 10), 0, lang)}%`;
  const missing = Math.max(0, neededSeconds(timelineSeconds, threshold) - covered);
  const unanswered = checks ? Math.max(0, checks.needed - checks.met) : 0;
  const sentence =
    way !== null
      ? t('Đồng chí đã học xong buổi này')
      : missing === 0 && timelineSeconds > 0
        ? unanswered > 0
          ? t('Đã xem đủ, còn thiếu {{count}} câu hỏi theo dõi', { count: unanswered })
          : t('Đã xem đủ, hệ thống đang ghi nhận')
        : covered === 0
          ? t('Đồng chí chưa bắt đầu xem')
          : missing * 10 <= timelineSeconds
            ? t('Còn một chút nữa thôi')
            : t('Cần xem thêm {{length}}', { length: formatMinutes(missing, lang) });
  return (
    <Card>
      <div className="flex items-center gap-5 lg:block lg:text-center">
        <ProgressRing
          tenths={tenths}
          threshold={threshold / 10}
          value={percent}
          caption={t('đã xem')}
          label={t('Đã xem {{percent}}: {{covered}} trên {{total}}', {
            percent,
            covered: formatDuration(covered),
            total: formatDuration(timelineSeconds),
          })}
        />
        <div className="min-w-0">
          <p className="text-lg font-semibold lg:mt-3 lg:text-base" data-way={way ?? ''}>
            {sentence}
          </p>
          {way !== null ? <p className="text-ink-2">{t('Hình thức: {{way}}', { way: t(WAY_LABELS[way]) })}</p> : null}
          {checks && checks.needed > 0 && way !== 'HALL' ? (
            <p className="text-ink-2">
              {t('Câu hỏi theo dõi: đạt {{met}}, cần {{needed}}', { met: checks.met, needed: checks.needed })}
            </p>
          ) : null}
        </div>
      </div>
      <div className="mt-3 lg:mt-1 lg:text-center lg:[&>div]:justify-center">
        <Deadline
          at={deadlineAt}
          timeZone={deadlineTimeZone}
          localZone={timeZone}
          now={now}
          badge={!coverage.studied && way === null}
        />
      </div>
    </Card>
  );
}
