import type { Db } from '~/platform/db';
import type { ReportFormat, ReportStage } from './schema';

/** A render that has not said anything for so long is given up and may be claimed by another worker. */
export const STALE_SECONDS = 15;
/** How often a render says that it lives. */
export const SIGN_OF_LIFE_SECONDS = 3;

export interface ReportClaim {
  reportId: number;
  version: number;
  token: string;
}

/** Takes a report for rendering; null when it is finished, of another version, or being rendered by somebody alive. */
export async function claimReport(claim: ReportClaim, db: Db): Promise<{ snapshotId: number; fields: unknown } | null> {
  const [row] = await db.$queryRaw<{ snapshotId: number; fields: unknown }[]>`
    UPDATE completion_report SET state = 'RENDERING', attempts = attempts + 1, claim_token = ${claim.token}, progress = 0, stage = 'gather', error_code = NULL,
           error_detail = NULL, updated_at = now()
     WHERE id = ${claim.reportId} AND version = ${claim.version} AND issued_at IS NULL
       AND (state = 'QUEUED' OR (state = 'RENDERING' AND updated_at < now() - make_interval(secs => ${STALE_SECONDS})))
    RETURNING snapshot_id AS "snapshotId", fields`;
  return row ?? null;
}

/** Progress and sign of life; false when the claim was lost, and the render should end. */
export async function reportProgress(
  claim: ReportClaim,
  at: { progress: number; stage: ReportStage } | null,
  db: Db,
): Promise<boolean> {
  const count = at
    ? await db.$executeRaw`UPDATE completion_report SET progress = ${at.progress}, stage = ${at.stage}, updated_at = now()
        WHERE id = ${claim.reportId} AND version = ${claim.version} AND claim_token = ${claim.token} AND state = 'RENDERING'`
    : await db.$executeRaw`UPDATE completion_report SET updated_at = now()
        WHERE id = ${claim.reportId} AND version = ${claim.version} AND claim_token = ${claim.token} AND state = 'RENDERING'`;
  return count === 1;
}

export interface FinishedFile {
  format: ReportFormat;
  storageKey: string;
  byteSize: number;
  sha256: string;
}

/** Files and state change together, and only while the claim holds: one render wins. Returns keys that nothing points to any more. */
export async function finishReport(
  claim: ReportClaim,
  files: readonly FinishedFile[],
  db: { $transaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T> },
): Promise<{ won: boolean; obsolete: string[] }> {
  return db.$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE completion_report SET state = 'READY', progress = 100, stage = 'done', finished_at = now(), updated_at = now()
       WHERE id = ${claim.reportId} AND version = ${claim.version} AND claim_token = ${claim.token} AND state = 'RENDERING'`;
    if (count === 0) return { won: false, obsolete: files.map((file) => file.storageKey) };
    const old = await tx.reportFile.findMany({ where: { reportId: claim.reportId }, select: { storageKey: true } });
    await tx.reportFile.deleteMany({ where: { reportId: claim.reportId } });
    await tx.reportFile.createMany({
      data: files.map((file) => ({ ...file, reportId: claim.reportId, version: claim.version })),
    });
    return { won: true, obsolete: old.map((file) => file.storageKey) };
  });
}

/** A failure that trying again will not cure, or the last try. */
export async function failReport(claim: ReportClaim, code: string, detail: string, db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE completion_report SET state = 'FAILED', error_code = ${code}, error_detail = ${detail.slice(0, 2000)}, updated_at = now()
     WHERE id = ${claim.reportId} AND version = ${claim.version} AND claim_token = ${claim.token} AND state = 'RENDERING'`;
}

/** Renders begun before a report is given up. */
export const MAX_ATTEMPTS = 5;

/** Gives the claim back, so that the queue's next try may take it at once; after the last try the report has failed. */
export async function releaseReport(claim: ReportClaim, db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE completion_report SET state = (CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'FAILED' ELSE 'QUEUED' END)::report_state,
           error_code = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'RENDER' END, stage = 'queued', claim_token = NULL, updated_at = now()
     WHERE id = ${claim.reportId} AND version = ${claim.version} AND claim_token = ${claim.token} AND state = 'RENDERING'`;
}

/** Reports whose renders died every time (a worker killed again and again) are given up rather than tried for ever. */
export async function giveUpHopelessReports(db: Db): Promise<number> {
  return db.$executeRaw`
    UPDATE completion_report SET state = 'FAILED', error_code = 'RENDER', claim_token = NULL, updated_at = now()
     WHERE state = 'RENDERING' AND attempts >= ${MAX_ATTEMPTS} AND updated_at < now() - make_interval(secs => ${STALE_SECONDS})`;
}

/** Reports that wait without a job, or whose render has died. */
export function findStuckReports(db: Db): Promise<{ id: number; version: number }[]> {
  return db.$queryRaw`
    SELECT id, version FROM completion_report
     WHERE state IN ('QUEUED', 'RENDERING') AND updated_at < now() - make_interval(secs => ${STALE_SECONDS}) ORDER BY id LIMIT 100`;
}
