import { useCallback, useEffect, useRef, useState } from 'react';
import { type CueChange, changeCues, type DraftCue, readDraft } from '~/modules/media/caption-draft';

interface Options {
  sessionId: number;
  /** What the server has, and which version that is. */
  stored: DraftCue[];
  version: number;
  /** What was posted and not taken, when the page was made by that. */
  posted: DraftCue[] | null;
}

export interface CaptionDraft {
  cues: DraftCue[];
  /** Differs from what the server has. */
  changed: boolean;
  /** Where this browser's unsaved work came from: nothing kept, kept and taken up, or kept from an older version. */
  kept: 'none' | 'restored' | 'stale';
  change: (change: CueChange) => void;
  undo: (() => void) | null;
  /** As it is about to be sent: in order, without blanks. Kept, so that it is known again when it comes back as what is stored. */
  settle: (cues: DraftCue[]) => void;
  /** Throws unsaved work away. */
  discard: () => void;
  /** Takes up what was kept from an older version. */
  takeUp: () => void;
}

const KEEP_AFTER_MS = 400;
const MOST_STEPS = 100;
const keyOf = (sessionId: number) => `dc.captions.${sessionId}`;

/** Captions under work, kept in this browser until they are saved: a reload or a failed save loses nothing. */
export function useCaptionDraft({ sessionId, stored, version, posted }: Options): CaptionDraft {
  const [cues, setCues] = useState(posted ?? stored);
  const [kept, setKept] = useState<CaptionDraft['kept']>('none');
  const [steps, setSteps] = useState<DraftCue[][]>([]);
  const older = useRef<DraftCue[] | null>(null);

  useEffect(() => {
    const found = readKept(sessionId);
    if (!found || same(found.cues, stored)) return forget(sessionId);
    if (found.version === version) {
      setCues(found.cues);
      setKept('restored');
    } else {
      older.current = found.cues;
      setKept('stale');
    }
  }, [sessionId, stored, version]);

  const changed = cues !== stored && !same(cues, stored);
  useEffect(() => {
    if (!changed) return;
    const keep = () => keepDraft(sessionId, { version, cues });
    const timer = setTimeout(keep, KEEP_AFTER_MS);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [sessionId, version, cues, changed]);

  const change = useCallback((one: CueChange) => {
    setCues((known) => {
      const next = changeCues(known, one);
      // Typing is undone by the field itself; the steps here are what a field cannot take back.
      if (one.type !== 'edit') setSteps((list) => [...list, known].slice(-MOST_STEPS));
      return next;
    });
  }, []);
  const undo = useCallback(() => {
    const last = steps.at(-1);
    if (!last) return;
    setCues(last);
    setSteps(steps.slice(0, -1));
  }, [steps]);
  const settle = useCallback(
    (next: DraftCue[]) => {
      setCues(next);
      keepDraft(sessionId, { version, cues: next });
    },
    [sessionId, version],
  );
  const discard = useCallback(() => {
    forget(sessionId);
    older.current = null;
    setCues(stored);
    setSteps([]);
    setKept('none');
  }, [sessionId, stored]);
  const takeUp = useCallback(() => {
    if (older.current) setCues(older.current);
    setKept('none');
  }, []);
  return { cues, changed, kept, change, undo: steps.length > 0 ? undo : null, settle, discard, takeUp };
}

const same = (a: readonly DraftCue[], b: readonly DraftCue[]): boolean =>
  a.length === b.length &&
  a.every((cue, i) => cue.start === b[i]?.start && cue.end === b[i]?.end && cue.text === b[i]?.text);

interface Kept {
  version: number;
  cues: DraftCue[];
}

function readKept(sessionId: number): Kept | null {
  try {
    const value = JSON.parse(localStorage.getItem(keyOf(sessionId)) ?? 'null') as { version?: unknown; cues?: unknown };
    const cues = readDraft(JSON.stringify(value?.cues ?? null));
    return cues && typeof value.version === 'number' ? { version: value.version, cues } : null;
  } catch {
    return null;
  }
}

function keepDraft(sessionId: number, kept: Kept): void {
  try {
    localStorage.setItem(keyOf(sessionId), JSON.stringify(kept));
  } catch {
    // No storage, or full: what is unsaved lives as long as the page.
  }
}

function forget(sessionId: number): void {
  try {
    localStorage.removeItem(keyOf(sessionId));
  } catch {
    // Nothing was kept.
  }
}
