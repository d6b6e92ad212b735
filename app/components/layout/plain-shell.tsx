import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AppFooter } from './app-footer';
import { LanguageForm, ThemeForm } from './preference-forms';
import { SkipLink } from './skip-link';

/** Around pages that need no signed-in person: sign-in, change of password, errors outside the layouts. */
export function PlainShell({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <div className="member-pages flex min-h-dvh flex-col">
      <SkipLink />
      <header data-app-header className="border-b border-line bg-surface">
        <div className="mx-auto flex min-h-16 max-w-[80rem] flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2 lg:px-8">
          <Link
            to="/"
            className="inline-flex min-h-11 items-center whitespace-nowrap text-lg font-bold text-accent no-underline"
          >
            Điểm Cầu
          </Link>
          <LanguageForm />
        </div>
      </header>
      <main
        id="noi-dung"
        tabIndex={-1}
        className={`mx-auto w-full grow px-4 py-8 outline-none sm:py-12 ${wide ? 'max-w-[44rem]' : 'max-w-[30rem]'}`}
      >
        {children}
        <div className="no-print mt-8">
          <ThemeForm />
        </div>
      </main>
      <AppFooter />
    </div>
  );
}
