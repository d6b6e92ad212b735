import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const EVERY_MS = 15_000;

/** Asks for the page's data again while somebody looks at it, but not under a person's hands: never while a field has the focus. */
export function useFreshList(): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => {
      const typing = document.activeElement?.matches('input, textarea, select');
      if (document.visibilityState === 'visible' && state === 'idle' && !typing) revalidate();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [revalidate, state]);
}
