// One rule a field, whether it comes from a form or from a list. Pure, runs anywhere. Birth dates and card numbers, whose form is data, are
// read by import/read-identity.ts for both.

/** A person's name: letters with what Vietnamese and other names put between them. */
export const isPersonName = (text: string) => text.length <= 120 && /^[\p{L}\p{M}][\p{L}\p{M} .'’()-]*$/u.test(text);

export const isUnitCode = (text: string) => /^[\p{L}\p{N}._-]{1,40}$/u.test(text);
export const UNIT_NAME_MAX = 200;

/** ISO 3166-1 alpha-2, in capitals. */
export const isCountryCode = (text: string) => /^[A-Z]{2}$/.test(text);

export const isEmail = (text: string) => text.length <= 200 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** A telephone number without its gaps; null when it is none. */
export function readPhone(text: string): string | null {
  const digits = text.replace(/[\s.\-–]/g, '');
  return /^[+(]?[\d();,/+]{8,40}$/.test(digits) ? digits : null;
}

/** Nobody joins the Party before this age (statutes: 18; lists round birth years). */
export const LEAST_JOINING_AGE = 15;
export const joinedTooEarly = (joinedOn: string, birthYear: number) =>
  Number(joinedOn.slice(0, 4)) - birthYear < LEAST_JOINING_AGE;
