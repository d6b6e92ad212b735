import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { remainingTime } from './remaining-time';

interface Props {
  /** ISO instant of the end. */
  until: string;
  /** ISO instant of the server's clock when the page was made: the browser's clock may be wrong, its passing of time is not. */
  serverNow: string;
  onEnd?: () => void;
  className?: string;
}

/** Time left on the server's clock. Without script it shows what was left when the page was made. */
export function Countdown({ until, serverNow, onEnd, className }: Props) {
  const { t } = useTranslation();
  const end = Date.parse(until);
  const [now, setNow] = useState(() => Date.parse(serverNow));
  const ended = useRef(onEnd);
  ended.current = onEnd;

  useEffect(() => {
    const server = Date.parse(serverNow);
    const started = performance.now();
    let told = end <= server;
    const tick = () => {
      const current = server + (performance.now() - started);
      setNow(current);
      if (current >= end && !told) {
        told = true;
        ended.current?.();
      }
    };
    const timer = setInterval(tick, 1000);
    tick();
    return () => clearInterval(timer);
  }, [end, serverNow]);

  return (
    <span role="timer" aria-live="off" className={`tabular ${className ?? ''}`}>
      {remainingTime(end - now, t)}
    </span>
  );
}
