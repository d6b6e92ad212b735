import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { buildReportDocument } from '~/modules/reports/build-report-document';
import {
  claimReport,
  type FinishedFile,
  failReport,
  finishReport,
  type ReportClaim,
  releaseReport,
  reportProgress,
  SIGN_OF_LIFE_SECONDS,
} from '~/modules/reports/claim-report.server';
import { makeReportJob } from '~/modules/reports/jobs';
import { readReportInput } from '~/modules/reports/read-report-input.server';
import { REPORT_FORMATS, type ReportStage } from '~/modules/reports/schema';
import { verifySnapshot } from '~/modules/reports/verify-snapshot.server';
import { AppError, isAppError } from '~/platform/errors';
import type { Storage } from '~/platform/storage';
import { renderToFile } from '../renderers/render-report';
import type { JobRun } from './index';

class ClaimLost extends Error {}

/** Share of the whole work at which each format begins. */
const STEPS = { DOCX: [10, 30, 'docx'], PDF: [30, 80, 'pdf'], XLSX: [80, 92, 'xlsx'] } as const;

export const makeReport = {
  job: makeReportJob,
  /** Renders all three formats into a passing folder, stores them under keys of this attempt and switches the row over in one step. */
  async run(payload: z.output<typeof makeReportJob.payload>, { services, signal }: JobRun): Promise<void> {
    const { db, storage, logger } = services;
    const claim: ReportClaim = { ...payload, token: randomUUID() };
    const claimed = await claimReport(claim, db);
    if (!claimed) return;
    let lost = false;
    const alive = setInterval(() => {
      reportProgress(claim, null, db).then(
        (held) => {
          lost ||= !held;
        },
        () => {},
      );
    }, SIGN_OF_LIFE_SECONDS * 1000);
    const folder = await makeScratchFolder(services.env.DATA_DIR, claim);
    const prefix = `reports/${claim.reportId}/${claim.version}-${claim.token}`;
    const step = async (progress: number, stage: ReportStage) => {
      if (signal.aborted) throw new Error('the worker is stopping');
      if (lost || !(await reportProgress(claim, { progress, stage }, db))) throw new ClaimLost();
    };
    try {
      if (!(await verifySnapshot(claimed.snapshotId, db))) {
        throw new AppError(
          'conflict',
          'SNAPSHOT_BROKEN',
          'Số liệu lưu trữ không khớp mã kiểm chứng. Đồng chí không dùng số liệu này và báo ngay cho quản trị viên.',
        );
      }
      const input = await readReportInput(claimed, db);
      const document = buildReportDocument(input);
      const rows = document.annexes.reduce((sum, annex) => sum + [...annex.table.rows].length, 0);
      const files: FinishedFile[] = [];
      for (const format of REPORT_FORMATS) {
        const [from, to, stage] = STEPS[format];
        await step(from, stage);
        let done = 0;
        const file = path.join(folder, format);
        const rendered = await renderToFile(format, document, input.template, file, async () => {
          done += 500;
          await step(Math.min(to, Math.round(from + ((to - from) * done) / Math.max(rows, 1))), stage);
        });
        files.push({ format, storageKey: `${prefix}/${format.toLowerCase()}`, ...rendered });
      }
      await step(92, 'store');
      for (const file of files) await storage.put(file.storageKey, createReadStream(path.join(folder, file.format)));
      const { won, obsolete } = await finishReport(claim, files, db);
      for (const key of obsolete) await storage.remove(path.posix.dirname(key));
      if (won) await removeOtherAttempts(claim, prefix, storage);
    } catch (error) {
      await storage.remove(prefix).catch(() => {});
      if (error instanceof ClaimLost) {
        logger.info({ reportId: claim.reportId }, 'another render took over');
        return;
      }
      // Expected failures stay as they are; the rest goes back to the queue, whose last try the sweep marks.
      if (isAppError(error)) await failReport(claim, error.code, error.message, db);
      else await releaseReport(claim, db);
      throw error;
    } finally {
      clearInterval(alive);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/**
 * A passing folder of this attempt, under DATA_DIR. A worker that is killed leaves its folder behind; the attempt that takes the
 * report over knows the name and removes it (an attempt that lives on without its claim has lost anyway).
 */
async function makeScratchFolder(dataDir: string, { reportId, token }: ReportClaim): Promise<string> {
  const scratch = path.join(dataDir, 'scratch');
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const ours = (name: string) => name.startsWith(`report-${reportId}-`);
  for (const left of (await readdir(scratch)).filter(ours))
    await rm(path.join(scratch, left), { recursive: true, force: true });
  const folder = path.join(scratch, `report-${reportId}-${token}`);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** What attempts that died while storing left behind: everything of this report that is not under the winner's keys. */
async function removeOtherAttempts({ reportId }: ReportClaim, prefix: string, storage: Storage): Promise<void> {
  const others = (await storage.list(`reports/${reportId}`)).filter((key) => !key.startsWith(`${prefix}/`));
  for (const folder of new Set(others.map((key) => path.posix.dirname(key)))) await storage.remove(folder);
}
