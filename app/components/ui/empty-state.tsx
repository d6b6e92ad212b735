import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

interface Props {
  icon?: IconName;
  title: ReactNode;
  /** What to do so that something stands here. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon = 'document', title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-line-strong px-4 py-10 text-center">
      <Icon name={icon} className="size-8 text-ink-3" />
      <p className="text-lg font-semibold">{title}</p>
      {children ? <div className="max-w-[52ch] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
