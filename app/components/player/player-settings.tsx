import clsx from 'clsx';
import { type ReactNode, useId } from 'react';
import { type DataUse, megabytesAnHour } from '~/modules/media/schema';
import { formatNumber } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { SPEEDS } from './player-keys';
import type { PlayerPreferences } from './player-preferences';

interface Props {
  ready: boolean;
  preferences: PlayerPreferences;
  /** Lines of each rung, highest first. */
  qualities: number[];
  captions: boolean;
  /** Null: there is no sound to listen to alone. */
  dataUse: DataUse | null;
  /** False: what is live plays at its own speed. */
  speeds: boolean;
  onPrefer: (change: Partial<PlayerPreferences>) => void;
}

/** The player's second row: captions, sound only, speed, quality; what does not apply is not there. */
export function PlayerSettings({ ready, preferences, qualities, captions, dataUse, speeds, onPrefer }: Props) {
  const { t, i18n } = useTranslation();
  const hint = useId();
  const language = i18n.language as Language;
  const choice = qualities.length > 1 && !preferences.audioOnly;
  if (!captions && !dataUse && !speeds && !choice) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-2 py-1 sm:gap-x-3">
      {captions ? (
        <Toggle
          pressed={preferences.captions}
          disabled={!ready}
          aria-keyshortcuts="c"
          onClick={() => onPrefer({ captions: !preferences.captions })}
        >
          {t('Phụ đề')}
        </Toggle>
      ) : null}
      {dataUse ? (
        <Toggle
          pressed={preferences.audioOnly}
          disabled={!ready}
          aria-describedby={hint}
          onClick={() => onPrefer({ audioOnly: !preferences.audioOnly })}
        >
          {t('Tiết kiệm dữ liệu (chỉ nghe)')}
        </Toggle>
      ) : null}
      {speeds ? (
        <Choice
          label={t('Tốc độ')}
          value={String(preferences.speed)}
          disabled={!ready}
          onChange={(value) => onPrefer({ speed: Number(value) })}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed} className="bg-black text-white">
              {formatNumber(speed, speed % 1 === 0 ? 0 : speed === 1.5 ? 1 : 2, language)}×
            </option>
          ))}
        </Choice>
      ) : null}
      {choice ? (
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
      {dataUse ? (
        <span id={hint} data-data-use className="w-full text-[1rem] text-white/80">
          {t('Chỉ nghe: khoảng {{sound}} MB mỗi giờ, thay cho đến {{picture}} MB khi có hình.', {
            sound: formatNumber(megabytesAnHour(dataUse.sound), 0, language),
            picture: formatNumber(megabytesAnHour(dataUse.picture), 0, language),
          })}
        </span>
      ) : null}
    </div>
  );
}

interface ToggleProps {
  pressed: boolean;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
  'aria-describedby'?: string;
  'aria-keyshortcuts'?: string;
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
