import { requireAnywhere, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, Prisma } from '~/platform/db';
import { searchKey } from '~/platform/vietnamese';
import type { MemberActivity, MemberKind } from './schema';

export const MEMBERS_PER_PAGE = 50;

export interface MemberListItem {
  id: number;
  fullName: string;
  birthYear: number | null;
  cardNumber: string | null;
  kind: MemberKind;
  status: MemberActivity;
  partyPosition: string | null;
  unitCode: string;
  unitName: string;
}

interface Args {
  viewer: Viewer;
  /** Name without diacritics, or part of a card number. */
  search: string;
  unitCode: string | null;
  status: MemberActivity | null;
  kind: MemberKind | null;
  page: number;
}

/** The members a viewer may see, in the order of Vietnamese names. */
export async function listMembers(args: Args, db: Db): Promise<{ rows: MemberListItem[]; total: number }> {
  requireAnywhere(args.viewer, 'member.view');
  const key = searchKey(args.search);
  const digits = args.search.replace(/[\s.-]/g, '');
  const where = Prisma.sql`
    u.path <@ any(${scopePaths(args.viewer, 'member.view')}::ltree[])
    and (${args.unitCode}::text is null or u.path <@ (select path from unit where code = ${args.unitCode}))
    and (${args.status}::text is null or m.status::text = ${args.status})
    and (${args.kind}::text is null or m.kind::text = ${args.kind})
    and (${key} = '' or m.search_key like ${`%${key}%`} or (${/^\d{3,}$/.test(digits)} and m.card_number like ${`%${digits}%`}))`;
  const [count] = await db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from member m join unit u on u.id = m.unit_id where ${where}`;
  const rows = await db.$queryRaw<MemberListItem[]>`
    select m.id, m.full_name as "fullName", m.birth_year as "birthYear", m.card_number as "cardNumber", m.kind::text as kind,
           m.status::text as status, m.party_position as "partyPosition", u.code as "unitCode", u.name as "unitName"
      from member m join unit u on u.id = m.unit_id where ${where}
     order by m.sort_key collate "C", m.id limit ${MEMBERS_PER_PAGE} offset ${(args.page - 1) * MEMBERS_PER_PAGE}`;
  return { rows, total: count?.n ?? 0 };
}
