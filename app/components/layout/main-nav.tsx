import { NavLink, useLocation } from '@remix-run/react';
import clsx from 'clsx';
import type { NavigationEntry } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Icon } from '../ui/icon';
import { Disclosure } from './disclosure';

/** The roots of both halves of the site are a prefix of everything: they are current only on their own page. */
const isExact = (to: string) => to === '/' || to === '/quan-ly';

/** More entries than a small screen's header holds side by side. */
const isMany = (entries: readonly NavigationEntry[]) => entries.length > 6;

/** More than stand side by side in the header of a wide screen. */
const MOST_SIDE_BY_SIDE = 8;

const wideClass = (current: boolean) =>
  clsx(
    'flex h-full items-center gap-1 whitespace-nowrap border-y-[3px] border-t-transparent no-underline',
    current ? 'border-b-accent font-semibold text-ink' : 'border-b-transparent text-ink-2 hover:text-ink',
  );

export function WideNav({ entries }: { entries: readonly NavigationEntry[] }) {
  const { t } = useTranslation();
  const gathers = entries.length > MOST_SIDE_BY_SIDE;
  const aside = gathers ? entries.filter((entry) => entry.aside) : [];
  const beside = gathers ? entries.filter((entry) => !entry.aside) : entries;
  return (
    <nav aria-label={t('Mục chính')} className={clsx('hidden self-stretch', isMany(entries) ? 'xl:block' : 'lg:block')}>
      <ul className={clsx('flex h-full', isMany(entries) ? 'gap-5' : 'gap-6')}>
        {beside.map((entry) => (
          <li key={entry.to}>
            <NavLink to={entry.to} end={isExact(entry.to)} className={({ isActive }) => wideClass(isActive)}>
              {t(entry.label)}
            </NavLink>
          </li>
        ))}
        {aside.length > 0 ? (
          <li>
            <AsideNav entries={aside} />
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

/** What a wide header has no room for; its own name stands there while one of its pages is open. */
function AsideNav({ entries }: { entries: readonly NavigationEntry[] }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const current = entries.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <Disclosure
      className="relative h-full"
      summaryClassName={clsx('list-none', wideClass(current !== undefined))}
      summary={
        <>
          {t(current?.label ?? 'An toàn dữ liệu')}
          <Icon name="down" className="size-4" />
        </>
      }
    >
      <ul className="absolute right-0 top-full z-40 mt-1 w-60 rounded-lg border border-line bg-surface p-2 shadow-card">
        {entries.map((entry) => (
          <li key={entry.to}>
            <MenuLink entry={entry} />
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

/** On a phone, up to four entries stand at the bottom, under the thumb. */
export function BottomNav({ entries }: { entries: readonly NavigationEntry[] }) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t('Mục chính')}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="mx-auto flex max-w-xl">
        {entries.map((entry) => (
          <li key={entry.to} className="grow basis-0">
            <NavLink
              to={entry.to}
              end={isExact(entry.to)}
              className={({ isActive }) =>
                clsx(
                  'flex h-full min-h-16 flex-col items-center gap-0.5 border-t-[3px] px-0.5 pt-1.5 pb-1 text-center text-[1rem] leading-tight no-underline',
                  isActive ? 'border-t-accent font-semibold text-accent' : 'border-t-transparent text-ink-2',
                )
              }
            >
              <Icon name={entry.icon} className="size-6" />
              {t(entry.label)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a phone, more entries than that open from a button in the header. */
export function MenuNav({ entries }: { entries: readonly NavigationEntry[] }) {
  const { t } = useTranslation();
  return (
    <Disclosure
      className={isMany(entries) ? 'xl:hidden' : 'lg:hidden'}
      summaryClassName="flex min-h-11 list-none items-center gap-2 rounded-sm px-2 font-medium hover:bg-sunken"
      summary={
        <>
          <Icon name="menu" className="size-6" />
          {t('Mục')}
        </>
      }
    >
      <nav
        aria-label={t('Mục chính')}
        className="absolute inset-x-0 top-full z-40 border-b border-line bg-surface p-3 shadow-card"
      >
        <ul>
          {entries.map((entry) => (
            <li key={entry.to}>
              <MenuLink entry={entry} />
            </li>
          ))}
        </ul>
      </nav>
    </Disclosure>
  );
}

function MenuLink({ entry }: { entry: NavigationEntry }) {
  const { t } = useTranslation();
  return (
    <NavLink
      to={entry.to}
      end={isExact(entry.to)}
      className={({ isActive }) =>
        clsx(
          'flex min-h-12 items-center gap-3 rounded-sm px-3 no-underline hover:bg-sunken',
          isActive && 'bg-accent-soft font-semibold text-accent',
        )
      }
    >
      <Icon name={entry.icon} />
      {t(entry.label)}
    </NavLink>
  );
}
