import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';

/** A row that the worker works on: a report, a freeze. */
interface Work {
  id: number;
  state: string;
  progress: number;
}

const EVERY_MS = 1_500;
export const isUnderWay = ({ state }: Pick<Work, 'state'>) => ['QUEUED', 'RENDERING', 'RUNNING'].includes(state);

/** The row as loaded, kept up to date from `resource` while the worker is at it; the page is loaded anew when it has ended. */
export function useWorkProgress<Row extends Work>(loaded: Row, resource: string): Row {
  const { revalidate } = useRevalidator();
  const [current, setCurrent] = useState(loaded);
  useEffect(() => setCurrent(loaded), [loaded]);
  const working = isUnderWay(current);
  useEffect(() => {
    if (!working) return;
    let busy = false;
    const timer = setInterval(async () => {
      if (busy) return;
      busy = true;
      try {
        const response = await fetch(`/resources/${resource}/${loaded.id}`, { redirect: 'manual' });
        if (!response.ok) return;
        const next = (await response.json()) as Partial<Row> & Work;
        if (isUnderWay(next)) setCurrent((row) => ({ ...row, ...next }));
        else revalidate();
      } catch {
        // No network: the bar stands still, the next turn asks again.
      } finally {
        busy = false;
      }
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [working, loaded.id, resource, revalidate]);
  return current;
}
