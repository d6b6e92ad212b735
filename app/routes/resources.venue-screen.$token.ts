import type { LoaderFunctionArgs } from '@remix-run/node';
import { findVenueScreen } from '~/modules/venues/find-venue-screen.server';
import { getScreenNews } from '~/modules/venues/get-screen-news.server';
import { signHallPlayback } from '~/modules/venues/sign-hall-playback.server';

/** The code of this half minute and the hall's state, and the media pass anew; for whoever has the screen's link. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const { services } = context;
  const screen = await findVenueScreen(params.token ?? '', services);
  const issued = signHallPlayback(screen, services);
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (issued.setCookie) headers.set('set-cookie', issued.setCookie);
  return Response.json(await getScreenNews(screen, services), { headers });
}
