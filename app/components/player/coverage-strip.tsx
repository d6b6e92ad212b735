import clsx from 'clsx';
import type { RefObject } from 'react';
import { buttonClass } from '~/components/ui/button';
import { Icon } from '~/components/ui/icon';
import type { CoverageView } from '~/modules/attendance/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { gapsOf, type SecondRange, subtractRanges, unionRanges } from '~/platform/ranges';

interface Props {
  coverage: Pick<CoverageView, 'timelineSeconds' | 'live' | 'recording'>;
  /** Goes to a gap; absent: nothing plays here, the strip only shows. */
  onSeek?: (seconds: number) => void;
  /** The playhead, moved from outside several times a second without rendering. */
  playheadRef?: RefObject<HTMLDivElement>;
}

/** The session's timeline with what was covered live, from the recording, and not yet; a gap is a button that goes there. */
export function CoverageStrip({ coverage, onSeek, playheadRef }: Props) {
  const { t } = useTranslation();
  const { timelineSeconds: length, live } = coverage;
  // Live wins where both cover the same seconds: that part was attended as it happened.
  const recording = subtractRanges(unionRanges(coverage.recording), unionRanges(live));
  const gaps = gapsOf(unionRanges([...live, ...recording]), length);
  const place = ([from, to]: SecondRange) => ({
    left: `${(from / length) * 100}%`,
    width: `${((to - from) / length) * 100}%`,
  });
  const span = ([from, to]: SecondRange) => `${formatDuration(from)} – ${formatDuration(to)}`;
  return (
    <div>
      <div className="relative h-11">
        <div
          className="absolute inset-x-0 top-2 h-7 overflow-hidden rounded-sm border border-line bg-sunken"
          aria-hidden="true"
        >
          {live.map((range) => (
            <div key={`l${range[0]}`} className="absolute inset-y-0 bg-live" style={place(range)} />
          ))}
          {recording.map((range) => (
            <div key={`r${range[0]}`} className="absolute inset-y-0 bg-recording" style={place(range)} />
          ))}
        </div>
        {onSeek
          ? gaps.map((gap) => (
              <button
                key={gap[0]}
                type="button"
                onClick={() => onSeek(gap[0])}
                style={place(gap)}
                className="absolute inset-y-0 min-w-[6px] bg-transparent hover:bg-[color-mix(in_srgb,var(--partial)_25%,transparent)]"
                aria-label={t('Tới phần chưa xem {{span}}', { span: span(gap) })}
                title={t('Tới phần chưa xem {{span}}', { span: span(gap) })}
              />
            ))
          : null}
        <div
          ref={playheadRef}
          className="pointer-events-none absolute inset-y-1 -ml-px hidden w-[3px] rounded-sm bg-ink"
          aria-hidden="true"
        />
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-sm text-ink-2">
        {live.length > 0 ? <Key className="bg-live">{t('Dự trực tiếp')}</Key> : null}
        <Key className="bg-recording">{t('Xem bản ghi')}</Key>
        <Key className="border border-line-strong bg-sunken">{onSeek ? t('Chưa xem, bấm để tới') : t('Chưa xem')}</Key>
      </ul>
      {onSeek && gaps[0] && gaps[0][0] > 0 ? (
        <button
          type="button"
          onClick={() => onSeek(gaps[0]?.[0] ?? 0)}
          className={buttonClass('secondary', 'mt-4 w-full sm:w-auto')}
        >
          <Icon name="play" /> {t('Tới chỗ còn thiếu: {{at}}', { at: formatDuration(gaps[0][0]) })}
        </button>
      ) : null}
      {gaps.length > 0 ? (
        <details className="mt-3">
          <summary className="inline-flex min-h-11 items-center text-sm text-ink-2 underline">
            {t('Danh sách phần chưa xem ({{count}})', { count: gaps.length })}
          </summary>
          <ul className="mt-1 flex flex-wrap gap-2">
            {gaps.slice(0, 60).map((gap) => (
              <li key={gap[0]}>
                {onSeek ? (
                  <button
                    type="button"
                    onClick={() => onSeek(gap[0])}
                    className="tabular inline-flex min-h-11 items-center rounded-sm border border-line-strong bg-surface px-3 hover:bg-sunken"
                  >
                    {span(gap)}
                  </button>
                ) : (
                  <span className="tabular">{span(gap)}</span>
                )}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <li className="inline-flex items-center gap-2">
      <span className={clsx('size-3.5 rounded-[3px]', className)} aria-hidden="true" />
      {children}
    </li>
  );
}
