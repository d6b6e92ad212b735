import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Db, PrismaClient } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { can, requireAnywhere } from '../access';
import type { Role } from '../schema';
import type { Viewer } from '../viewer';
import { roleHeld } from './propose-role.server';
import { PROPOSAL_ORDERS, type ProposalOrder, WHY_NOT } from './schema';

interface Args {
  viewer: Viewer;
  id: number;
  order: ProposalOrder;
  /** Why it is refused; needed then. */
  note: string;
  now: Date;
}

interface Row {
  accountId: number;
  username: string;
  role: Role;
  unitId: number;
  unitCode: string;
  unitName: string;
  path: string;
  proposedById: number;
  proposedByName: string;
  expired: boolean;
  state: string;
}

const AUDIT_ACTIONS = {
  duyet: 'account.approve-role',
  'khong-duyet': 'account.decline-role',
  rut: 'account.withdraw-proposal',
} as const;

/**
 * Approves (the role holds from now on), refuses or withdraws a proposal. Approving and refusing are for another person than the one
 * who proposed and the one who receives; Postgres refuses the rest by itself.
 * @throws AppError not-found, NOT_THE_SECOND, PROPOSAL_DECIDED, NOTE_MISSING, ROLE_HELD
 */
export async function decideProposal({ viewer, id, order, note, now }: Args, db: PrismaClient): Promise<void> {
  requireAnywhere(viewer, 'account.manage');
  await db.$transaction(async (tx) => {
    const row = await lockProposal({ id, now }, tx);
    if (!row || !can(viewer, 'account.manage', row.path)) throw notFound();
    if (order === 'rut' ? row.proposedById !== viewer.accountId : !mayDecide(viewer, row))
      throw notTheSecond(row, viewer);
    if (row.state !== 'PENDING' || row.expired) {
      throw new AppError(
        'conflict',
        'PROPOSAL_DECIDED',
        'Đề nghị này đã được xử lý hoặc đã quá hạn duyệt. Đồng chí hãy tải lại trang.',
      );
    }
    if (order === 'khong-duyet' && note === '') {
      throw new AppError('invalid', 'NOTE_MISSING', 'Đồng chí hãy ghi lý do không duyệt.');
    }
    await tx.grantProposal.updateMany({
      where: { id, state: 'PENDING' },
      data: {
        ...{ state: PROPOSAL_ORDERS[order], decidedById: viewer.accountId, decidedByName: viewer.displayName },
        ...{ decidedAt: now, note: note || null },
      },
    });
    if (order === 'duyet') await give({ viewer, id, row, now }, tx);
    const { username, role, unitCode } = row;
    await appendAudit(tx, {
      ...{
        actor: viewer,
        action: AUDIT_ACTIONS[order],
        targetType: 'Account',
        targetId: row.accountId,
        unitId: row.unitId,
      },
      data: { username, role, unitCode, proposalId: id, proposedBy: row.proposedByName, reason: note },
    });
  });
}

export const mayDecide = (viewer: Pick<Viewer, 'accountId'>, row: Pick<Row, 'accountId' | 'proposedById'>): boolean =>
  row.proposedById !== viewer.accountId && row.accountId !== viewer.accountId;

async function lockProposal({ id, now }: { id: number; now: Date }, tx: Db): Promise<Row | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    select p.account_id as "accountId", p.username, p.role::text as role, p.unit_id as "unitId", u.code as "unitCode",
           u.name as "unitName", u.path::text as path, p.proposed_by_id as "proposedById", p.proposed_by_name as "proposedByName",
           p.expires_at <= ${now}::timestamptz as expired, p.state::text as state
      from grant_proposal p join unit u on u.id = p.unit_id where p.id = ${id} for update of p`;
  return row;
}

async function give({ viewer, id, row, now }: Pick<Args, 'viewer' | 'id' | 'now'> & { row: Row }, tx: Db) {
  const { accountId, role, unitId } = row;
  const held = await tx.roleGrant.createMany({
    data: [
      {
        ...{ accountId, role, unitId, grantedById: row.proposedById, grantedAt: now },
        ...{ approvedById: viewer.accountId, proposalId: id },
      },
    ],
    skipDuplicates: true,
  });
  if (held.count === 0) throw roleHeld(role, row.unitName);
}

function notTheSecond(row: Row, viewer: Viewer): AppError {
  const message = row.proposedById === viewer.accountId ? WHY_NOT.proposer : WHY_NOT.holder;
  return new AppError('forbidden', 'NOT_THE_SECOND', message);
}
