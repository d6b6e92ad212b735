import { useRevalidator } from '@remix-run/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AssetProgress } from '~/modules/media/schema';

export type CurrentUpload = AssetProgress & { uploadId: string; byteSize: number; mine: boolean };

const EVERY_MS = 2000;
const isWorking = (current: CurrentUpload | null): boolean =>
  current !== null && !['READY', 'FAILED', 'RECEIVING'].includes(current.state);

/** What the page was loaded with, kept up to date while the server works; the page is loaded anew when it has finished. */
export function useAssetProgress(sessionId: number, loaded: CurrentUpload | null) {
  const { revalidate } = useRevalidator();
  const [current, setCurrent] = useState(loaded);
  useEffect(() => setCurrent(loaded), [loaded]);
  const working = isWorking(current);
  const busy = useRef(false);
  useEffect(() => {
    if (!working) return;
    const poll = async (): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      try {
        const response = await fetch(`/resources/recording-progress/${sessionId}`, { redirect: 'manual' });
        if (!response.ok) return;
        const { current: next } = (await response.json()) as { current: CurrentUpload | null };
        if (isWorking(next)) setCurrent(next);
        else revalidate();
      } catch {
        // No network: the bar stands still, the next turn asks again.
      } finally {
        busy.current = false;
      }
    };
    const timer = setInterval(() => void poll(), EVERY_MS);
    return () => clearInterval(timer);
  }, [sessionId, working, revalidate]);
  return { current, refresh: useCallback(() => revalidate(), [revalidate]) };
}
