import type { Db } from '~/platform/db';
import { type LetterheadData, letterheadFromTree } from './letterhead';
import type { ReportTemplate } from './report-template';

/** The letterhead of a unit in force on a day; without one, names from the tree. */
export async function findLetterhead(
  unit: { id: number; name: string; kind: string; parentId: number | null },
  day: string,
  template: ReportTemplate,
  db: Db,
): Promise<LetterheadData> {
  const on = new Date(`${day}T00:00:00Z`);
  const found = await db.letterhead.findFirst({
    where: { unitId: unit.id, validFrom: { lte: on }, OR: [{ validTo: null }, { validTo: { gte: on } }] },
    orderBy: { validFrom: 'desc' },
  });
  if (found) {
    const recipients = (found.recipients as { text: string }[]).map((line) => line.text);
    const { superiorName, issuerName, symbol, place, signerAuthority, signerOffice, signerName } = found;
    return { superiorName, issuerName, symbol, place, signerAuthority, signerOffice, signerName, recipients };
  }
  const parent =
    unit.parentId === null ? null : await db.unit.findUnique({ where: { id: unit.parentId }, select: { name: true } });
  return letterheadFromTree(unit, parent?.name ?? null, template);
}
