import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { AppError, notFound } from '~/platform/errors';
import { broadcastTopic, publishEvent } from '~/platform/events';
import type { Services } from '~/platform/services';
import { makeBallotKeys } from './ballot-keys.server';
import type { PollInput } from './input';

type PollServices = Pick<Services, 'db' | 'env' | 'redis' | 'logger' | 'clock'>;

/** Writes a vote down; it is opened later. The same said again while it is a draft is the same vote. @throws AppError not-found; conflict when the campaign is not open */
export async function createPoll(
  args: { viewer: Viewer; sessionId: number; requestId?: string } & PollInput,
  services: PollServices,
): Promise<number> {
  const session = await findSessionUnit(args.sessionId, services.db);
  requireCan(args.viewer, 'poll.manage', session.unitPath);
  const { title, options, secret, quorumPercent } = args;
  return services.db.$transaction(async (tx) => {
    // Pressed twice: one draft of the same words.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('poll'), ${session.sessionId}::int)`;
    const drafts = await tx.poll.findMany({ where: { sessionId: session.sessionId, state: 'DRAFT', title, secret } });
    const same = drafts.find((one) => JSON.stringify(one.options) === JSON.stringify(options));
    if (same && same.quorum === quorumPercent * 100) return same.id;
    const poll = await tx.poll.create({
      data: { sessionId: session.sessionId, title, options, secret, quorum: quorumPercent * 100 },
    });
    await appendAudit(tx, {
      ...{ actor: args.viewer, action: 'poll.create', targetType: 'Poll', targetId: poll.id, unitId: session.unitId },
      ...{ data: { title, options, secret, quorumPercent }, requestId: args.requestId },
    });
    return poll.id;
  });
}

const STALE = 'Cuộc biểu quyết đã được người khác mở, đóng hoặc xóa. Danh sách dưới đây là mới nhất.';

/**
 * Opens a vote (who may vote is counted now), closes it, or removes one that was never opened. Closing a secret one destroys the
 * signing key, so that no ballot can come after it, and writes the ballots down anew in the order of their random tokens: the order in
 * which they came is gone from the table.
 * @throws AppError not-found; conflict
 */
export async function orderPoll(
  args: { viewer: Viewer; sessionId: number; poll: number; order: 'open' | 'close' | 'remove'; requestId?: string },
  services: PollServices,
): Promise<void> {
  const { viewer, order } = args;
  const session = await findSessionUnit(args.sessionId, services.db);
  requireCan(viewer, 'poll.manage', session.unitPath);
  const poll = await services.db.poll.findFirst({ where: { id: args.poll, sessionId: session.sessionId } });
  if (!poll) throw notFound();
  const keys = order === 'open' && poll.secret ? await makeBallotKeys(services.env.SESSION_SECRET) : null;
  const now = services.clock.now();
  await services.db.$transaction(async (tx) => {
    const at = { id: poll.id, state: order === 'close' ? ('OPEN' as const) : ('DRAFT' as const) };
    let count: number;
    let eligible: number | undefined;
    if (order === 'remove') count = (await tx.poll.deleteMany({ where: at })).count;
    else if (order === 'open') {
      eligible = await tx.rosterEntry.count({ where: { campaignId: session.campaignId, reason: 'REQUIRED' } });
      if (eligible === 0) {
        throw new AppError(
          'conflict',
          'NOBODY_MAY_VOTE',
          'Đợt học tập chưa có danh sách phải học nên chưa có ai được biểu quyết. Hãy mở đợt học tập trước.',
        );
      }
      const open = { state: 'OPEN' as const, openedAt: now, eligible };
      const sealed = keys && { publicKey: Buffer.from(keys.publicKey), privateKey: Buffer.from(keys.privateKey) };
      count = (await tx.poll.updateMany({ where: at, data: { ...open, ...sealed } })).count;
    } else {
      // Locks the row first: a ballot on its way is either in before or refused.
      count = (await tx.poll.updateMany({ where: at, data: { state: 'CLOSED', closedAt: now, privateKey: null } }))
        .count;
      if (poll.secret && count > 0) {
        await tx.$executeRaw`
          with taken as (delete from ballot where poll_id = ${poll.id} returning token, option)
          insert into ballot (poll_id, token, option) select ${poll.id}, token, option from taken order by token`;
      }
    }
    if (count === 0) throw new AppError('conflict', 'POLL_MOVED_ON', STALE);
    await appendAudit(tx, {
      ...{ actor: viewer, action: `poll.${order}`, targetType: 'Poll', targetId: poll.id, unitId: session.unitId },
      ...{ data: { title: poll.title, eligible }, requestId: args.requestId },
    });
  });
  await announcePolls(session.sessionId, services);
}

/** Pages at the broadcast ask again; a lost event costs nothing. */
async function announcePolls(sessionId: number, services: PollServices): Promise<void> {
  try {
    const broadcast = await services.db.broadcast.findUnique({ where: { sessionId }, select: { id: true } });
    if (!broadcast) return;
    const open = await services.db.poll.count({ where: { sessionId, state: 'OPEN' } });
    await publishEvent(services, broadcastTopic(broadcast.id), { type: 'polls', data: { open } });
  } catch (error) {
    services.logger.warn({ err: error, sessionId }, 'polls: event not published');
  }
}
