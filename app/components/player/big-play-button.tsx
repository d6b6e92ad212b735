import { PlayerIcon } from './player-icon';

interface Props {
  label: string;
  onClick: () => void;
  /** The pointer comes near: the player's code may be fetched. */
  onNear?: () => void;
}

/** In the middle of a picture that stands. */
export function BigPlayButton({ label, onClick, onNear }: Props) {
  return (
    <button
      type="button"
      onClick={onClick}
      onPointerEnter={onNear}
      aria-label={label}
      className="absolute top-1/2 left-1/2 flex size-20 -translate-1/2 items-center justify-center rounded-full bg-black/75 text-white ring-2 ring-white hover:bg-black focus-visible:outline-white"
    >
      <PlayerIcon name="play" className="size-11" />
    </button>
  );
}
