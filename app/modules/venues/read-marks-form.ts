import type { Mark, MarkEntry } from './schema';

const markOf = (value: FormDataEntryValue | null): Mark => (value === '1' ? true : value === '0' ? false : null);

/** The roll as a browser without script sends it: `p-ID` is what was chosen, `s-ID` what stood there. Only what was changed. */
export function readMarksForm(form: FormData): MarkEntry[] {
  const entries: MarkEntry[] = [];
  for (const [name, value] of form) {
    const id = /^p-([1-9]\d{0,8})$/.exec(name)?.[1];
    const present = markOf(value);
    if (!id || present === null) continue;
    const seen = markOf(form.get(`s-${id}`));
    if (present !== seen) entries.push({ memberId: Number(id), present, seen });
  }
  return entries;
}
