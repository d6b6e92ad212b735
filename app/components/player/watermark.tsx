import clsx from 'clsx';
import { useEffect, useState } from 'react';

interface Props {
  /** Eight letters and digits, see modules/media/watermark.ts. */
  mark: string;
  /** Nothing but the sound is fetched: the code stays where it is. */
  still: boolean;
}

/** Above the captions, off the controls. */
const PLACES = [
  'top-[6%] left-[4%]',
  'top-[14%] right-[5%]',
  'top-[38%] left-[28%]',
  'top-[54%] right-[8%]',
  'top-[62%] left-[6%]',
  'top-[24%] left-[46%]',
  'top-[46%] right-[34%]',
];
const STAY_MS = 20_000;

/**
 * The code over the picture: who photographs the screen or records it takes it along, and an inspector finds from it who watched. Lies in the
 * player's frame, so that it comes along into full screen; it jumps instead of gliding, which costs nothing and asks nobody's eyes to follow.
 */
export function Watermark({ mark, still }: Props) {
  const [step, setStep] = useState(0);
  useEffect(() => {
    if (still) return;
    const timer = setInterval(() => setStep((before) => before + 1), STAY_MS);
    return () => clearInterval(timer);
  }, [still]);
  if (mark === '') return null;
  // Another way round for everybody, so that it cannot be cut out of a known place.
  const first = mark.charCodeAt(0) + mark.charCodeAt(1);
  const stride = 1 + (mark.charCodeAt(2) % (PLACES.length - 1));
  return (
    <span
      aria-hidden="true"
      data-watermark
      className={clsx(
        'tabular pointer-events-none absolute z-[5] text-[0.8125rem] tracking-widest select-none sm:text-base',
        // Read as well on a white slide as on a dark picture, and lets both through.
        'rounded-sm bg-black/30 px-1 text-white/90',
        PLACES[(first + step * stride) % PLACES.length],
      )}
    >
      {`${mark.slice(0, 4)} ${mark.slice(4)}`}
    </span>
  );
}
