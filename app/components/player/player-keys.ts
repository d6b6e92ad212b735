import type { KeyboardEvent } from 'react';

export type PlayerCommand =
  | { type: 'toggle' }
  | { type: 'jump'; seconds: number }
  | { type: 'volume'; by: number }
  | { type: 'mute' }
  | { type: 'fullscreen' }
  | { type: 'captions' }
  | { type: 'live' }
  | { type: 'speed'; step: 1 | -1 };

export const SPEEDS = [1, 1.25, 1.5] as const;
export const JUMP_SECONDS = 10;

interface Press {
  key: string;
  altKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
}

/** What a key does while the player has the focus; null leaves it to the browser. `onControl`: a button or list holds the focus and needs space and arrows itself. */
export function commandFor(press: Press, onControl: boolean): PlayerCommand | null {
  if (press.altKey || press.ctrlKey || press.metaKey) return null;
  switch (press.key.length === 1 ? press.key.toLowerCase() : press.key) {
    case ' ':
      return onControl ? null : { type: 'toggle' };
    case 'k':
      return { type: 'toggle' };
    case 'j':
      return { type: 'jump', seconds: -JUMP_SECONDS };
    case 'l':
      return { type: 'jump', seconds: JUMP_SECONDS };
    case 'ArrowLeft':
      return onControl ? null : { type: 'jump', seconds: -JUMP_SECONDS };
    case 'ArrowRight':
      return onControl ? null : { type: 'jump', seconds: JUMP_SECONDS };
    case 'ArrowUp':
      return onControl ? null : { type: 'volume', by: 0.1 };
    case 'ArrowDown':
      return onControl ? null : { type: 'volume', by: -0.1 };
    case 'm':
      return { type: 'mute' };
    case 'f':
      return { type: 'fullscreen' };
    // T for "trực tiếp"; End is where the slider's own key goes, too.
    case 't':
      return { type: 'live' };
    case 'End':
      return onControl ? null : { type: 'live' };
    case 'c':
      return { type: 'captions' };
    case '<':
    case ',':
      return { type: 'speed', step: -1 };
    case '>':
    case '.':
      return { type: 'speed', step: 1 };
    default:
      return null;
  }
}

/** The command of a key press inside the player's frame: its sliders and lists keep the keys they need themselves. */
export function pressedCommand(event: KeyboardEvent<HTMLElement>): PlayerCommand | null {
  const target = event.target as HTMLElement;
  const slider = target instanceof HTMLInputElement && target.max !== '1';
  const onControl = target !== event.currentTarget && !slider && target.tagName !== 'VIDEO';
  return target.tagName === 'SELECT' ? null : commandFor(event, onControl);
}

/** The next speed in the list, staying at its ends. */
export function stepSpeed(speed: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, (at < 0 ? SPEEDS.length - 1 : at) + step))] ?? 1;
}
