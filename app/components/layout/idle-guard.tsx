import { type ComponentType, useEffect, useState } from 'react';
import { formTokenHeader } from '~/platform/form-token';
import type { IdleDialogProps } from './idle-dialog';

/** The dialog comes so long before the lock. */
const WARN_SECONDS = 60;
const LOOK_MS = 5_000;
const TELL_MS = 60_000;

export const STANDING = '/resources/phien';

/**
 * Tells the server of clicks and keys (at most once a minute), and warns before the idle lock. The page stays where it is, with
 * all that was typed: warning and lock are a dialog above it. Its code is fetched when it is needed.
 */
export function IdleGuard({ minutes }: { minutes: number }) {
  const [shown, setShown] = useState<{ left: number } | null>(null);
  const [Dialog, setDialog] = useState<ComponentType<IdleDialogProps> | null>(null);
  useEffect(() => {
    let told = Date.now();
    let open = false;
    const act = () => {
      if (open || Date.now() - told < TELL_MS) return;
      told = Date.now();
      void fetch(STANDING, { method: 'POST', headers: formTokenHeader() }).catch(() => {});
    };
    const look = async () => {
      const quiet = (Date.now() - told) / 1000;
      if (open || quiet < minutes * 60 - WARN_SECONDS) return;
      open = true;
      const left = await secondsLeft();
      // Watching keeps the session open, and so may another tab: look again when it could be over.
      if (left === null || left > WARN_SECONDS) {
        told = Date.now() - Math.max(0, minutes * 60 - (left ?? WARN_SECONDS * 2)) * 1000;
        open = false;
        return;
      }
      const { IdleDialog } = await import('./idle-dialog');
      setDialog(() => IdleDialog);
      setShown({ left });
    };
    const again = () => {
      open = false;
      told = Date.now();
    };
    const acts = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
    for (const name of acts) window.addEventListener(name, act, { passive: true });
    window.addEventListener(OPENED, again);
    document.addEventListener('visibilitychange', look);
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      for (const name of acts) window.removeEventListener(name, act);
      window.removeEventListener(OPENED, again);
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [minutes]);
  const close = () => {
    setShown(null);
    window.dispatchEvent(new Event(OPENED));
  };
  return Dialog && shown ? <Dialog secondsLeft={shown.left} onOpen={close} /> : null;
}

const OPENED = 'dc-phien-mo';

/** Until the lock; 0: locked. Null: the server did not say (no network), or nobody is signed in any more. */
async function secondsLeft(): Promise<number | null> {
  try {
    const response = await fetch(STANDING, { headers: { accept: 'application/json' } });
    return response.ok ? ((await response.json()) as { secondsLeft: number }).secondsLeft : null;
  } catch {
    return null;
  }
}
