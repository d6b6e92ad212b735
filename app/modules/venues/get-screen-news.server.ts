import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import type { Services } from '~/platform/services';
import { makeCode, nextCodeIn, venueKey } from './check-in-code';
import type { VenueScreen } from './find-venue-screen.server';
import { CODE_STEP_MS, CODES_AHEAD, type ScreenNews } from './schema';

/**
 * What changes on a hall's screen: its state, what plays and, while it is open, the codes of this half minute and of those that follow:
 * thirty thousand screens ask once a minute, and a link that is away for a while leaves no hall without a code.
 */
export async function getScreenNews(
  screen: Pick<VenueScreen, 'venueId' | 'state' | 'recording' | 'live'>,
  services: Pick<Services, 'env' | 'clock' | 'pool' | 'redis'>,
): Promise<ScreenNews> {
  const { env, clock } = services;
  const now = clock.now().getTime();
  const open = screen.state === 'OPEN';
  const key = venueKey(env.SESSION_SECRET);
  const codes = Array.from(
    { length: open ? CODES_AHEAD : 0 },
    (_, step) => `${env.PUBLIC_URL}/diem-danh/${makeCode(screen.venueId, now + step * CODE_STEP_MS, key)}`,
  );
  const view = open && screen.live && !screen.recording ? await getLiveView(services, screen.live.id) : null;
  const onAir = view !== null && ['ON_AIR', 'PAUSED', 'ENDED'].includes(view.state);
  const picture = open && screen.recording ? 'RECORDING' : onAir ? 'LIVE' : 'NONE';
  return { state: screen.state, picture, view, codes, nextIn: nextCodeIn(now) };
}
