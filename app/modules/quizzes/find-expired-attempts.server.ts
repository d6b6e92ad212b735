import type { Db } from '~/platform/db';
import { GRACE_MS } from './schema';

/** Attempts whose time is over (their own, or the window's when it was moved forward) and that nobody submitted, oldest first. */
export async function findExpiredAttempts(args: { now: Date; limit: number }, db: Db): Promise<number[]> {
  const before = new Date(args.now.getTime() - GRACE_MS);
  const rows = await db.$queryRaw<{ id: number }[]>`
    select a.id from quiz_attempt a join quiz q on q.id = a.quiz_id join campaign c on c.id = q.campaign_id
     where a.submitted_at is null
       and least(a.ends_at, coalesce(q.closes_at, c.deadline_at), c.closed_at) <= ${before}
     order by a.ends_at limit ${args.limit}`;
  return rows.map((row) => row.id);
}
