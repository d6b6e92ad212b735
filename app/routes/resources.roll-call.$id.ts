import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { findClerkVenue } from '~/modules/venues/find-clerk-venue.server';
import { getRollCallNews } from '~/modules/venues/get-roll-call.server';
import { marksSchema } from '~/modules/venues/input';
import { markMembers } from '~/modules/venues/mark-members.server';
import { errorText, isAppError } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

const MAX_BODY = 512 * 1024;
const answer = (body: unknown, status = 200) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

/** Marks by member id and the sums: what other clerks and scanned codes have changed since the page was loaded. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  return answer(await getRollCallNews(await findClerkVenue(viewer, Number(params.id), db), db));
}

/** `POST {"entries": [{memberId, present, seen}]}` → `{conflicts, news}`; or `{code, message}` with 400, 401, 404, 409, 413. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address } = context;
  const { db } = services;
  const venue = await findClerkVenue(viewer, Number(params.id), db);
  const text = await request.text();
  if (text.length > MAX_BODY)
    return answer({ code: 'TOO_LARGE', message: 'Danh sách gửi lên dài quá. Đồng chí tải lại trang.' }, 413);
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  const parsed = marksSchema.safeParse(body);
  if (!parsed.success) {
    return answer({ code: 'MALFORMED', message: 'Điểm danh gửi lên không đúng dạng. Đồng chí tải lại trang.' }, 400);
  }
  try {
    const { entries } = parsed.data;
    const { conflicts } = await markMembers({ viewer, venueId: venue.id, entries, requestId, address }, db);
    return answer({ conflicts, news: await getRollCallNews(venue, db) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return answer({ code: error.code, message: errorText(error) }, error.status);
  }
}
