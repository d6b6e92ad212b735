/** `1:02:03`, `02:03` or `123` → seconds; null: nothing was entered; NaN: no such time. Pure. */
export function readClock(text: string): number | null {
  const parts = text.trim().split(':');
  if (parts.length === 1 && parts[0] === '') return null;
  if (parts.length > 3 || parts.some((part) => !/^\d{1,6}$/.test(part.trim()))) return Number.NaN;
  const [seconds = 0, minutes = 0, hours = 0] = parts.map(Number).reverse();
  if (parts.length > 1 && (seconds > 59 || (parts.length > 2 && minutes > 59))) return Number.NaN;
  return hours * 3600 + minutes * 60 + seconds;
}
