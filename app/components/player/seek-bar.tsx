import { type PointerEvent, useState } from 'react';
import { type PlaybackSource, sheetAddress, tileAt } from '~/modules/media/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  position: number;
  duration: number;
  storyboard: PlaybackSource['storyboard'];
  disabled: boolean;
  onSeek: (seconds: number) => void;
}

/** A native slider, so that it works with fingers, keys and screen readers; a small picture shows where one is about to go. */
export function SeekBar({ position, duration, storyboard, disabled, onSeek }: Props) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState<number | null>(null);
  const share = (seconds: number): number => (duration > 0 ? Math.min(1, Math.max(0, seconds / duration)) : 0);
  const follow = (event: PointerEvent<HTMLInputElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setPreview(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * duration);
  };
  return (
    <div className="relative">
      {preview !== null && !disabled ? (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute bottom-full z-10 mb-2 -translate-x-1/2 rounded-sm bg-black p-1 text-center text-white ring-1 ring-white/40"
          style={{ left: `clamp(5.5rem, ${share(preview) * 100}%, calc(100% - 5.5rem))` }}
        >
          {storyboard ? <Thumbnail storyboard={storyboard} seconds={preview} /> : null}
          <span className="tabular block px-2">{formatDuration(preview)}</span>
        </div>
      ) : null}
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.floor(duration))}
        step={1}
        value={Math.floor(position)}
        disabled={disabled}
        aria-label={t('Vị trí trong bài giảng')}
        aria-valuetext={t('{{position}} trên {{duration}}', {
          position: formatDuration(position),
          duration: formatDuration(duration),
        })}
        onChange={(event) => onSeek(Number(event.currentTarget.value))}
        onPointerMove={follow}
        onPointerLeave={() => setPreview(null)}
        className="block h-11 w-full cursor-pointer accent-white disabled:cursor-default disabled:opacity-50"
      />
    </div>
  );
}

function Thumbnail({ storyboard, seconds }: { storyboard: NonNullable<Props['storyboard']>; seconds: number }) {
  const tile = tileAt(storyboard, seconds);
  return (
    <span
      className="block"
      style={{
        width: storyboard.tileWidth,
        height: storyboard.tileHeight,
        backgroundImage: `url("${sheetAddress(storyboard, tile.sheet)}")`,
        backgroundPosition: `-${tile.x}px -${tile.y}px`,
      }}
    />
  );
}
