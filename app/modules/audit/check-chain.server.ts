import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, inTransaction } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { appendAudit } from './append-audit.server';
import { verifyAuditJob } from './jobs';
import type { Problem } from './problems';
import type { CheckState } from './schema';
import { sealEntries } from './seal-entries.server';
import { verifyAudit } from './verify-audit.server';

/** A check without a sign of life for so long is taken over. */
const STALE_SECONDS = 60;
const MOST_TRIES = 3;

export interface AuditCheckRow {
  id: number;
  state: CheckState;
  progress: number;
  requestedByName: string;
  createdAt: Date;
  finishedAt: Date | null;
  entries: number | null;
  sealedUntil: Date | null;
  problems: Problem[] | null;
}

const FIELDS = {
  ...{ id: true, state: true, progress: true, requestedByName: true, createdAt: true, finishedAt: true, entries: true },
  ...{ sealedUntil: true, problems: true },
};

/** Asks for a verification of the whole log; one that is under way is joined. @throws AppError not-found */
export async function requestAuditCheck(
  services: Pick<Services, 'db' | 'queues' | 'logger'>,
  { viewer }: { viewer: Viewer },
): Promise<number> {
  requireAnywhere(viewer, 'audit.view');
  const id = await inTransaction(services.db, async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('audit-check'))`;
    const open = await tx.auditCheck.findFirst({
      where: { state: { in: ['QUEUED', 'RUNNING'] } },
      select: { id: true },
    });
    if (open) return open.id;
    const made = await tx.auditCheck.create({
      data: { requestedById: viewer.accountId, requestedByName: viewer.displayName },
      select: { id: true },
    });
    return made.id;
  });
  // The row is the truth: when the queue is down, the sweep asks again.
  await services.queues
    .enqueue(verifyAuditJob, { checkId: id })
    .catch((error) => services.logger.warn({ err: error, checkId: id }, 'audit check not queued yet'));
  return id;
}

/** @throws AppError not-found */
export async function getAuditCheck(
  { viewer, checkId }: { viewer: Viewer; checkId: number },
  db: Db,
): Promise<AuditCheckRow> {
  requireAnywhere(viewer, 'audit.view');
  const row = await db.auditCheck.findUnique({ where: { id: checkId }, select: FIELDS });
  if (!row) throw notFound();
  return row as unknown as AuditCheckRow;
}

export interface ChainState {
  /** Until when everything is sealed; null before the first seal. */
  sealedUntil: Date | null;
  waiting: number;
  /** The latest check, under way or ended. */
  latest: AuditCheckRow | null;
}

/** @throws AppError not-found */
export async function getChainState(viewer: Viewer, db: Db): Promise<ChainState> {
  requireAnywhere(viewer, 'audit.view');
  const [chain] = await db.$queryRaw<{ sealedUntil: Date | null; waiting: number }[]>`
    select (select sealed_at from audit_seal order by position desc limit 1) as "sealedUntil",
           (select count(*)::int from audit_unsealed) as waiting`;
  const latest = await db.auditCheck.findFirst({ orderBy: { id: 'desc' }, select: FIELDS });
  return {
    sealedUntil: chain?.sealedUntil ?? null,
    waiting: chain?.waiting ?? 0,
    latest: latest as unknown as AuditCheckRow | null,
  };
}

/** What the worker does for one check; does nothing when it has ended or somebody alive is at it. */
export async function runAuditCheck(services: Services, { checkId }: { checkId: number }): Promise<void> {
  const { db } = services;
  const claimed = await db.$executeRaw`
    update audit_check set state = 'RUNNING', tries = tries + 1, progress = 0, updated_at = now()
     where id = ${checkId} and (state = 'QUEUED' or (state = 'RUNNING' and updated_at < now() - make_interval(secs => ${STALE_SECONDS})))`;
  if (claimed === 0) return;
  try {
    await sealEntries(services, { head: true });
    let shown = 0;
    const verdict = await verifyAudit(services, {
      onProgress: async (share) => {
        const progress = Math.min(99, Math.floor(share * 100));
        if (progress <= shown) return;
        shown = progress;
        await db.$executeRaw`update audit_check set progress = ${progress}, updated_at = now() where id = ${checkId}`;
      },
    });
    const sealedUntil = verdict.sealedUntil === null ? null : new Date(verdict.sealedUntil);
    await inTransaction(db, async (tx) => {
      const check = await tx.auditCheck.update({
        where: { id: checkId },
        data: {
          ...{
            state: 'DONE',
            progress: 100,
            finishedAt: new Date(),
            updatedAt: new Date(),
            entries: verdict.entries,
            sealedUntil,
          },
          problems: JSON.parse(JSON.stringify(verdict.problems)),
        },
      });
      await appendAudit(tx, {
        actor:
          check.requestedById === null
            ? { system: check.requestedByName }
            : { accountId: check.requestedById, displayName: check.requestedByName },
        ...{ action: 'audit.verify', targetType: 'audit', targetId: checkId },
        data: {
          entries: verdict.entries,
          problems: verdict.problemCount,
          sealedUntil: sealedUntil?.toISOString() ?? null,
        },
      });
    });
  } catch (error) {
    await db.$executeRaw`
      update audit_check set state = case when tries >= ${MOST_TRIES} then 'FAILED' else 'QUEUED' end, updated_at = now() where id = ${checkId}`;
    throw error;
  }
}

/** Checks that wait without a job, or whose worker died. */
export async function findStuckChecks(db: Db): Promise<{ id: number }[]> {
  await db.$executeRaw`
    update audit_check set state = 'FAILED', updated_at = now() where state in ('QUEUED', 'RUNNING') and tries >= ${MOST_TRIES}
       and updated_at < now() - make_interval(secs => ${STALE_SECONDS})`;
  return db.$queryRaw<{ id: number }[]>`
    select id from audit_check where (state = 'QUEUED' and updated_at < now() - interval '10 seconds')
        or (state = 'RUNNING' and updated_at < now() - make_interval(secs => ${STALE_SECONDS}))`;
}
