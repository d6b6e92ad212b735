import { Link, type LinkProps } from '@remix-run/react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Icon } from './icon';

export interface Crumb {
  label: ReactNode;
  /** Absent on the last: the page one is on. */
  to?: LinkProps['to'];
}

export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('Đường dẫn')} className="mb-2 text-sm text-ink-2">
      <ol className="flex flex-wrap items-center gap-x-2">
        {items.map((item, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity here
            key={index}
            // The page one is on is named by its heading; on a phone the way back is enough.
            className={clsx('items-center gap-2', item.to || items.length === 1 ? 'flex' : 'hidden sm:flex')}
          >
            {index > 0 ? <Icon name="right" className="size-4 text-ink-3" /> : null}
            {item.to ? (
              <Link
                to={item.to}
                className="inline-flex min-h-11 items-center underline decoration-line-strong hover:text-ink"
              >
                {item.label}
              </Link>
            ) : (
              <span aria-current="page">{item.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
