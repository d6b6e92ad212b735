import { z } from 'zod';
import { searchKey } from '~/platform/vietnamese';

const words = z.array(z.string().min(1));
const synonyms = z.record(z.string(), words);

/** What content/org/member-import.json holds: how lists are written changes with time, so it is data. */
export const memberImportSettings = z.object({
  validFrom: z.iso.date(),
  cardNumber: z.object({ digits: z.number().int().positive(), pattern: z.string(), example: z.string() }),
  birthAge: z.object({ least: z.number().int(), most: z.number().int() }),
  headers: synonyms,
  notCollected: words,
  kinds: synonyms,
  statuses: synonyms,
  signature: words,
  sections: words,
});
export type MemberImportSettings = z.infer<typeof memberImportSettings>;

export const unitImportSettings = z.object({ validFrom: z.iso.date(), headers: synonyms, kinds: synonyms });
export type UnitImportSettings = z.infer<typeof unitImportSettings>;

const indexes = new WeakMap<object, Map<string, string>>();

/** {meaning: [spellings]} → spelling's search key → meaning. Built once per settings object. */
function indexOf(table: Record<string, string[]>): Map<string, string> {
  let index = indexes.get(table);
  if (!index) {
    index = new Map(Object.entries(table).flatMap(([meaning, list]) => list.map((word) => [searchKey(word), meaning])));
    indexes.set(table, index);
  }
  return index;
}

/** What a word of a list means, by any of its known spellings (case, diacritics and punctuation do not matter). */
export function meaningOf(table: Record<string, string[]>, word: string): string | undefined {
  return indexOf(table).get(searchKey(word));
}

/** The meaning of the longest spelling that the text begins with, at a word boundary. */
export function meaningOfBeginning(table: Record<string, string[]>, text: string): string | undefined {
  const key = searchKey(text);
  let best: [string, string] | undefined;
  for (const [spelling, meaning] of indexOf(table)) {
    if ((key === spelling || key.startsWith(`${spelling} `)) && spelling.length > (best?.[0].length ?? 0))
      best = [spelling, meaning];
  }
  return best?.[1];
}

/** The meaning whose spelling stands anywhere in the text as whole words; the longest wins. */
export function meaningWithin(table: Record<string, string[]>, text: string): string | undefined {
  const key = ` ${searchKey(text)} `;
  let best: [string, string] | undefined;
  for (const [spelling, meaning] of indexOf(table)) {
    if (key.includes(` ${spelling} `) && spelling.length > (best?.[0].length ?? 0)) best = [spelling, meaning];
  }
  return best?.[1];
}
