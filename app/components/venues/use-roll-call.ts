import { useCallback, useEffect, useRef, useState } from 'react';
import type { Mark, MarkConflict, RollCallNews } from '~/modules/venues/schema';
import { formTokenHeader } from '~/platform/form-token';
import { addTap, afterSent, keepPending, loadPending, type Pending } from './roll-queue';

/** SAVED: everything is with the server. OFFLINE: it will be sent again by itself. The others need the person. */
export type SendState = 'SAVED' | 'SENDING' | 'OFFLINE' | 'SIGNED_OUT' | 'REFUSED';

const RETRY_MS = 4_000;
const NEWS_MS = 15_000;

interface Answer {
  news: RollCallNews;
  conflicts: MarkConflict[];
}

/** The clerk's taps: shown at once, kept on the phone, sent, and sent again until the server has them. */
export function useRollCall(venueId: number, accountId: number, loaded: RollCallNews) {
  const [ready, setReady] = useState(false);
  const [news, setNews] = useState(loaded);
  const [pending, setPendingState] = useState<Pending>({});
  const [state, setState] = useState<SendState>('SAVED');
  const [refusal, setRefusal] = useState('');
  const [conflicts, setConflicts] = useState<MarkConflict[]>([]);
  const current = useRef<Pending>({});
  const busy = useRef(false);
  const refused = useRef(false);
  const address = `/resources/roll-call/${venueId}`;

  useEffect(() => setNews(loaded), [loaded]);

  const setPending = useCallback(
    (next: Pending) => {
      current.current = next;
      setPendingState(next);
      keepPending(venueId, accountId, next);
    },
    [venueId, accountId],
  );

  const flush = useCallback(async () => {
    // What was refused is not sent again by itself: the next tap tries again.
    if (busy.current || refused.current) return;
    const sent = current.current;
    const entries = Object.entries(sent).map(([id, tap]) => ({ memberId: Number(id), ...tap }));
    if (entries.length === 0) return;
    busy.current = true;
    setState('SENDING');
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...formTokenHeader() },
        body: JSON.stringify({ entries }),
      });
      if (response.ok) {
        const answer = (await response.json()) as Answer;
        setPending(afterSent(current.current, sent));
        setNews(answer.news);
        if (answer.conflicts.length > 0) setConflicts(answer.conflicts);
        setState(Object.keys(current.current).length > 0 ? 'SENDING' : 'SAVED');
      } else if (response.status === 401) setState('SIGNED_OUT');
      else if (response.status < 500) {
        const problem = (await response.json().catch(() => ({}))) as { message?: string };
        setRefusal(problem.message ?? 'Hệ thống không nhận điểm danh này. Đồng chí tải lại trang.');
        refused.current = true;
        setState('REFUSED');
      } else setState('OFFLINE');
    } catch {
      setState('OFFLINE');
    } finally {
      busy.current = false;
    }
  }, [address, setPending]);

  useEffect(() => {
    setReady(true);
    const kept = loadPending(venueId, accountId);
    if (Object.keys(kept).length > 0) setPending(kept);
    void flush();
    const again = () => void flush();
    const hear = async () => {
      if (document.visibilityState !== 'visible') return;
      const response = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => null);
      if (response?.ok) setNews((await response.json()) as RollCallNews);
    };
    const retry = setInterval(again, RETRY_MS);
    const listen = setInterval(() => void hear(), NEWS_MS);
    window.addEventListener('online', again);
    return () => {
      clearInterval(retry);
      clearInterval(listen);
      window.removeEventListener('online', again);
    };
  }, [venueId, accountId, address, flush, setPending]);

  const tap = useCallback(
    (taps: readonly { memberId: number; present: boolean }[], marks: Readonly<Record<string, Mark>>) => {
      setConflicts([]);
      refused.current = false;
      setPending(
        taps.reduce(
          (all, { memberId, present }) => addTap(all, memberId, present, marks[memberId] ?? null),
          current.current,
        ),
      );
      void flush();
    },
    [flush, setPending],
  );

  return { ready, news, pending, state, refusal, conflicts, tap };
}
