import type { LoaderFunctionArgs } from '@remix-run/node';
import { getRecordingPage } from '~/modules/media/get-recording-page.server';
import { requireViewer } from '~/platform/request-context';

/** What the recording page asks every other second while a video is on its way. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { current } = await getRecordingPage(context.services, { viewer, sessionId: Number(params.id) });
  return Response.json({ current }, { headers: { 'cache-control': 'no-store' } });
}
