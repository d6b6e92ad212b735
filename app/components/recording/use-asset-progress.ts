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
  const asking = useRef<ReturnType<typeof setTimeout>>();

  const ask = useCallback(async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      const response = await fetch(`/resources/recording-progress/${sessionId}`, { redirect: 'manual' });
      if (!response.ok) throw new Error(String(response.status));
      const { current: next } = (await response.json()) as { current: CurrentUpload | null };
      if (isWorking(next) && working) setCurrent(next);
      else revalidate();
    } catch {
      // No network: loading the page anew now would replace it by an error page. The next turn asks again.
      clearTimeout(asking.current);
      asking.current = setTimeout(() => void ask(), EVERY_MS);
    } finally {
      busy.current = false;
    }
  }, [sessionId, working, revalidate]);

  useEffect(() => {
    if (!working) return;
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [working, ask]);
  useEffect(() => () => clearTimeout(asking.current), []);
  return { current, refresh: useCallback(() => void ask(), [ask]) };
}
