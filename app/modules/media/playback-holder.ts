import type { Viewer } from '~/modules/accounts/viewer';
import { mediaPassKey, signMediaPass } from './media-pass';
import { watermarkCode } from './watermark';

/** Who plays it: a signed-in person on one device, or the screen of a hall. */
export interface PlaybackHolder
  extends Pick<Viewer, 'accountId' | 'memberId'>,
    Partial<Pick<Viewer, 'authSessionId' | 'device'>> {
  venueId?: number;
}

/** What a ticket says of the sign-in and the device it is good for. */
export const boundTo = ({ authSessionId, device }: PlaybackHolder) => ({
  ...(authSessionId ? { ses: authSessionId } : {}),
  ...(device ? { dev: device } : {}),
});

/** The pass for one folder, and the code that stands on the picture meanwhile. */
export function signPass(
  mediaSecret: string,
  args: { viewer: PlaybackHolder; publicPath: string; sessionId: number; exp: number; now: number },
): { pass: string; mark: string } {
  const { viewer, publicPath, sessionId, exp, now } = args;
  const { accountId, authSessionId, device, venueId = 0 } = viewer;
  const mark = watermarkCode({ accountId, venueId, sessionId }, now, mediaSecret);
  // Without a device the pass is bound to no sign-in either: its cookie could not be compared.
  const bound = device && authSessionId ? { device, authSessionId } : {};
  const pass = signMediaPass(
    { publicPath, accountId, venueId, sessionId, exp, mark, ...bound },
    mediaPassKey(mediaSecret),
  );
  return { pass, mark };
}
