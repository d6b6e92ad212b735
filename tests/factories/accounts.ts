import { findViewer } from '~/modules/accounts/find-viewer.server';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { hashPassword } from '~/modules/accounts/password-hash.server';
import type { Role } from '~/modules/accounts/schema';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { matchKey, nameSortKey, searchKey } from '~/platform/vietnamese';

export const TEST_PASSWORD = 'mưa rơi trên mái ngói';
let hashed: Promise<string> | undefined;
const testPasswordHash = () => {
  hashed ??= hashPassword(TEST_PASSWORD);
  return hashed;
};

export interface TestUnit {
  id: number;
  code: string;
  path: string;
}

/** A unit below `parent` (or a root). */
export async function makeUnit(
  { db }: Services,
  code: string,
  parent: TestUnit | null,
  name = `Đơn vị ${code}`,
): Promise<TestUnit> {
  const [unit] = await db.$queryRaw<TestUnit[]>`
    with next as (select nextval(pg_get_serial_sequence('unit', 'id'))::int as id)
    insert into unit (id, code, parent_id, kind, name, path, search_key)
    select id, ${code}, ${parent?.id ?? null}::int, ${parent ? 'CELL' : 'BLOC'}::unit_kind, ${name},
           (case when ${parent?.path ?? null}::text is null then id::text else ${parent?.path ?? null}::text || '.' || id end)::ltree, ${searchKey(name)}
      from next returning id, code, path::text as path`;
  if (!unit) throw new Error('no unit');
  return unit;
}

export async function makeMember(
  { db }: Services,
  unit: TestUnit,
  fullName: string,
): Promise<{ id: number; fullName: string }> {
  return db.member.create({
    data: {
      unitId: unit.id,
      fullName,
      sortKey: nameSortKey(fullName),
      searchKey: searchKey(fullName),
      matchKey: matchKey(fullName),
    },
    select: { id: true, fullName: true },
  });
}

interface AccountInput {
  username: string;
  grants?: readonly [Role, TestUnit][];
  memberId?: number;
  mustChangePassword?: boolean;
}

/** An account with `TEST_PASSWORD`. */
export async function makeAccount({ db }: Services, input: AccountInput): Promise<{ id: number; username: string }> {
  const { username, grants = [], memberId = null, mustChangePassword = false } = input;
  return db.account.create({
    data: {
      username,
      displayName: `Tài khoản ${username}`,
      passwordHash: await testPasswordHash(),
      mustChangePassword,
      memberId,
      grants: { create: grants.map(([role, unit]) => ({ role, unitId: unit.id })) },
    },
    select: { id: true, username: true },
  });
}

/** Signs in without a password; the viewer as every loader sees it, and the cookie's token. */
export async function viewerOf(services: Services, username: string): Promise<Viewer & { token: string }> {
  const { id } = await services.db.account.findUniqueOrThrow({ where: { username } });
  const token = await openAuthSession({ accountId: id, now: services.clock.now() }, services.db);
  const viewer = await findViewer(token, services);
  if (!viewer) throw new Error('no viewer');
  return { ...viewer, token };
}
