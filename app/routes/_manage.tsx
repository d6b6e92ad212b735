import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AppShell } from '~/components/layout/app-shell';
import { ErrorPage } from '~/components/layout/error-page';
import { PlainShell } from '~/components/layout/plain-shell';
import { StandingNotices } from '~/components/privacy/standing-notices';
import { isOfficial, managementNavigation } from '~/modules/accounts/navigation';
import { sessionClock } from '~/modules/accounts/require-fresh.server';
import { findStandingNotices } from '~/modules/privacy/find-standing-notices.server';
import { notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  if (!isOfficial(viewer)) throw notFound();
  return {
    ...sessionClock(context),
    displayName: viewer.displayName,
    entries: managementNavigation(viewer),
    notices: await findStandingNotices({ viewer, request }, context.services),
  };
}

const links = [{ to: '/', label: 'Trang của tôi' }];

function Shell({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('routes/_manage');
  if (!data) return <PlainShell wide>{children}</PlainShell>;
  return (
    <AppShell displayName={data.displayName} idleMinutes={data.idleMinutes} entries={data.entries} links={links}>
      <StandingNotices {...data.notices} />
      {children}
    </AppShell>
  );
}

export default function ManageLayout() {
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
