import clsx from 'clsx';
import type { ButtonHTMLAttributes } from 'react';
import { PlayerIcon, type PlayerIconName } from './player-icon';

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: PlayerIconName;
  label: string;
  /** The key that does the same while the player has the focus. */
  shortcut?: string;
}

/** A control of a player: an icon with its name for screen readers and pointers. */
export function IconButton({ icon, label, shortcut, className, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={shortcut ? `${label} (${shortcut.toUpperCase()})` : label}
      aria-keyshortcuts={shortcut}
      className={clsx(
        'flex size-11 items-center justify-center rounded-sm hover:bg-white/20 focus-visible:outline-white disabled:opacity-50',
        className,
      )}
    >
      <PlayerIcon name={icon} />
    </button>
  );
}
