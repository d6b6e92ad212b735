import { Link, type LinkProps } from '@remix-run/react';
import clsx from 'clsx';
import type { ReactNode } from 'react';

interface Props {
  label: string;
  tabs: readonly { id: string; label: ReactNode; to: LinkProps['to'] }[];
  current: string;
}

/** Tabs are links: each has an address, works without script, and can be sent to a colleague. */
export function Tabs({ label, tabs, current }: Props) {
  return (
    <nav aria-label={label} className="border-b border-line">
      <ul className="flex flex-wrap gap-x-5 sm:gap-x-6">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <Link
              to={tab.to}
              preventScrollReset
              aria-current={tab.id === current ? 'page' : undefined}
              className={clsx(
                'flex min-h-11 items-center whitespace-nowrap border-b-[3px] no-underline',
                tab.id === current ? 'border-accent font-semibold' : 'border-transparent text-ink-2 hover:text-ink',
              )}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
