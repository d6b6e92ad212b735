import { useMemo, useRef } from 'react';
import { LecturePlayer } from '~/components/player/lecture-player';
import { LivePlayer } from '~/components/player/live-player';
import type { FollowedBroadcast } from '~/components/player/use-live-view';
import type { LiveSource, LiveView } from '~/modules/broadcasts/schema';
import type { PlaybackSource } from '~/modules/media/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  sessionId: number;
  title: string;
  recording: PlaybackSource | null;
  live: LiveSource | null;
  view: LiveView | null;
  /** When the session begins, on the hall's clock. */
  starts: string;
  renewPass: () => Promise<boolean>;
  /** Asks the server for a fresh `view`. */
  ask: () => void;
}

/**
 * What plays in the hall: the one place where the picture is chosen. The recording once there is one, else what is on air.
 * Nobody's coverage grows: the roll-call says who was there.
 */
export function HallPlayer({ sessionId, title, recording, live, view, starts, renewPass, ask }: Props) {
  const { t } = useTranslation();
  const player = { sessionId, title, renewPass };
  if (recording) return <LecturePlayer source={recording} {...player} hall />;
  if (live && view) return <HallLive source={live} view={view} ask={ask} {...player} />;
  return (
    <div className="flex aspect-video flex-col items-center justify-center gap-4 bg-black p-8 text-center text-white">
      <p className="text-2xl font-semibold">{title}</p>
      <p className="text-lg">{t('Bắt đầu: {{starts}}', { starts })}</p>
    </div>
  );
}

interface LiveProps extends Pick<Props, 'sessionId' | 'title' | 'renewPass' | 'ask'> {
  source: LiveSource;
  view: LiveView;
}

/** The live picture, followed by asking: the events of a broadcast are for people who are signed in. */
function HallLive({ view, ask, ...player }: LiveProps) {
  const clock = useRef({ server: 0, local: 0, of: '' });
  if (clock.current.of !== view.now)
    clock.current = { server: Date.parse(view.now), local: performance.now(), of: view.now };
  const followed = useMemo<FollowedBroadcast>(
    () => ({
      view,
      closed: false,
      refresh: ask,
      serverNow: () => clock.current.server + (performance.now() - clock.current.local),
    }),
    [view, ask],
  );
  return <LivePlayer {...player} followed={followed} autoPlay hall />;
}
