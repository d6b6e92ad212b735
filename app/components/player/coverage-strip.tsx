import clsx from 'clsx';
import { type RefObject, useEffect, useRef } from 'react';
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
  // Attributes of SVG, not styles: the strip also stands on pages without script, and the page's policy takes no style attribute.
  const place = ([from, to]: SecondRange) => ({
    x: `${(from / length) * 100}%`,
    width: `${((to - from) / length) * 100}%`,
    height: '100%',
  });
  const span = ([from, to]: SecondRange) => `${formatDuration(from)} – ${formatDuration(to)}`;
  return (
    <div>
      <div className="relative h-11">
        <svg
          className="absolute inset-x-0 top-2 h-7 w-full overflow-hidden rounded-sm border border-line bg-sunken"
          aria-hidden="true"
          focusable="false"
        >
          {live.map((range) => (
            <rect key={`l${range[0]}`} className="fill-live" {...place(range)} />
          ))}
          {recording.map((range) => (
            <rect key={`r${range[0]}`} className="fill-recording" {...place(range)} />
          ))}
        </svg>
        {onSeek ? gaps.map((gap) => <Gap key={gap[0]} gap={gap} length={length} onSeek={onSeek} />) : null}
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

/** A button over a gap. Needs script anyway, so it takes its place through the CSSOM once it runs; before that it is hidden. */
function Gap({ gap, length, onSeek }: { gap: SecondRange; length: number; onSeek: (seconds: number) => void }) {
  const { t } = useTranslation();
  const [from, to] = gap;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!button.current) return;
    button.current.style.left = `${(from / length) * 100}%`;
    button.current.style.width = `${((to - from) / length) * 100}%`;
    button.current.hidden = false;
  }, [from, to, length]);
  const words = t('Tới phần chưa xem {{span}}', { span: `${formatDuration(from)} – ${formatDuration(to)}` });
  return (
    <button
      ref={button}
      type="button"
      hidden
      suppressHydrationWarning
      onClick={() => onSeek(from)}
      className="absolute inset-y-0 min-w-[6px] bg-transparent hover:bg-[color-mix(in_srgb,var(--partial)_25%,transparent)]"
      aria-label={words}
      title={words}
    />
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
