import clsx from 'clsx';

interface Props {
  /** 0 to 1. */
  share: number;
  tone: 'done' | 'info' | 'partial' | 'danger';
  /** Height and edges: "h-3 rounded-full". */
  className?: string;
  /** Grows smoothly when the share changes. */
  moves?: boolean;
}

const FILL = { done: 'fill-done', info: 'fill-info', partial: 'fill-partial', danger: 'fill-danger' } as const;

/**
 * A bar that is full to a share of its width. Drawn with attributes of SVG: the page's content security policy takes no style
 * attribute, so a width in one would be lost on a page without script.
 */
export function ShareBar({ share, tone, className, moves }: Props) {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  return (
    <svg
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
      className={clsx('block w-full overflow-hidden bg-sunken', className)}
    >
      <rect
        width={width}
        height="1"
        className={clsx(FILL[tone], moves && 'transition-[width] duration-500 motion-reduce:transition-none')}
      />
    </svg>
  );
}
