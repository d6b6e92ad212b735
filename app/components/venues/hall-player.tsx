import { LecturePlayer } from '~/components/player/lecture-player';
import type { PlaybackSource } from '~/modules/media/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  sessionId: number;
  title: string;
  recording: PlaybackSource | null;
  /** When the session begins, on the hall's clock. */
  starts: string;
  renewPass: () => Promise<boolean>;
}

/**
 * What plays in the hall: the one place where the picture is chosen. A session with a recording plays it; a live broadcast is plugged
 * in here, before the recording, with the same pass. Nobody's coverage grows: the roll-call says who was there.
 */
export function HallPlayer({ sessionId, title, recording, starts, renewPass }: Props) {
  const { t } = useTranslation();
  if (recording)
    return <LecturePlayer source={recording} sessionId={sessionId} title={title} renewPass={renewPass} wholePage />;
  return (
    <div className="flex aspect-video flex-col items-center justify-center gap-4 bg-black p-8 text-center text-white">
      <p className="text-2xl font-semibold">{title}</p>
      <p className="text-lg">{t('Bắt đầu: {{starts}}', { starts })}</p>
    </div>
  );
}
