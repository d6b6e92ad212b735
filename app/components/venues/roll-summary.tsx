import { Notice } from '~/components/ui/notice';
import { Stat, StatRow } from '~/components/ui/stat';
import type { RollCallSummary } from '~/modules/venues/schema';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

/** The hall in figures; says so when the roll and the count by head disagree. */
export function RollSummary({ summary, headcount }: { summary: RollCallSummary; headcount: number | null }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatNumber(value, 0, i18n.language as Language);
  const here = summary.present + summary.walkIns;
  return (
    <div className="flex flex-col gap-3">
      <StatRow>
        <Stat
          label={t('Có mặt')}
          value={<span data-present={here}>{n(here)}</span>}
          note={
            summary.walkIns > 0
              ? t('trong đó {{n}} của đơn vị khác', { n: n(summary.walkIns) })
              : t('trên {{n}} phải học', { n: n(summary.required) })
          }
          tone="done"
        />
        <Stat label={t('Vắng')} value={n(summary.absent)} tone={summary.absent > 0 ? 'danger' : 'ink'} />
        <Stat label={t('Chưa điểm danh')} value={n(summary.uncalled)} />
        <Stat label={t('Đã quét mã, chờ xác nhận')} value={n(summary.waiting)} />
      </StatRow>
      {headcount !== null && headcount !== here ? (
        <Notice tone="warning">
          {t('Đếm tại chỗ {{headcount}} đảng viên, điểm danh có mặt {{present}}. Đồng chí kiểm tra lại.', {
            headcount: n(headcount),
            present: n(here),
          })}
        </Notice>
      ) : null}
    </div>
  );
}
