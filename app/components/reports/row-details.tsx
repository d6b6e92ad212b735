import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';

interface Props {
  /** The second line of a row on a phone: what stands there when it is closed. */
  summary: ReactNode;
  /** What opens, for those who do not see the row. */
  label: string;
  children: ReactNode;
}

/** The rest of a row of a list on a phone; opens without script. */
export function RowDetails({ summary, label, children }: Props) {
  return (
    <details className="group pb-2">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-3 rounded-sm [&::-webkit-details-marker]:hidden">
        {summary}
        <span className="sr-only">{label}</span>
        <Icon name="down" className="size-4 shrink-0 text-ink-2 transition-transform group-open:rotate-180" />
      </summary>
      {children}
    </details>
  );
}
