import type { Db } from '~/platform/db';
import { scopePaths } from './access';
import type { Viewer } from './viewer';

// Offered while typing; the upper levels first. Any other code within the scope can be typed.
const LIMIT = 500;

export async function listGrantableUnits(viewer: Viewer, db: Db): Promise<{ code: string; name: string }[]> {
  const paths = scopePaths(viewer, 'account.manage');
  if (paths.length === 0) return [];
  return db.$queryRaw`
    select code, name from unit where path <@ any(${paths}::ltree[]) and closed_on is null
     order by nlevel(path), position, code limit ${LIMIT}`;
}
