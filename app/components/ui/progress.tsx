import { type ReactNode, useId } from 'react';
import { ShareBar } from './share-bar';

interface Props {
  /** What is progressing: "Đang đọc tệp". */
  label: ReactNode;
  value: number;
  max: number;
  /** The figures in words: "1.204 trên 10.000 dòng". */
  text: ReactNode;
  tone?: 'done' | 'info' | 'partial';
}

/** A bar with its figures in words. `max` of 0 means that the end is not known yet. */
export function Progress({ label, value, max, text, tone = 'done' }: Props) {
  const id = useId();
  const known = max > 0;
  const share = known ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="tabular text-ink-2">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={known ? max : undefined}
        aria-valuenow={known ? Math.min(value, max) : undefined}
        className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-line"
      >
        <ShareBar share={known ? share : 1 / 3} tone={tone} moves className={known ? 'h-3' : 'h-3 animate-pulse'} />
      </div>
    </div>
  );
}
