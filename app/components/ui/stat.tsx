import clsx from 'clsx';
import type { ReactNode } from 'react';

const looks = { ink: '', done: 'text-done', partial: 'text-partial', danger: 'text-danger' };

interface Props {
  label: ReactNode;
  /** Already formatted: `96,33%`, `1.204`. */
  value: ReactNode;
  note?: ReactNode;
  tone?: keyof typeof looks;
}

/** One figure in a card. Put several in a `StatRow`. */
export function Stat({ label, value, note, tone = 'ink' }: Props) {
  return (
    <div data-card className="rounded-lg border border-line bg-surface p-3 shadow-card sm:p-6">
      <dt className="text-sm text-ink-2">{label}</dt>
      <dd>
        <span className={clsx('tabular block text-xl font-bold sm:text-2xl', looks[tone])}>{value}</span>
        {note ? <span className="block text-sm text-ink-2">{note}</span> : null}
      </dd>
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4">{children}</dl>;
}
