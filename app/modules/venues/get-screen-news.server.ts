import type { Services } from '~/platform/services';
import { makeCode, nextCodeIn, venueKey } from './check-in-code';
import { type DrawnCode, drawCode } from './draw-code.server';
import type { VenueScreen } from './find-venue-screen.server';
import type { VenueState } from './schema';

/** What changes on a hall's screen: its state and, while it is open, the code of this half minute. */
export function getScreenNews(
  screen: Pick<VenueScreen, 'venueId' | 'state'>,
  { env, clock }: Pick<Services, 'env' | 'clock'>,
): { state: VenueState; code: DrawnCode | null; nextIn: number } {
  const now = clock.now().getTime();
  const open = screen.state === 'OPEN';
  const code = open
    ? drawCode(`${env.PUBLIC_URL}/diem-danh/${makeCode(screen.venueId, now, venueKey(env.SESSION_SECRET))}`)
    : null;
  return {
    state: screen.state,
    code,
    nextIn: nextCodeIn(now),
  };
}
