import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLocation, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AwayNotice } from '~/components/accounts/away-notice';
import { AppShell } from '~/components/layout/app-shell';
import { ErrorPage } from '~/components/layout/error-page';
import { PlainShell } from '~/components/layout/plain-shell';
import { StandingNotices } from '~/components/privacy/standing-notices';
import { memberNavigation } from '~/modules/accounts/navigation';
import { sessionClock } from '~/modules/accounts/require-fresh.server';
import { findStandingNotices } from '~/modules/privacy/find-standing-notices.server';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return {
    ...sessionClock(context),
    displayName: viewer.displayName,
    entries: memberNavigation(viewer),
    notices: await findStandingNotices({ viewer, request }, context.services),
  };
}

function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const data = useRouteLoaderData<typeof loader>('routes/_app');
  if (!data) return <PlainShell wide>{children}</PlainShell>;
  return (
    <AppShell member displayName={data.displayName} idleMinutes={data.idleMinutes} entries={data.entries}>
      <StandingNotices {...data.notices} />
      {data.away && pathname === '/' ? (
        <div className="mb-5">
          <AwayNotice away={data.away} />
        </div>
      ) : null}
      {children}
    </AppShell>
  );
}

export default function MemberLayout() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  );
}

export function ErrorBoundary() {
  return (
    <Shell>
      <ErrorPage />
    </Shell>
  );
}
