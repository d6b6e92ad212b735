import { type Db, Prisma } from '~/platform/db';
import { requireAnywhere, scopePaths } from '../access';
import type { Role } from '../schema';
import type { Viewer } from '../viewer';
import { mayDecide } from './decide-proposal.server';
import type { ProposalState } from './schema';

export const PROPOSALS_PER_PAGE = 30;

export interface ProposalRow {
  id: number;
  accountId: number;
  username: string;
  accountName: string;
  role: Role;
  unitName: string;
  /** EXPIRED as soon as its time has run out. */
  state: ProposalState;
  proposedById: number;
  proposedByName: string;
  proposedAt: Date;
  expiresAt: Date;
  decidedByName: string | null;
  decidedAt: Date | null;
  note: string | null;
  /** What this viewer may do with it. */
  orders: 'decide' | 'withdraw' | 'holder' | 'none';
}

interface Args {
  viewer: Viewer;
  /** Those that wait, or those that were decided. */
  waiting: boolean;
  /** Only of this account. */
  accountId?: number;
  page: number;
  now: Date;
}

/** Proposals for units within the viewer's scope: waiting ones oldest first, the rest newest first. @throws AppError not-found */
export async function listProposals(
  { viewer, waiting, accountId, page, now }: Args,
  db: Db,
): Promise<{ rows: ProposalRow[]; total: number }> {
  const paths = requireAnywhere(viewer, 'account.view');
  const manage = scopePaths(viewer, 'account.manage');
  const live = Prisma.sql`(p.state = 'PENDING' and p.expires_at > ${now}::timestamptz)`;
  const rows = await db.$queryRaw<(Omit<ProposalRow, 'orders'> & { mine: boolean; total: number })[]>`
    select p.id, p.account_id as "accountId", p.username, p.account_name as "accountName", p.role::text as role, u.name as "unitName",
           case when p.state = 'PENDING' and p.expires_at <= ${now}::timestamptz then 'EXPIRED' else p.state::text end as state,
           p.proposed_by_id as "proposedById", p.proposed_by_name as "proposedByName", p.proposed_at as "proposedAt",
           p.expires_at as "expiresAt", p.decided_by_name as "decidedByName", p.decided_at as "decidedAt", p.note,
           u.path <@ any(${manage}::ltree[]) as mine, count(*) over ()::int as total
      from grant_proposal p join unit u on u.id = p.unit_id
     where u.path <@ any(${paths}::ltree[]) and ${live} = ${waiting} and (${accountId ?? null}::int is null or p.account_id = ${accountId ?? null}::int)
     order by case when ${waiting} then p.id else -p.id end
     limit ${PROPOSALS_PER_PAGE} offset ${(page - 1) * PROPOSALS_PER_PAGE}`;
  const ordersOf = (row: (typeof rows)[number]): ProposalRow['orders'] => {
    if (!waiting || !row.mine) return 'none';
    if (row.proposedById === viewer.accountId) return 'withdraw';
    return mayDecide(viewer, row) ? 'decide' : 'holder';
  };
  return {
    rows: rows.map(({ total: _, mine: __, ...row }, i) => ({
      ...row,
      orders: ordersOf(rows[i] as (typeof rows)[number]),
    })),
    total: rows[0]?.total ?? 0,
  };
}

/** How many wait in the viewer's scope, for the badge. Nought for who may not see accounts. */
export async function countProposals({ viewer, now }: { viewer: Viewer; now: Date }, db: Db): Promise<number> {
  const paths = scopePaths(viewer, 'account.view');
  if (paths.length === 0) return 0;
  const [row] = await db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from grant_proposal p join unit u on u.id = p.unit_id
     where p.state = 'PENDING' and p.expires_at > ${now}::timestamptz and u.path <@ any(${paths}::ltree[])`;
  return row?.n ?? 0;
}
