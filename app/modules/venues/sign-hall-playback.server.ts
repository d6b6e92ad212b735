import { type IssuedPlayback, signPlayback } from '~/modules/media/issue-playback-ticket.server';
import type { Services } from '~/platform/services';
import type { VenueScreen } from './find-venue-screen.server';

/** A hall's screen is nobody: no account, no member; its beats would count for nobody. */
const HALL = { accountId: 0, memberId: null };

/** The session's recording for an open hall; null while it is not open or nothing is recorded. */
export function signHallPlayback(
  screen: Pick<VenueScreen, 'state' | 'sessionId' | 'recording'>,
  services: Pick<Services, 'env' | 'clock'>,
): IssuedPlayback | null {
  if (screen.state !== 'OPEN' || !screen.recording) return null;
  return signPlayback(services, { viewer: HALL, sessionId: screen.sessionId, recording: screen.recording });
}
