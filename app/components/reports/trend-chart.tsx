import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Card } from '../ui/card';
import { FigureLink } from './figure-link';

interface Props {
  /** Oldest first; the days are Hanoi's. */
  days: readonly { day: string; count: number }[];
  /** All who have studied: the seven days and before. */
  studied: number;
  behind: string | null;
}

const TALLEST_PX = 96;

/** How many came to count as having studied on each of the last seven days: bars with their figures, each opening its members. */
export function TrendChart({ days, studied, behind }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const n = (value: number) => formatNumber(value, 0, lang);
  const most = Math.max(1, ...days.map((day) => day.count));
  const recent = days.reduce((sum, day) => sum + day.count, 0);
  const short = (day: string) => day.split('-').slice(1).reverse().join('/');
  return (
    <Card className="mt-6" id="xu-huong" title={t('Số đồng chí hoàn thành trong 7 ngày qua')}>
      <ol className="grid grid-cols-7 items-end gap-1 sm:gap-3">
        {days.map(({ day, count }, i) => (
          <li key={day} className="flex min-w-0 flex-col items-center">
            <FigureLink
              behind={count > 0 ? behind : null}
              filter={`ngay-${day}`}
              place="centre"
              label={t('{{day}}: {{n}} đồng chí hoàn thành', { day: short(day), n: n(count) })}
            >
              {n(count)}
            </FigureLink>
            <svg
              aria-hidden="true"
              focusable="false"
              width="100%"
              height={count === 0 ? 1 : Math.max(3, Math.round((count / most) * TALLEST_PX))}
              className="block w-full max-w-14 rounded-t-sm border-b border-line-strong bg-done"
            />
            <span className="tabular mt-1 text-sm text-ink-2">
              {day.slice(8)}
              <span className={i === 0 || day.endsWith('-01') ? undefined : 'hidden sm:inline'}>
                /{day.slice(5, 7)}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <p className="mt-3 text-sm text-ink-2">
        {t(
          'Đơn vị: đồng chí; ngày theo giờ Hà Nội. Tính theo lúc hệ thống ghi nhận đủ yêu cầu, chỉ gồm những đồng chí đến nay vẫn được tính là đã học. 7 ngày: {{recent}}; trước đó: {{before}}.',
          { recent: n(recent), before: n(studied - recent) },
        )}
      </p>
    </Card>
  );
}
