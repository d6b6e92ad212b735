import type { LiveSource } from '~/modules/broadcasts/schema';
import { signLivePlayback, signPlayback } from '~/modules/media/issue-playback-ticket.server';
import type { PlaybackSource } from '~/modules/media/schema';
import type { Services } from '~/platform/services';
import type { VenueScreen } from './find-venue-screen.server';

/** A hall's screen is nobody: no account, no member; its beats would count for nobody. */
const hall = (venueId: number) => ({ accountId: 0, memberId: null, venueId });

export interface HallPlayback {
  recording: PlaybackSource | null;
  live: LiveSource | null;
  /** A Set-Cookie line: the pass for what plays; null: nothing does. */
  setCookie: string | null;
}

/** What an open hall may play now: the recording once there is one, else what is on air; nothing while the hall is not open. */
export function signHallPlayback(
  {
    venueId,
    state,
    sessionId,
    recording,
    live,
  }: Pick<VenueScreen, 'venueId' | 'state' | 'sessionId' | 'recording' | 'live'>,
  services: Pick<Services, 'env' | 'clock'>,
): HallPlayback {
  if (state === 'OPEN' && recording) {
    const { playback, setCookie } = signPlayback(services, { viewer: hall(venueId), sessionId, recording });
    return { recording: playback, live: null, setCookie };
  }
  const issued =
    state === 'OPEN' && live
      ? signLivePlayback(services, { viewer: hall(venueId), sessionId, live, operates: false })
      : null;
  return { recording: null, live: issued?.playback ?? null, setCookie: issued?.setCookie ?? null };
}
