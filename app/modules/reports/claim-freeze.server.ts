import type { Db } from '~/platform/db';
import { MAX_ATTEMPTS, STALE_SECONDS } from './claim-report.server';
import type { FreezeResult } from './freeze-figures.server';
import type { FreezeStage } from './schema';

export interface FreezeClaim {
  freezeId: number;
  token: string;
}

export interface ClaimedFreeze {
  campaignCode: string;
  unitId: number;
  unitPath: string;
  requestedById: number | null;
  requestedByName: string;
  requestId: string | null;
  address: string | null;
}

/** Takes a freeze; null when it has ended or somebody alive carries it out. */
export async function claimFreeze({ freezeId, token }: FreezeClaim, db: Db): Promise<ClaimedFreeze | null> {
  const [row] = await db.$queryRaw<ClaimedFreeze[]>`
    UPDATE figure_freeze f SET state = 'RUNNING', attempts = attempts + 1, claim_token = ${token}, progress = 0, stage = 'count', error_code = NULL, updated_at = now()
      FROM campaign c, unit u
     WHERE f.id = ${freezeId} AND c.id = f.campaign_id AND u.id = f.unit_id
       AND (f.state = 'QUEUED' OR (f.state = 'RUNNING' AND f.updated_at < now() - make_interval(secs => ${STALE_SECONDS})))
    RETURNING c.code AS "campaignCode", u.id AS "unitId", u.path::text AS "unitPath", f.requested_by_id AS "requestedById",
              f.requested_by_name AS "requestedByName", f.request_id AS "requestId", f.address`;
  return row ?? null;
}

/** Progress and sign of life; false when the claim was lost, and the work should end. */
export async function freezeProgress(
  { freezeId, token }: FreezeClaim,
  at: { progress: number; stage: FreezeStage } | null,
  db: Db,
): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE figure_freeze SET progress = COALESCE(${at?.progress ?? null}::int, progress), stage = COALESCE(${at?.stage ?? null}, stage), updated_at = now()
     WHERE id = ${freezeId} AND claim_token = ${token} AND state = 'RUNNING'`;
  return count === 1;
}

/** Only while the claim holds. */
export async function finishFreeze(
  { freezeId, token }: FreezeClaim,
  result: FreezeResult & { verified: boolean },
  db: Db,
): Promise<void> {
  await db.$executeRaw`
    UPDATE figure_freeze SET state = 'DONE', progress = 100, stage = 'done', snapshot_id = ${result.snapshotId}, created = ${result.created},
           verified_at = CASE WHEN ${result.verified} THEN now() END, finished_at = now(), updated_at = now()
     WHERE id = ${freezeId} AND claim_token = ${token} AND state = 'RUNNING'`;
}

/** Gives the claim back, so that the queue's next try may take it at once; `code`, or the last try: it has failed. */
export async function releaseFreeze({ freezeId, token }: FreezeClaim, code: string | null, db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE figure_freeze SET state = (CASE WHEN ${code}::text IS NOT NULL OR attempts >= ${MAX_ATTEMPTS} THEN 'FAILED' ELSE 'QUEUED' END)::freeze_state,
           error_code = COALESCE(${code}::text, CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'FREEZE' END), stage = 'queued', claim_token = NULL, updated_at = now()
     WHERE id = ${freezeId} AND claim_token = ${token} AND state = 'RUNNING'`;
}

/** Freezes whose workers died every time are given up rather than tried for ever. */
export async function giveUpHopelessFreezes(db: Db): Promise<number> {
  return db.$executeRaw`
    UPDATE figure_freeze SET state = 'FAILED', error_code = 'FREEZE', claim_token = NULL, updated_at = now()
     WHERE state = 'RUNNING' AND attempts >= ${MAX_ATTEMPTS} AND updated_at < now() - make_interval(secs => ${STALE_SECONDS})`;
}

/** Freezes that wait without a job, or whose worker has died. */
export function findStuckFreezes(db: Db): Promise<{ id: number }[]> {
  return db.$queryRaw`
    SELECT id FROM figure_freeze
     WHERE state IN ('QUEUED', 'RUNNING') AND updated_at < now() - make_interval(secs => ${STALE_SECONDS}) ORDER BY id LIMIT 100`;
}
