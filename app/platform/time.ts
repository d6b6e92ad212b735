/**
 * Times on the screen: UTC inside, shown in the person's zone and in Hanoi's, with the clock named.
 * Pure and browser-safe. Zones are IANA names; daylight saving comes from the runtime's tz data.
 */
export type Language = 'vi' | 'en';

export const HANOI = 'Asia/Ho_Chi_Minh';

/** `weekday`: 0 Sunday … 6 Saturday; `month` 1–12. */
export interface ZonedParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

/** One face of a clock, ready to print. `iso` is for `<time dateTime>`. */
export interface ClockFace {
  zone: string;
  /** `Giờ Tokyo`. */
  label: string;
  /** `09:30`. */
  time: string;
  /** `T7`, `CN`. */
  weekday: string;
  /** `07/02`. */
  date: string;
  /** `07/02/2026`. */
  fullDate: string;
  iso: string;
}

export interface TwoClocks {
  local: ClockFace;
  hanoi: ClockFace;
  /** The two show the same day and hour: one of them is enough. */
  same: boolean;
  /** Calendar days the local date is away from Hanoi's: -1, 0 or 1. */
  dayShift: number;
}

export type TimeStyle = 'time' | 'date' | 'shortDate' | 'dateTime' | 'weekday' | 'dayTime' | 'longDate';

const formatters = new Map<string, Intl.DateTimeFormat>();

// Building an Intl.DateTimeFormat costs far more than using it, and a list page formats hundreds of times.
function formatterFor(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Whether the runtime knows this IANA zone. Offsets such as `+07:00` are refused: a zone has a place and its rules. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatterFor(zone);
    return true;
  } catch {
    return false;
  }
}

export function zonedParts(date: Date, zone: string): ZonedParts {
  const key = `${zone} ${date.getTime()}`;
  const known = recentParts.get(key);
  if (known) return known;
  const parts = readParts(date, zone);
  // Everybody's page shows the same few deadlines and lectures; moments of one person come and go.
  if (recentParts.size >= RECENT_PARTS) recentParts.clear();
  recentParts.set(key, parts);
  return parts;
}

const RECENT_PARTS = 1_000;
const recentParts = new Map<string, ZonedParts>();

function readParts(date: Date, zone: string): ZonedParts {
  const found: Record<string, number> = {};
  for (const part of formatterFor(zone).formatToParts(date)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** Minutes the zone is ahead of UTC at that moment: 330 for New Delhi, -300 for New York in winter. */
export function offsetMinutes(date: Date, zone: string): number {
  const p = zonedParts(date, zone);
  const wall = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
  return Math.round((wall - Math.floor(date.getTime() / 1000) * 1000) / 60_000);
}

const two = (n: number) => String(n).padStart(2, '0');
const WEEKDAYS: Record<Language, string[]> = {
  vi: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const LONG_WEEKDAYS: Record<Language, string[]> = {
  vi: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

/**
 * `time` 09:30 · `date` 07/02/2026 · `shortDate` 07/02 · `dateTime` 09:30 07/02/2026 · `weekday` T7 ·
 * `dayTime` 09:30 T7 07/02 · `longDate` Thứ Bảy, 07/02/2026.
 */
export function formatInZone(date: Date, zone: string, style: TimeStyle = 'dateTime', lang: Language = 'vi'): string {
  const p = zonedParts(date, zone);
  const time = `${two(p.hour)}:${two(p.minute)}`;
  const shortDate = `${two(p.day)}/${two(p.month)}`;
  const fullDate = `${shortDate}/${p.year}`;
  const weekday = WEEKDAYS[lang][p.weekday] ?? '';
  switch (style) {
    case 'time':
      return time;
    case 'date':
      return fullDate;
    case 'shortDate':
      return shortDate;
    case 'weekday':
      return weekday;
    case 'dayTime':
      return `${time} ${weekday} ${shortDate}`;
    case 'longDate':
      return `${LONG_WEEKDAYS[lang][p.weekday]}, ${fullDate}`;
    default:
      return `${time} ${fullDate}`;
  }
}

// Names as Vietnamese readers write them today; a zone that is not listed shows its own last part.
const CITIES: Record<string, { vi: string; en: string }> = {
  'Asia/Ho_Chi_Minh': { vi: 'Hà Nội', en: 'Hanoi' },
  'Asia/Saigon': { vi: 'Hà Nội', en: 'Hanoi' },
  'Asia/Hanoi': { vi: 'Hà Nội', en: 'Hanoi' },
  'Asia/Shanghai': { vi: 'Bắc Kinh', en: 'Beijing' },
  'Asia/Hong_Kong': { vi: 'Hồng Kông', en: 'Hong Kong' },
  'Asia/Vientiane': { vi: 'Viêng Chăn', en: 'Vientiane' },
  'Asia/Phnom_Penh': { vi: 'Phnôm Pênh', en: 'Phnom Penh' },
  'Asia/Kolkata': { vi: 'New Delhi', en: 'New Delhi' },
  'Asia/Calcutta': { vi: 'New Delhi', en: 'New Delhi' },
  'Asia/Taipei': { vi: 'Đài Bắc', en: 'Taipei' },
  'Asia/Pyongyang': { vi: 'Bình Nhưỡng', en: 'Pyongyang' },
  'Europe/London': { vi: 'Luân Đôn', en: 'London' },
  'Europe/Moscow': { vi: 'Moscow', en: 'Moscow' },
  'Europe/Zurich': { vi: 'Giơ-ne-vơ', en: 'Geneva' },
  'America/Havana': { vi: 'La Habana', en: 'Havana' },
  'America/Los_Angeles': { vi: 'San Francisco', en: 'San Francisco' },
  UTC: { vi: 'quốc tế (UTC)', en: 'UTC' },
  'Etc/UTC': { vi: 'quốc tế (UTC)', en: 'UTC' },
};

/** The city whose name the clock carries: `Asia/Tokyo` → `Tokyo`, `Asia/Ho_Chi_Minh` → `Hà Nội`. */
export function cityOf(zone: string, lang: Language = 'vi'): string {
  const known = CITIES[zone];
  if (known) return known[lang];
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `Giờ Tokyo`, `Giờ Hà Nội`; in English `Tokyo time`. */
export function clockLabel(zone: string, lang: Language = 'vi'): string {
  return lang === 'vi' ? `Giờ ${cityOf(zone)}` : `${cityOf(zone, lang)} time`;
}

export function clockFace(date: Date, zone: string, lang: Language = 'vi'): ClockFace {
  return {
    zone,
    label: clockLabel(zone, lang),
    time: formatInZone(date, zone, 'time'),
    weekday: formatInZone(date, zone, 'weekday', lang),
    date: formatInZone(date, zone, 'shortDate'),
    fullDate: formatInZone(date, zone, 'date'),
    iso: date.toISOString(),
  };
}

/** The local clock and Hanoi's beside each other. */
export function twoClocks(date: Date, zone: string, lang: Language = 'vi'): TwoClocks {
  const local = clockFace(date, zone, lang);
  const hanoi = clockFace(date, HANOI, lang);
  const dayOf = (p: ZonedParts) => Date.UTC(p.year, p.month - 1, p.day) / 86_400_000;
  return {
    local,
    hanoi,
    same: local.time === hanoi.time && local.fullDate === hanoi.fullDate,
    dayShift: dayOf(zonedParts(date, zone)) - dayOf(zonedParts(date, HANOI)),
  };
}

/** `17:00 10/02/2026, giờ Hà Nội`: a moment never stands without the name of its clock. */
export function formatWithClock(
  date: Date,
  zone: string,
  lang: Language = 'vi',
  style: TimeStyle = 'dateTime',
): string {
  const clock = lang === 'vi' ? `giờ ${cityOf(zone)}` : clockLabel(zone, lang);
  return `${formatInZone(date, zone, style, lang)}, ${clock}`;
}

export interface Remaining {
  state: 'open' | 'soon' | 'over';
  /** `Còn 3 ngày`, `Còn 5 giờ`, `Còn 42 phút`, `Còn dưới 1 phút`, `Quá hạn`, `Quá hạn 2 ngày`. */
  text: string;
}

/**
 * What is left until a deadline. Rounds down, so that what is promised is there: 71 h is `Còn 2 ngày`.
 * `soon` is under three days, `over` from the deadline's own millisecond on.
 */
export function remaining(deadline: Date, now: Date, lang: Language = 'vi'): Remaining {
  const ms = deadline.getTime() - now.getTime();
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (ms <= 0) {
    if (days === 0) return { state: 'over', text: lang === 'vi' ? 'Quá hạn' : 'Overdue' };
    return { state: 'over', text: lang === 'vi' ? `Quá hạn ${days} ngày` : `Overdue by ${plural(days, 'day')}` };
  }
  const state = days < 3 ? 'soon' : 'open';
  if (minutes === 0) return { state, text: lang === 'vi' ? 'Còn dưới 1 phút' : 'Under a minute left' };
  const [count, vi, en] =
    days > 0
      ? ([days, 'ngày', 'day'] as const)
      : hours > 0
        ? ([hours, 'giờ', 'hour'] as const)
        : ([minutes, 'phút', 'minute'] as const);
  return { state, text: lang === 'vi' ? `Còn ${count} ${vi}` : `${plural(count, en)} left` };
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/**
 * The moment a wall clock in `zone` shows these parts. In the hour that daylight saving skips, the clock is read as if it had
 * not been moved forward yet (02:30 → 03:30); in the hour that comes twice, the first one is meant.
 */
export function zonedToUtc(parts: Omit<ZonedParts, 'weekday' | 'second'> & { second?: number }, zone: string): Date {
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second ?? 0);
  const before = offsetMinutes(new Date(wall - 86_400_000), zone);
  const after = offsetMinutes(new Date(wall + 86_400_000), zone);
  const candidates = [...new Set([before, after])].map((offset) => new Date(wall - offset * 60_000));
  const exact = candidates.filter((c) => c.getTime() + offsetMinutes(c, zone) * 60_000 === wall);
  const earliest = exact.sort((a, b) => a.getTime() - b.getTime())[0];
  return earliest ?? new Date(wall - before * 60_000);
}

const LOCAL_INPUT = /^(\d{4})-(\d{2})-(\d{2})(?:T| )(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** Reads what `<input type="datetime-local">` sends (`2026-02-07T07:30`), on the clock of `zone`; null when it is no such moment. */
export function parseLocalDateTime(text: string, zone: string): Date | null {
  const match = LOCAL_INPUT.exec(text.trim());
  if (!match || !isTimeZone(zone)) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const check = new Date(Date.UTC(year, month - 1, day));
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || year < 1900) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return zonedToUtc({ year, month, day, hour, minute, second }, zone);
}

/** The value for `<input type="datetime-local">` on the clock of `zone`. */
export function toLocalInput(date: Date, zone: string): string {
  const p = zonedParts(date, zone);
  return `${String(p.year).padStart(4, '0')}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`;
}

/** The calendar day in `zone`, as `2026-02-07`. */
export function dayInZone(date: Date, zone: string): string {
  return toLocalInput(date, zone).slice(0, 10);
}
