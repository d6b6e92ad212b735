import type { AgendaPoint, TimelinePiece } from './schema';
import { timelineAt, timelineLength } from './timeline';

export interface Chapter {
  id: number;
  title: string;
  /** Second of the recording. */
  at: number;
}

/**
 * The agenda's points that were reached, as chapters of the recording: `offset` seconds of the live timeline were cut off its
 * beginning, `seconds` are left. A point that was reached in a gap begins with what came after it. Pure.
 */
export function chaptersOf(
  agenda: readonly AgendaPoint[],
  pieces: readonly TimelinePiece[],
  { offset, seconds }: { offset: number; seconds: number },
): Chapter[] {
  const chapters = agenda.flatMap(({ id, title, reachedAt }) => {
    if (reachedAt === null) return [];
    const moment = Date.parse(reachedAt);
    const next = pieces.find(({ programAt }) => programAt >= moment);
    const live = timelineAt(moment, pieces) ?? next?.at ?? timelineLength(pieces);
    const at = Math.max(0, Math.floor(live) - offset);
    return at < seconds ? [{ id, title, at }] : [];
  });
  return chapters.sort((a, b) => a.at - b.at);
}
