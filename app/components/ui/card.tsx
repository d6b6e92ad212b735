import clsx from 'clsx';
import type { ReactNode } from 'react';

interface Props {
  title?: ReactNode;
  /** Beside the title: a badge, a link, a figure. */
  aside?: ReactNode;
  /** A red edge: the one thing to do next on this page. */
  emphasis?: boolean;
  /** The heading's level in the page's outline. */
  level?: 2 | 3;
  id?: string;
  className?: string;
  children?: ReactNode;
}

export function Card({ title, aside, emphasis, level = 2, id, className, children }: Props) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      id={id}
      data-card
      aria-labelledby={title && id ? `${id}-title` : undefined}
      className={clsx(
        'rounded-lg border border-line bg-surface p-4 shadow-card sm:p-6',
        emphasis && 'border-l-[6px] border-l-accent',
        className,
      )}
    >
      {title || aside ? (
        <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          {title ? <Heading id={id ? `${id}-title` : undefined}>{title}</Heading> : null}
          {aside ? <div className="text-ink-2">{aside}</div> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}
