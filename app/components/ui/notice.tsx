import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

export type NoticeTone = 'info' | 'success' | 'warning' | 'error';

const looks: Record<NoticeTone, { box: string; ink: string; icon: IconName }> = {
  info: { box: 'border-info bg-info-soft', ink: 'text-info', icon: 'info' },
  success: { box: 'border-done bg-done-soft', ink: 'text-done', icon: 'check' },
  warning: { box: 'border-partial bg-partial-soft', ink: 'text-partial', icon: 'alert' },
  error: { box: 'border-danger bg-danger-soft', ink: 'text-danger', icon: 'alert' },
};

interface Props {
  tone?: NoticeTone;
  /** What happened. */
  title?: ReactNode;
  /** What to do. */
  children?: ReactNode;
  action?: ReactNode;
  id?: string;
}

/** Errors are read out at once, the rest when there is a pause. */
export function Notice({ tone = 'info', title, children, action, id }: Props) {
  const look = looks[tone];
  return (
    <div
      id={id}
      role={tone === 'error' ? 'alert' : 'status'}
      className={clsx('flex gap-3 rounded-sm border-l-4 p-4', look.box)}
    >
      <Icon name={look.icon} className={clsx('mt-0.5 size-6', look.ink)} />
      <div className="min-w-0 grow">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children}
        {action ? <div className="mt-3">{action}</div> : null}
      </div>
    </div>
  );
}
