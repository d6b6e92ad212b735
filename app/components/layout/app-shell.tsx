import { Link } from '@remix-run/react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { NavigationEntry } from '~/modules/accounts/schema';
import { AccountMenu } from './account-menu';
import { AppFooter } from './app-footer';
import { IdleGuard } from './idle-guard';
import { BottomNav, MenuNav, WideNav } from './main-nav';
import { SkipLink } from './skip-link';

interface Props {
  displayName: string;
  /** After so many minutes without a sign of life the session locks. */
  idleMinutes: number;
  entries: readonly NavigationEntry[];
  /** Links of the account menu besides the standing ones. */
  links?: readonly { to: string; label: string }[];
  /** Member pages are set a step larger. */
  member?: boolean;
  children: ReactNode;
}

const BOTTOM_MAX = 4;

/** Header, menu, main landmark, footer: around every page of a signed-in person. */
export function AppShell({ displayName, idleMinutes, entries, links = [], member = false, children }: Props) {
  const bottom = entries.length <= BOTTOM_MAX;
  return (
    <div className={clsx('flex min-h-dvh flex-col', member && 'member-pages', bottom && 'pb-20 lg:pb-0 print:pb-0')}>
      <SkipLink />
      <header data-app-header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto flex h-16 max-w-[80rem] items-center gap-2 px-4 sm:gap-4 lg:gap-10 lg:px-8">
          <Link
            to="/"
            className="inline-flex min-h-11 items-center whitespace-nowrap text-lg font-bold text-accent no-underline"
          >
            Điểm Cầu
          </Link>
          <WideNav entries={entries} />
          {bottom ? null : <MenuNav entries={entries} />}
          <div className="ml-auto min-w-0">
            <AccountMenu displayName={displayName} links={links} short={!bottom} />
          </div>
        </div>
      </header>
      <main id="noi-dung" tabIndex={-1} className="mx-auto w-full max-w-[77.5rem] grow px-4 py-6 outline-none lg:px-8">
        {children}
      </main>
      <AppFooter />
      <IdleGuard minutes={idleMinutes} />
      {bottom ? <BottomNav entries={entries} /> : null}
    </div>
  );
}
