import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

export function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  if (!viewer.grants.some((grant) => grant.role !== 'MEMBER')) throw notFound();
  return { displayName: viewer.displayName };
}

export default function ManageLayout() {
  return <Outlet />;
}
