import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import type { LiveView } from '~/modules/broadcasts/schema';
import type { Services } from '~/platform/services';
import { makeCode, nextCodeIn, venueKey } from './check-in-code';
import { type DrawnCode, drawCode } from './draw-code.server';
import type { VenueScreen } from './find-venue-screen.server';
import type { HallPicture, VenueState } from './schema';

/** What changes on a hall's screen: its state, what plays and, while it is open, the code of this half minute. */
export async function getScreenNews(
  screen: Pick<VenueScreen, 'venueId' | 'state' | 'recording' | 'live'>,
  services: Pick<Services, 'env' | 'clock' | 'pool' | 'redis'>,
): Promise<{ state: VenueState; picture: HallPicture; view: LiveView | null; code: DrawnCode | null; nextIn: number }> {
  const { env, clock } = services;
  const now = clock.now().getTime();
  const open = screen.state === 'OPEN';
  const code = open
    ? drawCode(`${env.PUBLIC_URL}/diem-danh/${makeCode(screen.venueId, now, venueKey(env.SESSION_SECRET))}`)
    : null;
  const view = open && screen.live && !screen.recording ? await getLiveView(services, screen.live.id) : null;
  const onAir = view !== null && ['ON_AIR', 'PAUSED', 'ENDED'].includes(view.state);
  const picture = open && screen.recording ? 'RECORDING' : onAir ? 'LIVE' : 'NONE';
  return { state: screen.state, picture, view, code, nextIn: nextCodeIn(now) };
}
