import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { requireViewer } from '~/platform/request-context';

export function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return { displayName: viewer.displayName };
}

export default function MemberLayout() {
  return <Outlet />;
}
