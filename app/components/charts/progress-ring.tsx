import type { ReactNode } from 'react';

interface Props {
  /** Tenths of a percent, 0–1000. */
  tenths: number;
  /** Where enough is, tenths of a percent; a notch is drawn there. */
  threshold?: number;
  /** The figure in the middle, already formatted. */
  value: ReactNode;
  /** A word below the figure. */
  caption: ReactNode;
  /** The whole in words, for those who do not see the ring. */
  label: string;
}

const RADIUS = 52;
const AROUND = 2 * Math.PI * RADIUS;

/** A share of a whole as a ring: starts at twelve, goes clockwise. */
export function ProgressRing({ tenths, threshold, value, caption, label }: Props) {
  const share = Math.min(1000, Math.max(0, tenths)) / 1000;
  return (
    <div role="img" aria-label={label} className="relative size-28 shrink-0 lg:mx-auto lg:size-36">
      <svg viewBox="0 0 120 120" className="size-full -rotate-90" aria-hidden="true" focusable="false">
        <circle cx="60" cy="60" r={RADIUS} fill="none" strokeWidth="12" className="stroke-sunken" />
        {share > 0 ? (
          <circle
            cx="60"
            cy="60"
            r={RADIUS}
            fill="none"
            strokeWidth="12"
            strokeLinecap={share < 1 ? 'round' : 'butt'}
            strokeDasharray={`${share * AROUND} ${AROUND}`}
            className="stroke-done transition-[stroke-dasharray] duration-500 motion-reduce:transition-none"
          />
        ) : null}
        {threshold !== undefined && threshold < 1000 ? (
          <line
            x1={60 + RADIUS - 8}
            x2={60 + RADIUS + 8}
            y1="60"
            y2="60"
            strokeWidth="2"
            className="stroke-ink"
            transform={`rotate(${(threshold / 1000) * 360} 60 60)`}
          />
        ) : null}
      </svg>
      <div className="absolute inset-0 flex flex-col items-center justify-center" aria-hidden="true">
        <span className="tabular text-xl font-bold leading-tight">{value}</span>
        <span className="text-sm text-ink-2">{caption}</span>
      </div>
    </div>
  );
}
