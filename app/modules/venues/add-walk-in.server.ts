import { isWithin } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { hasCard } from '~/modules/org/member-identity';
import { inTransaction } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { findClerkVenue } from './find-clerk-venue.server';
import { markMembers, requireRunning } from './mark-members.server';

interface Args {
  viewer: Viewer;
  venueId: number;
  /** Whole, without dots and spaces. */
  cardNumber: string;
  requestId?: string;
  address?: string;
}

/** Wrong numbers a clerk may try in a quarter of an hour: a card in the hand is seldom mistyped, a list is not to be guessed out. */
const WRONG_TRIES = 20;
const WINDOW_SECONDS = 15 * 60;

/**
 * A member of any unit on the campaign's roster, found by the whole card number they show, is present in this hall.
 * @returns their name, to be compared with the card
 * @throws AppError not-found for a foreign hall; invalid when nobody has the number; conflict when another hall has them; rate-limited
 */
export async function addWalkIn(args: Args, services: Services): Promise<{ fullName: string; unitName: string }> {
  const { viewer, venueId, requestId, address } = args;
  const { redis, env, db, cipher } = services;
  const tries = `${env.REDIS_PREFIX}:venues:card:${viewer.accountId}`;
  const venue = await findClerkVenue(viewer, venueId, db);
  requireRunning(venue);
  if (Number((await redis.get(tries)) ?? 0) >= WRONG_TRIES) {
    throw new AppError(
      'rate-limited',
      'TOO_MANY_CARDS',
      'Đồng chí đã nhập nhiều số thẻ không đúng. Hãy chờ 15 phút, hoặc để đồng chí ấy quét mã trên màn hình.',
    );
  }
  const [found] = await asPart(
    'card-check',
    () => db.$queryRaw<{ memberId: number; fullName: string; unitName: string; path: string }[]>`
    select m.id as "memberId", m.full_name as "fullName", u.name as "unitName", u.path::text as path
      from member m join roster_entry e on e.member_id = m.id and e.campaign_id = ${venue.campaignId} and e.reason <> 'TRANSFERRED_OUT'
      join unit u on u.id = e.unit_id
     where ${hasCard(args.cardNumber, cipher)}`,
  );
  if (!found) {
    await redis.multi().incr(tries).expire(tries, WINDOW_SECONDS, 'NX').exec();
    throw new AppError(
      'invalid',
      'NO_SUCH_CARD',
      'Không có đảng viên nào trong danh sách phải học có số thẻ này. Đồng chí kiểm tra lại từng chữ số.',
    );
  }
  const walkIn = !venue.unitPaths.some((root) => isWithin(found.path, root));
  await inTransaction(db, async (tx) => {
    await tx.$executeRaw`
      insert into venue_check_in (session_id, member_id, venue_id, way, walk_in)
      values (${venue.sessionId}, ${found.memberId}, ${venue.id}, 'CLERK', ${walkIn})
      on conflict (session_id, member_id) do update set venue_id = excluded.venue_id, way = excluded.way, walk_in = excluded.walk_in, at = now()
       where venue_check_in.venue_id <> excluded.venue_id`;
    const { conflicts } = await markMembers(
      { viewer, venueId, requestId, address, entries: [{ memberId: found.memberId, present: true, seen: false }] },
      tx,
    );
    const [conflict] = conflicts;
    if (conflict) throw new AppError('conflict', 'ELSEWHERE', conflict.message, conflict.params);
  });
  return { fullName: found.fullName, unitName: found.unitName };
}
