import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { ReportStage } from '~/modules/reports/schema';

export interface ReportProgress {
  id: number;
  state: 'QUEUED' | 'RENDERING' | 'READY' | 'FAILED';
  progress: number;
  stage: ReportStage;
}

const EVERY_MS = 1_500;
const works = (report: ReportProgress) => report.state === 'QUEUED' || report.state === 'RENDERING';

/** The report as loaded, kept up to date while the worker makes it; the page is loaded anew when it has ended. */
export function useReportProgress(loaded: ReportProgress): ReportProgress {
  const { revalidate } = useRevalidator();
  const [current, setCurrent] = useState(loaded);
  useEffect(() => setCurrent(loaded), [loaded]);
  const working = works(current);
  useEffect(() => {
    if (!working) return;
    let busy = false;
    const timer = setInterval(async () => {
      if (busy) return;
      busy = true;
      try {
        const response = await fetch(`/resources/report-progress/${loaded.id}`, { redirect: 'manual' });
        if (!response.ok) return;
        const next = (await response.json()) as ReportProgress;
        if (works(next)) setCurrent(next);
        else revalidate();
      } catch {
        // No network: the bar stands still, the next turn asks again.
      } finally {
        busy = false;
      }
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [working, loaded.id, revalidate]);
  return current;
}
