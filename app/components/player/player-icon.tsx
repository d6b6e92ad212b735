/** The signs every player has, filled, 24 × 24. Decoration: the button says the same in words. */
const paths = {
  play: 'M8 5v14l11-7z',
  pause: 'M6 5h4v14H6zM14 5h4v14h-4z',
  back: 'M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z',
  forward: 'M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z',
  volume: 'M4 9v6h4l5 5V4L8 9zM16 8.5a4.5 4.5 0 0 1 0 7zM15.5 3.6v2.1a6.8 6.8 0 0 1 0 12.6v2.1a8.8 8.8 0 0 0 0-16.8z',
  muted:
    'M4 9v6h4l5 5V4L8 9zM21.5 9.9 20.1 8.5 18 10.6l-2.1-2.1-1.4 1.4 2.1 2.1-2.1 2.1 1.4 1.4 2.1-2.1 2.1 2.1 1.4-1.4-2.1-2.1z',
  full: 'M5 5h6v2H7v4H5zM13 5h6v6h-2V7h-4zM5 13h2v4h4v2H5zM17 13h2v6h-6v-2h4z',
  window: 'M9 5h2v6H5V9h4zM13 5h2v4h4v2h-6zM5 13h6v6H9v-4H5zM13 13h6v2h-4v4h-2z',
} as const;

export type PlayerIconName = keyof typeof paths;

export function PlayerIcon({ name, className = 'size-7' }: { name: PlayerIconName; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={`shrink-0 ${className}`} fill="currentColor" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
