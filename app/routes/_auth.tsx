import { Outlet } from '@remix-run/react';
import { ErrorPage } from '~/components/layout/error-page';
import { PlainShell } from '~/components/layout/plain-shell';

export default function AuthLayout() {
  return (
    <PlainShell>
      <Outlet />
    </PlainShell>
  );
}

export function ErrorBoundary() {
  return (
    <PlainShell wide>
      <ErrorPage />
    </PlainShell>
  );
}
