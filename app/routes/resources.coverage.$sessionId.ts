import type { LoaderFunctionArgs } from '@remix-run/node';
import { getCoverage } from '~/modules/attendance/get-session-page.server';
import { AppError } from '~/platform/errors';

/** The signed-in member's coverage of one session, fresh. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const { viewer, services } = context;
  if (!viewer || viewer.mustChangePassword) {
    throw new AppError('unauthenticated', 'SIGN_IN', 'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại.');
  }
  const coverage = await getCoverage(viewer, Number(params.sessionId), services.pool);
  return Response.json(coverage, { headers: { 'cache-control': 'no-store' } });
}
