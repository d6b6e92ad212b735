/** An answer that was tapped and that the server has not confirmed; outlives the tab. */
export interface KeptAnswer {
  /** Of the playback in which it was tapped: it says whose answer this is. */
  ticket: string;
  number: number;
  /** Milliseconds from the question to the tap. */
  elapsedMs: number;
  /** Milliseconds since 1970, this device's clock. */
  savedAt: number;
}

export interface CheckStore {
  all(): KeptAnswer[];
  save(answer: KeptAnswer): void;
  remove(answer: Pick<KeptAnswer, 'number'>): void;
}

/** Nobody takes it any more after this. */
const KEEP_MS = 3600 * 1000;

/** One `localStorage` entry a check. Without storage an answer lives as long as the page. */
export function browserCheckStore(sessionId: number): CheckStore {
  const prefix = `dc.checks.${sessionId}.`;
  return {
    all() {
      try {
        const found: KeptAnswer[] = [];
        for (const key of Object.keys(localStorage)) {
          if (!key.startsWith(prefix)) continue;
          const kept = readKept(localStorage.getItem(key));
          if (kept && Date.now() - kept.savedAt < KEEP_MS) found.push(kept);
          else localStorage.removeItem(key);
        }
        return found;
      } catch {
        return [];
      }
    },
    save(answer) {
      try {
        localStorage.setItem(prefix + answer.number, JSON.stringify(answer));
      } catch {
        // No storage: it is sent as long as the page is open.
      }
    },
    remove({ number }) {
      try {
        localStorage.removeItem(prefix + number);
      } catch {
        // Nothing was kept.
      }
    },
  };
}

function readKept(text: string | null): KeptAnswer | null {
  try {
    const value = JSON.parse(text ?? '') as KeptAnswer;
    const sound = typeof value.ticket === 'string' && Number.isInteger(value.number) && value.elapsedMs >= 0;
    return sound ? value : null;
  } catch {
    return null;
  }
}
