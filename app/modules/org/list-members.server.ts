import { requireAnywhere, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { Prisma } from '~/platform/db';
import type { Services } from '~/platform/services';
import { searchKey } from '~/platform/vietnamese';
import { hasCard, openCard } from './member-identity';
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
  /** Part of a name, with or without diacritics; or a whole card number, since part of a sealed one cannot be looked for. */
  search: string;
  unitCode: string | null;
  status: MemberActivity | null;
  kind: MemberKind | null;
  page: number;
}

/** The members a viewer may see, in the order of Vietnamese names. */
export async function listMembers(
  args: Args,
  { db, cipher }: Pick<Services, 'db' | 'cipher'>,
): Promise<{ rows: MemberListItem[]; total: number }> {
  requireAnywhere(args.viewer, 'member.view');
  const key = searchKey(args.search);
  const digits = args.search.replace(/[\s.-]/g, '');
  const where = Prisma.sql`
    u.path <@ any(${scopePaths(args.viewer, 'member.view')}::ltree[])
    and (${args.unitCode}::text is null or u.path <@ (select path from unit where code = ${args.unitCode}))
    and (${args.status}::text is null or m.status::text = ${args.status})
    and (${args.kind}::text is null or m.kind::text = ${args.kind})
    and (${key} = '' or m.search_key like ${`%${key}%`} or (${digits !== ''} and ${hasCard(digits, cipher)}))`;
  const [count] = await db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from member m join unit u on u.id = m.unit_id where ${where}`;
  const rows = await db.$queryRaw<(MemberListItem & { cardSealed: string | null })[]>`
    select m.id, m.full_name as "fullName", m.birth_year as "birthYear", m.card_number as "cardNumber", m.card_sealed as "cardSealed", m.kind::text as kind,
           m.status::text as status, m.party_position as "partyPosition", u.code as "unitCode", u.name as "unitName"
      from member m join unit u on u.id = m.unit_id where ${where}
     order by m.sort_key collate "C", m.id limit ${MEMBERS_PER_PAGE} offset ${(args.page - 1) * MEMBERS_PER_PAGE}`;
  const shown = rows.map(({ cardSealed, ...row }) => ({
    ...row,
    cardNumber: openCard(row.id, { cardNumber: row.cardNumber, cardSealed }, cipher),
  }));
  return { rows: shown, total: count?.n ?? 0 };
}
