import { randomInt } from 'node:crypto';

/** Letters and digits that are not mistaken for each other on paper: without 0, O, 1, I and L. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 10;

/** How long a code from the secretary works. */
export const CODE_HOURS = 72;
/** Wrong tries after which a code is worth nothing. */
export const CODE_TRIES = 5;
/** How long a link from an e-mail works. */
export const LINK_MINUTES = 30;

/** `ABCDE-23456`: 49 bits, against five tries. */
export function makeResetCode(): string {
  const code = Array.from({ length: LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** What a person typed, as it was printed: capitals, without gaps. Null: it cannot be a code. */
export function readResetCode(text: string): string | null {
  const bare = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-–—_]/g, '');
  if (bare.length !== LENGTH || [...bare].some((char) => !CODE_ALPHABET.includes(char))) return null;
  return `${bare.slice(0, 5)}-${bare.slice(5)}`;
}
