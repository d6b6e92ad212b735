import type { Services } from '~/platform/services';
import { idleMinutes } from './auth-standing';
import type { SignedIn } from './viewer';
import { readWatchingRun } from './watching-sessions.server';

/** Seconds until the session locks if nobody stirs; 0: it is locked. Beats of a lecture put it off. */
export async function findSecondsLeft(
  { viewer, locked }: Pick<SignedIn, 'viewer' | 'locked'>,
  services: Pick<Services, 'db' | 'env' | 'redis' | 'logger' | 'clock'>,
): Promise<number> {
  if (locked) return 0;
  const session = await services.db.authSession.findUniqueOrThrow({
    where: { id: viewer.authSessionId },
    select: { lastSeenAt: true },
  });
  const run = await readWatchingRun(viewer.authSessionId, services);
  const last = Math.max(session.lastSeenAt.getTime(), run?.last ?? 0);
  const left = last + idleMinutes(viewer.grants) * 60_000 - services.clock.now().getTime();
  return Math.max(1, Math.ceil(left / 1000));
}
