import { dayInZone, HANOI, zonedToUtc } from '~/platform/time';

/** The moments between which it is this day (`2026-11-22`) in Hanoi; `to` is the next midnight. */
export function hanoiDayBounds(day: string): { from: Date; to: Date } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const from = zonedToUtc({ year, month, day: date, hour: 0, minute: 0 }, HANOI);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}

/** The last `count` days in Hanoi, oldest first, today included. Hanoi has no daylight saving: every day has 24 hours. */
export function lastHanoiDays(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    dayInZone(new Date(now.getTime() - (count - 1 - i) * 86_400_000), HANOI),
  );
}
