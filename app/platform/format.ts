/**
 * Numbers, rates, dates and durations as they are written in Vietnamese administrative text. Pure and browser-safe.
 * Written by hand, not with Intl: the forms must not drift with the ICU version of a browser.
 */
import type { Language } from './time';

export const NO_RATE = '–';

const group = (digits: string, separator: string) => digits.replace(/\B(?=(\d{3})+$)/g, separator);

/** `1.931.097,50` with two decimals; English `1,931,097.50`. Rounds half away from zero. Not finite: `–`. */
export function formatNumber(value: number | bigint, decimals = 0, lang: Language = 'vi'): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return NO_RATE;
  const [thousands, comma] = lang === 'vi' ? ['.', ','] : [',', '.'];
  const text = typeof value === 'bigint' ? value.toString() : decimalText(value, decimals);
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const padded = fraction.padEnd(decimals, '0');
  return `${negative ? '-' : ''}${group(whole, thousands)}${decimals > 0 ? comma + padded : ''}`;
}

/** Plain digits with a point. toFixed works on the binary value (1.005 → 1.00), so the shortest decimal text is rounded instead. */
function decimalText(value: number, decimals: number): string {
  const shortest = Math.abs(value).toString();
  if (shortest.includes('e')) return value.toFixed(decimals);
  const [whole = '0', fraction = ''] = shortest.split('.');
  let scaled = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (Number(fraction[decimals] ?? '0') >= 5) scaled += 1n;
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return value < 0 && scaled !== 0n ? `-${text}` : text;
}

/** `9556` → `95,56%`. */
export function formatPercent(basisPoints: number | null | undefined, lang: Language = 'vi'): string {
  if (basisPoints === null || basisPoints === undefined || !Number.isFinite(basisPoints)) return NO_RATE;
  return `${formatNumber(basisPoints / 100, 2, lang)}%`;
}

/** A threshold or a pass mark as people say it: `8000` → `80%`, `7250` → `72,50%`. */
export function formatThreshold(basisPoints: number, lang: Language = 'vi'): string {
  return formatPercent(basisPoints, lang).replace(/[,.]00%$/, '%');
}

/** The exact fraction in basis points, half up; null when nothing is required. Counts are whole and not negative. */
export function rateInBasisPoints(part: number | bigint, whole: number | bigint): number | null {
  const p = BigInt(part);
  const w = BigInt(whole);
  if (w === 0n) return null;
  return Number((p * 20_000n + w) / (2n * w));
}

/** Σ studied / Σ required as `95,56%`; nothing required: `–`. */
export function formatRate(part: number | bigint, whole: number | bigint, lang: Language = 'vi'): string {
  return formatPercent(rateInBasisPoints(part, whole), lang);
}

/** A calendar day from the database (midnight UTC) or `2026-02-07`, as `07/02/2026`. */
export function formatDay(day: Date | string | null | undefined): string {
  if (!day) return '';
  const iso = typeof day === 'string' ? day : day.toISOString();
  const [year = '', month = '', date = ''] = iso.slice(0, 10).split('-');
  return `${date}/${month}/${year}`;
}

/** `42:10`, `1:02:10`. Fractions are cut: a second counts when it is complete. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const rest = [Math.floor(total / 60) % 60, total % 60].map((n) => String(n).padStart(2, '0'));
  const hours = Math.floor(total / 3600);
  if (hours > 0) return `${hours}:${rest.join(':')}`;
  return `${Math.floor(total / 60)}:${rest[1]}`;
}

/** `2 giờ 5 phút`, `42 phút`, `35 giây`: for sentences. Minutes are rounded up, so that what is missing is never understated. */
export function formatMinutes(seconds: number, lang: Language = 'vi'): string {
  const [h, m, s] = lang === 'vi' ? ['giờ', 'phút', 'giây'] : ['h', 'min', 's'];
  const total = Math.max(0, Math.ceil(seconds));
  if (total < 60) return `${total} ${s}`;
  const minutes = Math.ceil(total / 60);
  if (minutes < 60) return `${minutes} ${m}`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} ${h}${rest > 0 ? ` ${rest} ${m}` : ''}`;
}

/** `1,1 MB`: decimal units, as phones and data plans count. */
export function formatBytes(bytes: number | bigint, lang: Language = 'vi'): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, unit === 0 || value >= 100 ? 0 : 1, lang)} ${units[unit]}`;
}
