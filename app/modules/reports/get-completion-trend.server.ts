import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { hanoiDayBounds, lastHanoiDays } from './hanoi-days';

const DAYS = 7;

export interface TrendDay {
  /** `2026-11-22`, in Hanoi. */
  day: string;
  /** Of those who count as having studied now: how many came to be counted on this day. */
  count: number;
}

/** How many came to count as having studied on each of the last seven days; the rest did before. @throws AppError not-found */
export async function getCompletionTrend(
  args: { viewer: Viewer; campaignId: number; unitPath: string },
  { db, clock }: Services,
): Promise<TrendDay[]> {
  requireCan(args.viewer, 'board.view', args.unitPath);
  const days = lastHanoiDays(clock.now(), DAYS);
  const { from } = hanoiDayBounds(days[0] ?? '');
  const rows = await db.$queryRaw<{ day: string; count: number }[]>`
    SELECT to_char(o.studied_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') AS day, count(*)::int AS count
      FROM member_outcome o JOIN unit u ON u.id = o.unit_id
     WHERE o.campaign_id = ${args.campaignId} AND u.path <@ ${args.unitPath}::ltree AND o.required AND o.studied AND o.studied_at >= ${from}
     GROUP BY 1`;
  const counts = new Map(rows.map((row) => [row.day, row.count]));
  return days.map((day) => ({ day, count: counts.get(day) ?? 0 }));
}
