import { Link, useLocation } from '@remix-run/react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { buttonClass } from './button';
import { Icon } from './icon';

interface Props {
  /** 1-based. */
  page: number;
  pageCount: number;
  /** Query parameter that carries the page; the rest of the query stays. */
  param?: string;
  /** What is paged, when a page has two lists. */
  label?: string;
}

/** Links to the page before and after, and where one is. Nothing when all fits on one page. */
export function Pagination({ page, pageCount, param = 'trang', label }: Props) {
  const { t } = useTranslation();
  const location = useLocation();
  if (pageCount <= 1) return null;
  const to = (target: number) => {
    const query = new URLSearchParams(location.search);
    query.set(param, String(target));
    return { pathname: location.pathname, search: `?${query}` };
  };
  return (
    <nav
      aria-label={label ?? t('Trang của danh sách')}
      className="mt-4 flex flex-wrap items-center justify-between gap-3"
    >
      {page > 1 ? (
        <Link to={to(page - 1)} rel="prev" className={buttonClass('secondary')}>
          <Icon name="left" />
          {t('Trang trước')}
        </Link>
      ) : (
        <span />
      )}
      <span className="tabular text-ink-2">{t('Trang {{page}} trên {{pageCount}}', { page, pageCount })}</span>
      {page < pageCount ? (
        <Link to={to(page + 1)} rel="next" className={buttonClass('secondary')}>
          {t('Trang sau')}
          <Icon name="right" />
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
