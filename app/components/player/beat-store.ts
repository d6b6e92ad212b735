import type { SecondRange } from '~/platform/ranges';

/** What a playback has played and the server has not acknowledged; outlives the tab. */
export interface UnsentBeats {
  ticket: string;
  ranges: SecondRange[];
  position: number;
  /** Milliseconds since 1970, this device's clock. */
  savedAt: number;
}

export interface BeatStore {
  /** Of this session, this playback's own left out. */
  others(ownId: string): { id: string; unsent: UnsentBeats }[];
  save(id: string, unsent: UnsentBeats | null): void;
}

const KEEP_MS = 7 * 24 * 3600 * 1000;

/**
 * One `localStorage` entry a playback. Without storage (private windows, full disk) everything still works as long as the
 * page is open.
 */
export function browserBeatStore(sessionId: number): BeatStore {
  const prefix = `dc.beats.${sessionId}.`;
  return {
    others(ownId) {
      try {
        const found: { id: string; unsent: UnsentBeats }[] = [];
        for (const key of Object.keys(localStorage)) {
          if (!key.startsWith(prefix) || key === prefix + ownId) continue;
          const unsent = readUnsent(localStorage.getItem(key));
          if (unsent && Date.now() - unsent.savedAt < KEEP_MS) found.push({ id: key.slice(prefix.length), unsent });
          else localStorage.removeItem(key);
        }
        return found;
      } catch {
        return [];
      }
    },
    save(id, unsent) {
      try {
        if (unsent) localStorage.setItem(prefix + id, JSON.stringify(unsent));
        else localStorage.removeItem(prefix + id);
      } catch {
        // No storage: what is unsent lives as long as the page.
      }
    },
  };
}

function readUnsent(text: string | null): UnsentBeats | null {
  try {
    const value = JSON.parse(text ?? '') as UnsentBeats;
    return typeof value.ticket === 'string' && Array.isArray(value.ranges) ? value : null;
  } catch {
    return null;
  }
}
