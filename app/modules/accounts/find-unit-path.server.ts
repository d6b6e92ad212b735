import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';

interface UnitFound {
  id: number;
  path: string;
  name: string;
  kind: string;
}

/** A unit by its code, for granting roles. @throws AppError UNIT_UNKNOWN */
export async function findUnitPath(code: string, db: Db): Promise<UnitFound> {
  const [unit] = await db.$queryRaw<UnitFound[]>`
    select id, path::text as path, name, kind::text as kind from unit where code = ${code}`;
  if (!unit) throw unknownUnit(code);
  return unit;
}

export const unknownUnit = (code: string) =>
  new AppError(
    'unprocessable',
    'UNIT_UNKNOWN',
    'Không có đơn vị nào mang mã {{code}} trong phạm vi của đồng chí. Hãy chọn trong danh sách đơn vị.',
    { code },
  );
