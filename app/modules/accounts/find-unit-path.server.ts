import type { Db } from '~/platform/db';
import { AppError } from '~/platform/errors';

/** A unit by its code, for granting roles. @throws AppError UNIT_UNKNOWN */
export async function findUnitPath(code: string, db: Db): Promise<{ id: number; path: string; name: string }> {
  const [unit] = await db.$queryRaw<{ id: number; path: string; name: string }[]>`
    select id, path::text as path, name from unit where code = ${code}`;
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
