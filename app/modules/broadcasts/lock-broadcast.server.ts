import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { BroadcastLife, Pause } from './broadcast-state';
import type { BroadcastState } from './schema';

export interface LockedBroadcast extends BroadcastLife {
  id: number;
  sessionId: number;
  publicPath: string;
  trimStart: number;
  trimEnd: number | null;
  version: number;
  unitId: number;
  unitPath: string;
  campaignId: number;
  campaignState: 'DRAFT' | 'OPEN' | 'CLOSED';
}

interface Row extends Omit<LockedBroadcast, 'lobbyAt' | 'onAirAt' | 'endedAt' | 'publishedAt' | 'pauses'> {
  state: BroadcastState;
  lobbyAt: Date | null;
  onAirAt: Date | null;
  endedAt: Date | null;
  publishedAt: Date | null;
  pauses: Pause[];
}

/**
 * Takes the broadcast's row of a session for the rest of the transaction: two operators, or an operator and the worker, come one
 * after the other. @throws AppError not-found
 */
export async function lockBroadcast(sessionId: number, tx: Prisma.TransactionClient): Promise<LockedBroadcast> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) throw notFound();
  const [row] = await tx.$queryRaw<Row[]>`
    select b.id, b.session_id as "sessionId", b.public_path as "publicPath", b.state::text as state, b.lobby_at as "lobbyAt",
           b.on_air_at as "onAirAt", b.ended_at as "endedAt", b.published_at as "publishedAt", b.pauses,
           b.trim_start as "trimStart", b.trim_end as "trimEnd", b.version, u.id as "unitId", u.path::text as "unitPath",
           c.id as "campaignId", c.state::text as "campaignState"
      from broadcast b
      join study_session s on s.id = b.session_id
      join campaign c on c.id = s.campaign_id
      join unit u on u.id = c.unit_id
     where b.session_id = ${sessionId} for update of b`;
  if (!row) throw notFound();
  const at = (moment: Date | null) => moment?.getTime() ?? null;
  return {
    ...row,
    ...{
      lobbyAt: at(row.lobbyAt),
      onAirAt: at(row.onAirAt),
      endedAt: at(row.endedAt),
      publishedAt: at(row.publishedAt),
    },
  };
}

/** The same for somebody who operates it. @throws AppError not-found for everybody else */
export async function lockOperated(
  viewer: Viewer,
  sessionId: number,
  tx: Prisma.TransactionClient,
): Promise<LockedBroadcast> {
  const broadcast = await lockBroadcast(sessionId, tx);
  requireCan(viewer, 'broadcast.operate', broadcast.unitPath);
  return broadcast;
}

/** @throws AppError conflict when it is over: keys and agenda of a broadcast that ended change nothing any more. */
export function requireUnended({ state }: Pick<LockedBroadcast, 'state'>): void {
  if (state !== 'ENDED' && state !== 'PUBLISHED' && state !== 'CANCELLED') return;
  throw new AppError(
    'conflict',
    'BROADCAST_OVER',
    'Buổi phát trực tiếp đã kết thúc nên không thay đổi được nữa. Đồng chí tải lại trang để xem trạng thái mới.',
  );
}
