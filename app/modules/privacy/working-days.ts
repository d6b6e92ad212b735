/** Days are yyyy-mm-dd, of the calendar in Hanoi. */
export interface WorkCalendar {
  holidays: ReadonlySet<string>;
  /** Saturdays and Sundays on which people work, in exchange for another day. */
  makeUpDays: ReadonlySet<string>;
}

const DAY_MS = 86_400_000;

export function isWorkingDay(day: string, { holidays, makeUpDays }: WorkCalendar): boolean {
  if (makeUpDays.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/** The `count`-th working day after `day`; `day` itself does not count, whatever it is. */
export function addWorkingDays(day: string, count: number, calendar: WorkCalendar): string {
  let at = Date.parse(`${day}T00:00:00Z`);
  for (let left = count; left > 0; ) {
    at += DAY_MS;
    if (isWorkingDay(dayOf(at), calendar)) left -= 1;
  }
  return dayOf(at);
}

/** Working days from `day` (not counted) to `until` (counted); negative when `until` has passed. */
export function workingDaysBetween(day: string, until: string, calendar: WorkCalendar): number {
  const [from, to, sign] = day <= until ? [day, until, 1] : [until, day, -1];
  let count = 0;
  for (let at = Date.parse(`${from}T00:00:00Z`) + DAY_MS; dayOf(at) <= to; at += DAY_MS)
    if (isWorkingDay(dayOf(at), calendar)) count += 1;
  return count === 0 ? 0 : count * sign;
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
