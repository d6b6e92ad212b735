import { useCallback, useEffect, useRef, useState } from 'react';
import type { Upload } from 'tus-js-client';
import { formTokenHeader } from '~/platform/form-token';

export type UploadPhase = 'idle' | 'sending' | 'waiting' | 'paused' | 'done' | 'refused';

export interface LectureUpload {
  phase: UploadPhase;
  sent: number;
  total: number;
  /** The server's own words when it refused; null otherwise. */
  refusal: string | null;
  start: (file: File) => void;
  pause: () => void;
  resume: () => void;
  cancel: () => void;
}

const CHUNK_BYTES = 8 * 1024 * 1024;
/** About half an hour without a network before it waits for a press; the browser's `online` event resumes earlier. */
const RETRY_MS = [0, 1000, 2000, 5000, 10_000, ...Array.from({ length: 60 }, () => 30_000)];

/**
 * A resumable upload. A broken connection is tried again from the last byte that arrived; after a reload, choosing the same file goes
 * on where it stopped, because its fingerprint is kept in this browser.
 */
export function useLectureUpload(sessionId: number, onDone: () => void): LectureUpload {
  const [phase, setPhase] = useState<UploadPhase>('idle');
  const [progress, setProgress] = useState({ sent: 0, total: 0 });
  const [refusal, setRefusal] = useState<string | null>(null);
  const upload = useRef<Upload | null>(null);
  const done = useRef(onDone);
  done.current = onDone;

  const start = useCallback(
    async (file: File) => {
      setRefusal(null);
      setPhase('sending');
      setProgress({ sent: 0, total: file.size });
      const tus = await import('tus-js-client');
      const task = new tus.Upload(file, {
        endpoint: '/uploads',
        chunkSize: CHUNK_BYTES,
        headers: formTokenHeader(),
        retryDelays: RETRY_MS,
        storeFingerprintForResuming: true,
        removeFingerprintOnSuccess: true,
        // The form lets nobody come here who has not said so.
        metadata: { filename: file.name, sessionId: String(sessionId), attested: '1' },
        fingerprint: async (chosen) => ['diemcau', sessionId, chosen.name, chosen.size, chosen.lastModified].join('-'),
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          const again = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
          if (again) setPhase('waiting');
          return again;
        },
        onProgress: (sent, total) => {
          setPhase('sending');
          setProgress({ sent, total });
        },
        onSuccess: () => {
          setPhase('done');
          done.current();
        },
        onError: (error) => {
          const status = error instanceof tus.DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
          if (status === 0 || status >= 500) {
            setPhase('paused');
            return;
          }
          const body = error instanceof tus.DetailedError ? error.originalResponse?.getBody() : undefined;
          setRefusal(detailOf(body));
          setPhase('refused');
          done.current();
        },
      });
      upload.current = task;
      const [previous] = await task.findPreviousUploads();
      if (previous) task.resumeFromPreviousUpload(previous);
      task.start();
    },
    [sessionId],
  );

  useEffect(() => {
    const goOn = (): void => {
      const task = upload.current;
      if (!task) return;
      // A request that hangs on the old connection would wait for its own end.
      void task.abort().then(() => task.start());
    };
    const online = (): void => {
      setPhase((now) => {
        if (now === 'waiting' || now === 'paused') goOn();
        return now;
      });
    };
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      void upload.current?.abort();
    };
  }, []);

  useEffect(() => {
    if (phase !== 'sending' && phase !== 'waiting') return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [phase]);

  return {
    ...{ phase, ...progress, refusal },
    start: (file) => void start(file).catch(() => setPhase('paused')),
    pause: () => {
      void upload.current?.abort();
      setPhase('paused');
    },
    resume: () => {
      setPhase('sending');
      upload.current?.start();
    },
    cancel: () => {
      const task = upload.current;
      upload.current = null;
      setPhase('idle');
      void task
        ?.abort(true)
        .catch(() => {})
        .finally(() => done.current());
    },
  };
}

/** The sentence in the server's problem; null when it said nothing that a person can read. */
function detailOf(body: string | undefined): string | null {
  try {
    const problem = JSON.parse(body ?? '') as { detail?: unknown };
    return typeof problem.detail === 'string' ? problem.detail : null;
  } catch {
    return null;
  }
}
