import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/** Without events so often; with them only to be sure. */
const EVERY_MS = { alone: 15_000, beside: 60_000 };
/** Not everybody asks in the same moment after an event. */
const SPREAD_MS = 1_500;
const LOOK_MS = 500;

/**
 * Asks for the page's data again when an event of these types is heard at the broadcast, and from time to time, while somebody looks
 * at it; but not under a person's hands: never while a field has the focus.
 */
export function useFreshList(broadcastId: number | null, types: readonly string[]): void {
  const { revalidate, state } = useRevalidator();
  const idle = useRef(true);
  idle.current = state === 'idle';
  const heard = types.join(' ');
  useEffect(() => {
    const events =
      broadcastId === null || typeof EventSource === 'undefined'
        ? null
        : new EventSource(`/events/broadcasts/${broadcastId}`);
    let due = performance.now() + EVERY_MS.alone;
    const soon = () => {
      due = Math.min(due, performance.now() + Math.random() * SPREAD_MS);
    };
    for (const type of heard.split(' ')) events?.addEventListener(type, soon);
    // What was said while the connection was away was not heard.
    let opened = 0;
    events?.addEventListener('open', () => {
      opened += 1;
      if (opened > 1) soon();
    });
    events?.addEventListener('closed', () => events.close());
    const timer = setInterval(() => {
      const typing = document.activeElement?.matches('input, textarea, select');
      if (performance.now() < due || document.visibilityState !== 'visible' || !idle.current || typing) return;
      due = performance.now() + (events?.readyState === 1 ? EVERY_MS.beside : EVERY_MS.alone);
      revalidate();
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      events?.close();
    };
  }, [broadcastId, heard, revalidate]);
}
