import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

export type BadgeTone = 'done' | 'partial' | 'info' | 'neutral' | 'live' | 'danger' | 'soon';

const looks: Record<BadgeTone, string> = {
  done: 'bg-done-soft text-done',
  partial: 'bg-partial-soft text-partial',
  info: 'bg-info-soft text-info',
  neutral: 'bg-sunken text-ink-2',
  live: 'bg-info text-surface',
  danger: 'bg-danger-soft text-danger',
  soon: 'bg-accent text-accent-ink',
};

const icons: Partial<Record<BadgeTone, IconName>> = {
  done: 'check',
  partial: 'partial',
  live: 'live',
  danger: 'alert',
};

interface Props {
  tone?: BadgeTone;
  /** Another icon than the tone's own; null for none. */
  icon?: IconName | null;
  children: ReactNode;
}

/** A state in a word. The colour only repeats what the word says. */
export function Badge({ tone = 'neutral', icon, children }: Props) {
  const shown = icon === undefined ? icons[tone] : icon;
  return (
    <span
      className={clsx(
        'inline-flex w-fit max-w-full items-center gap-1.5 rounded-full px-3 py-0.5 text-sm font-medium',
        looks[tone],
      )}
    >
      {shown ? <Icon name={shown} className="size-4" /> : null}
      {children}
    </span>
  );
}
