import { useEffect, useRef } from 'react';
import { LecturePlayer } from '~/components/player/lecture-player';
import type { PlayerHandle } from '~/components/player/player-events';
import { renewPlayback } from '~/components/player/renew-playback';
import { useBeats } from '~/components/player/use-beats';
import { CheckPanel } from '~/components/presence-checks/check-panel';
import { usePresenceChecks } from '~/components/presence-checks/use-presence-checks';
import { Notice } from '~/components/ui/notice';
import type { CoverageView } from '~/modules/attendance/schema';
import type { PlaybackSource } from '~/modules/media/schema';
import type { SessionChecks } from '~/modules/presence-checks/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ChapterList } from './chapter-list';
import { CoverageCard } from './coverage-card';

interface Props {
  session: { id: number; title: string };
  playback: PlaybackSource;
  coverage: CoverageView;
  chapters: { id: number; title: string; at: number }[];
  checks: SessionChecks | null;
  hasTranscript: boolean;
  listed: boolean;
  resumeAt: number;
  onAcknowledged: () => void;
  onCheckSettled: () => void;
}

/** A session's recording: player, beats, presence checks and the strip. */
export function RecordingSession(props: Props) {
  const { t } = useTranslation();
  const { session, playback, coverage, listed, onAcknowledged } = props;
  const player = useRef<PlayerHandle>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const length = playback.timelineSeconds;
  const { ticket } = playback;
  // A trimmed or replaced recording counts by other seconds than this page plays: its ticket is not for us.
  const renew = async () => {
    const renewed = await renewPlayback(session.id);
    return renewed?.master === playback.master ? renewed.ticket : null;
  };
  const checks = usePresenceChecks({
    ...{ player, ticket, checks: props.checks, onSettled: props.onCheckSettled, renew },
    sessionId: session.id,
  });
  const sending = useBeats({
    ...{ player, length, ticket, onAcknowledged, renew },
    sessionId: session.id,
    counts: listed,
    onChecks: checks.hear,
  });
  useEffect(() => {
    const show = (at: number) => {
      if (!playhead.current) return;
      playhead.current.style.display = 'block';
      playhead.current.style.left = `${Math.min(100, (at / length) * 100)}%`;
    };
    const unsubscribe = [
      player.current?.on('played', ({ to }) => show(to)),
      player.current?.on('seek', ({ to }) => show(to)),
    ];
    return () => {
      for (const stop of unsubscribe) stop?.();
    };
  }, [length]);
  const goTo = (seconds: number) => {
    player.current?.seekTo(seconds);
    player.current?.play();
  };
  return (
    <>
      <LecturePlayer
        ref={player}
        source={playback}
        sessionId={session.id}
        title={session.title}
        resumeAt={props.resumeAt}
        belowPicture={props.checks ? <CheckPanel {...checks} answerSeconds={props.checks.answerSeconds} /> : undefined}
      />
      <ChapterList chapters={props.chapters} onSeek={goTo} />
      {props.hasTranscript ? (
        <noscript>
          <Notice tone="warning" title={t('Trình duyệt đang tắt JavaScript nên không phát được bài giảng.')}>
            {t('Đồng chí vẫn đọc được lời giảng dạng chữ ở bên dưới; phần đọc không được tính là đã xem.')}
          </Notice>
        </noscript>
      ) : null}
      {listed ? <CoverageCard {...{ coverage, sending, onSeek: goTo, playheadRef: playhead }} /> : null}
    </>
  );
}
