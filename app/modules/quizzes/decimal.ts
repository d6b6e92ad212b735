/** Exact decimals for marking: a whole number and how many decimals it has. No binary fractions anywhere. */
export type Decimal = { units: bigint; scale: number };

const MAX_LENGTH = 64;
const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/** A number written the computer's way (dot for decimals); null when it is not one. */
export function parseDecimal(text: string): Decimal | null {
  const cleaned = text.trim().replace(/\u2212/g, '-');
  if (cleaned.length > MAX_LENGTH) return null;
  const match = PLAIN.exec(cleaned);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  let units = BigInt(whole + fraction);
  let scale = fraction.length - Number(exponent);
  if (scale < 0) {
    units *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return { units: sign === '-' ? -units : units, scale };
}

/**
 * Every reasonable reading of a number a person typed. Vietnamese writes `1.931.097,50`; phones and habits also give `1,5`
 * and `1.5`. A single separator before exactly three digits (`1.000`) can mean either, so both readings are returned.
 */
export function readNumbers(typed: string): Decimal[] {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/%$/, '')
    .replace(/^\./, '0.')
    .replace(/^,/, '0,');
  if (text.length === 0 || text.length > MAX_LENGTH) return [];
  const candidates = new Set<string>();
  if (/^[^.,]*[.,][^.,]*$/.test(text)) candidates.add(text.replace(',', '.'));
  if (!/[.,]/.test(text)) candidates.add(text);
  if (/^[+\-\u2212]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) candidates.add(text.replace(/\./g, '').replace(',', '.'));
  if (/^[+\-\u2212]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) candidates.add(text.replace(/,/g, ''));
  return [...candidates].map(parseDecimal).filter((value): value is Decimal => value !== null);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}

/** Negative when a < b, 0 when equal, positive when a > b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { units: left + right, scale };
}

export function negateDecimal(a: Decimal): Decimal {
  return { units: -a.units, scale: a.scale };
}

/** The computer's way of writing it, without trailing zeros; `parseDecimal` reads it back to the same number. */
export function formatDecimal({ units, scale }: Decimal): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
