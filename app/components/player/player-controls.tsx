import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { PlaybackSource } from '~/modules/media/schema';
import { formatDuration, formatNumber } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';

import { IconButton } from './icon-button';
import { JUMP_SECONDS, type PlayerCommand, SPEEDS } from './player-keys';
import type { PlayerPreferences } from './player-preferences';
import { SeekBar } from './seek-bar';
import { VolumeControl } from './volume-control';

export interface ControlsProps {
  /** False until the page's script runs: nothing can be pressed yet. */
  ready: boolean;
  paused: boolean;
  position: number;
  duration: number;
  qualities: number[];
  fullscreen: boolean;
  preferences: PlayerPreferences;
  source: PlaybackSource;
  onCommand: (command: PlayerCommand) => void;
  onSeek: (seconds: number) => void;
  onPrefer: (change: Partial<PlayerPreferences>) => void;
}

/** Below the picture, always in sight: nothing to discover by hovering. */
export function PlayerControls(props: ControlsProps) {
  const { t } = useTranslation();
  const { ready, paused, position, duration, preferences, source, onCommand, onPrefer } = props;
  const jump = { seconds: JUMP_SECONDS };
  return (
    <div className="bg-black px-2 pb-2 text-white max-sm:text-[1rem] sm:px-3">
      <SeekBar
        position={position}
        duration={duration}
        storyboard={source.storyboard}
        disabled={!ready}
        onSeek={props.onSeek}
      />
      <div className="flex flex-wrap items-center gap-x-1">
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? t('Phát') : t('Tạm dừng')}
          disabled={!ready}
          onClick={() => onCommand({ type: 'toggle' })}
        />
        <IconButton
          icon="back"
          label={t('Lùi {{seconds}} giây', jump)}
          disabled={!ready}
          onClick={() => onCommand({ type: 'jump', seconds: -JUMP_SECONDS })}
        />
        <IconButton
          icon="forward"
          label={t('Tới {{seconds}} giây', jump)}
          disabled={!ready}
          onClick={() => onCommand({ type: 'jump', seconds: JUMP_SECONDS })}
        />
        <span className="tabular px-1 whitespace-nowrap max-sm:order-first max-sm:w-full">
          {formatDuration(position)} / {formatDuration(duration)}
        </span>
        <VolumeControl
          {...{ ready, preferences }}
          onMute={() => onCommand({ type: 'mute' })}
          onVolume={(volume) => onPrefer({ volume, muted: false })}
        />
        <IconButton
          icon={props.fullscreen ? 'window' : 'full'}
          label={props.fullscreen ? t('Thu nhỏ') : t('Toàn màn hình')}
          disabled={!ready}
          onClick={() => onCommand({ type: 'fullscreen' })}
        />
      </div>
      <Settings {...props} />
    </div>
  );
}

function Settings({ ready, qualities, preferences, source, onCommand, onPrefer }: ControlsProps) {
  const { t, i18n } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-2 py-1 sm:gap-x-3">
      {source.captions.length > 0 ? (
        <Toggle pressed={preferences.captions} disabled={!ready} onClick={() => onCommand({ type: 'captions' })}>
          {t('Phụ đề')}
        </Toggle>
      ) : null}
      {source.audioMaster ? (
        <Toggle
          pressed={preferences.audioOnly}
          disabled={!ready}
          onClick={() => onPrefer({ audioOnly: !preferences.audioOnly })}
        >
          {t('Tiết kiệm dữ liệu (chỉ nghe)')}
        </Toggle>
      ) : null}
      <Choice
        label={t('Tốc độ')}
        value={String(preferences.speed)}
        disabled={!ready}
        onChange={(value) => onPrefer({ speed: Number(value) })}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed} className="bg-black text-white">
            {formatNumber(speed, speed % 1 === 0 ? 0 : speed === 1.5 ? 1 : 2, i18n.language as Language)}×
          </option>
        ))}
      </Choice>
      {qualities.length > 1 && !preferences.audioOnly ? (
        <Choice
          label={t('Chất lượng')}
          value={String(qualities.includes(preferences.quality ?? 0) ? preferences.quality : '')}
          disabled={!ready}
          onChange={(value) => onPrefer({ quality: value === '' ? null : Number(value) })}
        >
          <option value="" className="bg-black text-white">
            {t('Tự động')}
          </option>
          {qualities.map((height) => (
            <option key={height} value={height} className="bg-black text-white">
              {height}p
            </option>
          ))}
        </Choice>
      ) : null}
    </div>
  );
}

interface ToggleProps {
  pressed: boolean;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Toggle({ pressed, children, ...rest }: ToggleProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-pressed={pressed}
      className={clsx(
        'min-h-11 rounded-sm border border-white/70 px-2.5 focus-visible:outline-white disabled:opacity-50',
        pressed ? 'bg-white text-black' : 'hover:bg-white/20',
      )}
    >
      {children}
    </button>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, disabled, onChange, children }: ChoiceProps) {
  return (
    <label className="flex items-center gap-1.5 sm:gap-2">
      {label}
      <select
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="min-h-11 rounded-sm border border-white/70 bg-black px-1.5 text-white focus-visible:outline-white disabled:opacity-50"
      >
        {children}
      </select>
    </label>
  );
}
