import { hasCard } from '~/modules/org/member-identity';
import type { Services } from '~/platform/services';
import { searchKey } from '~/platform/vietnamese';
import { requireAnywhere } from './access';
import type { Viewer } from './viewer';

export interface MemberToInvite {
  id: number;
  fullName: string;
  unitName: string;
  birthYear: number | null;
}

const LIMIT = 20;

/** Members of the viewer's units who have no account yet, by part of the name or by card number; or the one with that id. */
export async function findMembersWithoutAccount(
  { viewer, search, memberId }: { viewer: Viewer; search?: string; memberId?: number },
  { db, cipher }: Pick<Services, 'db' | 'cipher'>,
): Promise<MemberToInvite[]> {
  const paths = requireAnywhere(viewer, 'account.manage');
  const key = searchKey(search ?? '');
  if (!memberId && !key) return [];
  return db.$queryRaw<MemberToInvite[]>`
    select m.id, m.full_name as "fullName", u.name as "unitName",
           coalesce(extract(year from m.birth_date)::int, m.birth_year) as "birthYear"
      from member m join unit u on u.id = m.unit_id
     where u.path <@ any(${paths}::ltree[])
       and not exists (select 1 from account a where a.member_id = m.id)
       and case when ${memberId ?? null}::int is not null then m.id = ${memberId ?? null}::int
                else m.search_key like ${`%${key}%`} or ${hasCard((search ?? '').replace(/[\s.-]/g, ''), cipher)} end
     order by m.sort_key collate "C", m.id
     limit ${LIMIT}`;
}
