import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Db, inTransaction } from '~/platform/db';
import { letterheadFileSchema } from './letterhead';

/** Loads content/letterheads into the database: one row per unit and first day; loading again updates it. Unknown units are skipped. */
export async function loadLetterheads(folder: string, db: Db): Promise<{ loaded: string[]; skipped: string[] }> {
  const result = { loaded: [] as string[], skipped: [] as string[] };
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()) {
    const {
      unit: code,
      validFrom,
      validTo,
      ...data
    } = letterheadFileSchema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
    const unit = await db.unit.findUnique({ where: { code }, select: { id: true } });
    if (!unit) {
      result.skipped.push(code);
      continue;
    }
    const day = new Date(`${validFrom}T00:00:00Z`);
    const row = {
      ...data,
      unitId: unit.id,
      validFrom: day,
      validTo: validTo ? new Date(`${validTo}T00:00:00Z`) : null,
    };
    await inTransaction(db, async (tx) => {
      const existing = await tx.letterhead.findFirst({
        where: { unitId: unit.id, validFrom: day },
        select: { id: true },
      });
      if (existing) await tx.letterhead.update({ where: { id: existing.id }, data: row });
      else await tx.letterhead.create({ data: row });
    });
    result.loaded.push(code);
  }
  return result;
}
