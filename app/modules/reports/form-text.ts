const two = (n: number) => String(n).padStart(2, '0');

/** `05`, `12`: numbers below ten carry a zero in the form (sessions, days). */
export const formNumber = (n: number): string => two(n);

/**
 * `Hà Nội, ngày 05 tháng 02 năm 2026`: a zero before days under 10 and before months 1 and 2 only.
 * Without a day (`null`) the clerk's blanks: `Hà Nội, ngày … tháng … năm 2026`.
 */
export function placeAndDate(place: string, isoDay: string | null, year: number): string {
  if (!isoDay) return `${place}, ngày ….. tháng ….. năm ${year}`;
  const [y = 0, m = 0, d = 0] = isoDay.split('-').map(Number);
  return `${place}, ngày ${two(d)} tháng ${m <= 2 ? two(m) : m} năm ${y}`;
}

/** `Số 05-BC/ĐU`; without a number, a blank for the clerk. */
export function referenceLine(number: string, symbol: string): string {
  const digits = number.trim();
  return `Số ${digits === '' ? '…..' : /^\d$/.test(digits) ? `0${digits}` : digits}-${symbol}`;
}

/** Fills `{{name}}`; a placeholder nobody filled stays visible, so that it is not overlooked. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}
