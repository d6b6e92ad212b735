import { createHash } from 'node:crypto';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import type { AuditAction } from './actions';
import { type AuditInput, appendAudit } from './append-audit.server';

/** A page that is loaded again (after a form, a tick, the back button) within this time is the same look at it. */
const SAME_LOOK_SECONDS = 600;
/** Refusals of one sign-in that are written down in that time: a program that tries numbers would fill the log. */
const MOST_REFUSALS = 30;

type ReadServices = Pick<Services, 'db' | 'redis' | 'env'>;

/** The unit whose inspectors see what this person reads: where the first role is held, else the home cell. */
const unitOf = (viewer: Viewer) => viewer.grants.find((grant) => grant.role !== 'MEMBER')?.unitId ?? viewer.homeUnitId;

/** Whether this was not noted a moment ago. Redis away: noted once more rather than not at all. */
async function isNew({ redis, env }: ReadServices, name: string, what: unknown): Promise<boolean> {
  const digest = createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 22);
  try {
    return (
      (await redis.set(`${env.REDIS_PREFIX}:audit:${name}:${digest}`, '1', 'EX', SAME_LOOK_SECONDS, 'NX')) !== null
    );
  } catch {
    return true;
  }
}

/**
 * Writes down that somebody was shown personal data: who, when, from where, which members. Before the answer goes out; when it
 * cannot be written nothing is shown. The same look (same sign-in, question and people within ten minutes) is written once.
 */
export async function noteRead<Action extends AuditAction>(
  services: ReadServices,
  { viewer, ...input }: Omit<AuditInput<Action>, 'actor'> & { viewer: Viewer },
): Promise<void> {
  const { action, targetType, targetId, data, memberIds } = input as Omit<AuditInput, 'actor'>;
  const look = [viewer.accountId, viewer.authSessionId, action, targetType, targetId, data, memberIds];
  if (!(await isNew(services, 'read', look))) return;
  const unitId = (input as { unitId?: number | null }).unitId ?? unitOf(viewer);
  await appendAudit(services.db, { ...input, actor: viewer, unitId } as unknown as AuditInput<Action>);
}

/** A management page that is not theirs, or not there: the address without its query, which may hold names. */
export async function noteRefusal(
  services: ReadServices,
  { viewer, path, method }: { viewer: Viewer; path: string; method: string },
): Promise<void> {
  if (!(await isNew(services, 'refused', [viewer.authSessionId, path, method]))) return;
  try {
    const counter = `${services.env.REDIS_PREFIX}:audit:refusals:${viewer.authSessionId}`;
    const count = await services.redis.incr(counter);
    if (count === 1) await services.redis.expire(counter, SAME_LOOK_SECONDS);
    if (count > MOST_REFUSALS) return;
  } catch {
    // Redis away: written down.
  }
  await appendAudit(services.db, {
    ...{
      actor: viewer,
      action: 'access.denied',
      targetType: 'page',
      targetId: path.slice(0, 200),
      unitId: unitOf(viewer),
    },
    data: { path: path.slice(0, 200), method },
  });
}
