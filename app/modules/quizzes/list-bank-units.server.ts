import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';

/** Units in which the viewer may keep a bank, in the order of the tree; cells excepted (banks are kept above them). */
export async function listBankUnits({ viewer }: { viewer: Viewer }, db: Db): Promise<{ code: string; name: string }[]> {
  const paths = scopePaths(viewer, 'bank.manage');
  return db.$queryRaw<{ code: string; name: string }[]>`
    select code, name from unit where path <@ any(${paths}::ltree[]) and kind <> 'CELL' and closed_on is null
     order by path limit 500`;
}
