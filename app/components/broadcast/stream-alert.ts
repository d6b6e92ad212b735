import { STALL_ALERT_SECONDS } from '~/modules/broadcasts/schema';

export interface AlertFacts {
  state: string;
  /** ISO; the newest segment of what viewers see. */
  lastSegmentAt: string | null;
  /** ISO of the server's clock when this was known. */
  now: string;
  /** Milliseconds since then, by the browser's own stopwatch. */
  passedMs: number;
  stalled: boolean | null;
}

/** Seconds since the newest segment on the server's clock, whatever the browser's clock says; null: none. */
export function segmentAge({
  lastSegmentAt,
  now,
  passedMs,
}: Pick<AlertFacts, 'lastSegmentAt' | 'now' | 'passedMs'>): number | null {
  if (lastSegmentAt === null) return null;
  return Math.max(0, (Date.parse(now) + passedMs - Date.parse(lastSegmentAt)) / 1000);
}

/** Whether the page must be red: on air, and nothing that viewers could play has come for too long. */
export function isAlarming(facts: AlertFacts): boolean {
  if (facts.state !== 'ON_AIR') return false;
  const age = segmentAge(facts);
  // Nobody is told by the server either while it cannot be reached: then the age, which goes on growing, decides.
  if (age === null) return facts.stalled === true || facts.passedMs > STALL_ALERT_SECONDS * 1000;
  return age > STALL_ALERT_SECONDS;
}
