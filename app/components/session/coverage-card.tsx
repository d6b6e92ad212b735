import type { RefObject } from 'react';
import type { BeatState } from '~/components/player/beat-client';
import { CoverageStrip } from '~/components/player/coverage-strip';
import { Card } from '~/components/ui/card';
import { Icon } from '~/components/ui/icon';
import { type CoverageView, neededSeconds } from '~/modules/attendance/schema';
import { formatDuration, formatThreshold } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

interface Props {
  coverage: CoverageView;
  sending: BeatState;
  onSeek: (seconds: number) => void;
  playheadRef: RefObject<HTMLDivElement>;
}

/** "Phần đã học": the strip, the seconds that count, and how sending stands. */
export function CoverageCard({ coverage, sending, onSeek, playheadRef }: Props) {
  const { t, i18n } = useTranslation();
  const { covered, timelineSeconds, threshold } = coverage;
  const missing = neededSeconds(timelineSeconds, threshold) - covered;
  const figures = { covered: formatDuration(covered), total: formatDuration(timelineSeconds) };
  return (
    <Card
      id="phan-da-hoc"
      title={t('Phần đã học')}
      aside={
        <span className="tabular" data-covered={covered}>
          {missing > 0
            ? t('{{covered}} trên {{total}} · cần thêm {{missing}} để đạt {{percent}}', {
                ...figures,
                missing: formatDuration(missing),
                percent: formatThreshold(threshold, i18n.language as Language),
              })
            : t('{{covered}} trên {{total}} · đã đủ', figures)}
        </span>
      }
    >
      <CoverageStrip coverage={coverage} onSeek={onSeek} playheadRef={playheadRef} />
      <p role="status" className="mt-2 text-sm text-ink-2 empty:hidden" data-sending={sending}>
        {sending === 'offline' ? (
          <span className="inline-flex items-center gap-2 font-semibold text-partial">
            <Icon name="offline" /> {t('Mất kết nối – sẽ tự gửi lại')}
          </span>
        ) : sending === 'refused' ? (
          <span className="font-semibold text-danger">
            {t('Phiên xem đã hết hạn. Đồng chí hãy tải lại trang để phần xem tiếp được tính.')}
          </span>
        ) : sending === 'idle' ? null : (
          <span className="inline-flex items-center gap-2">
            <Icon name="check" className="size-4" /> {t('Phần đã xem được ghi nhận tự động.')}
          </span>
        )}
      </p>
    </Card>
  );
}
