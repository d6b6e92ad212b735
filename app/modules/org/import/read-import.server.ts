import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { SecrecyMark } from '~/modules/files/secrecy-mark';
import type { ImportRun } from '~/platform/generated/prisma/client';
import type { Services } from '~/platform/services';
import { openSpreadsheet, type Spreadsheet } from '../spreadsheet/open-spreadsheet.server';
import { FileRefused } from '../spreadsheet/refusal';
import type { RunSql } from './import-rows.server';
import { readMemberRows } from './read-member-rows.server';
import { readUnitRows } from './read-unit-rows.server';
import { withRunLock } from './run-lock.server';

export type ImportServices = Pick<Services, 'db' | 'pool' | 'storage' | 'clock' | 'cipher'>;

/** What reading one file works with. `sql` runs on the connection that holds the run's lock. */
export interface Reading {
  services: ImportServices;
  sql: RunSql;
  run: ImportRun;
  file: Spreadsheet;
  report: ReportProgress;
}

/** Tells how far the reading is: rows so far, and how many there will be (an estimate). Throws when it should stop. */
export type ReportProgress = (rows: number, total: number) => Promise<void>;

/** The file carries a mark of secrecy. */
class MarkFound extends FileRefused {
  constructor(readonly mark: SecrecyMark) {
    super('SECRET_MARK');
  }
}

/** What must not be here does not stay: the file goes, its name too, and the log says that it was here, without a word of it. */
async function stopMarked({ db, storage }: ImportServices, run: ImportRun, mark: SecrecyMark): Promise<void> {
  await storage.remove(run.storageKey);
  await db.importRun.update({ where: { id: run.id }, data: { fileName: REMOVED_NAME } });
  await appendAudit(db, {
    actor: { system: 'import' },
    action: 'upload.refuse',
    targetType: 'import',
    targetId: run.id,
    unitId: run.unitId,
    data: { kind: run.kind, code: mark, where: 'text', byteSize: Number(run.byteSize) },
  });
}

const REMOVED_NAME = '(tệp đã bị chặn)';

/** The run was cancelled or the worker stops: reading ends without a verdict. */
export class ReadingStopped extends Error {}

/**
 * Reads a run's file into import_row and sums it up: UPLOADED → READING → PREVIEW, or FAILED with an answer. May be
 * called again at any time before the commit; it starts over.
 */
export async function readImport(services: ImportServices, runId: string, signal?: AbortSignal): Promise<void> {
  const { db, pool } = services;
  await withRunLock(runId, pool, async (sql) => {
    const claimed = await db.importRun.updateMany({
      where: { id: runId, state: { in: ['UPLOADED', 'READING'] } },
      data: { state: 'READING', progress: 0, total: 0, errorCode: null, errorDetail: null },
    });
    if (claimed.count === 0) return;
    await db.importRow.deleteMany({ where: { runId } });
    const run = await db.importRun.findUniqueOrThrow({ where: { id: runId } });
    const report: ReportProgress = async (progress, total) => {
      if (signal?.aborted) throw new ReadingStopped('worker stops');
      const { count } = await db.importRun.updateMany({
        where: { id: runId, state: 'READING' },
        data: { progress, total },
      });
      if (count === 0) throw new ReadingStopped('cancelled');
    };
    try {
      await withLocalFile(services, run, async (file) => {
        const mark = await file.findMark();
        if (mark) throw new MarkFound(mark);
        const read = run.kind === 'UNITS' ? readUnitRows : readMemberRows;
        const { summary, mapping, rows } = await read({ services, sql, run, file, report });
        await db.importRun.updateMany({
          where: { id: runId, state: 'READING' },
          data: { state: 'PREVIEW', summary: { ...summary }, mapping: { ...mapping }, progress: rows, total: rows },
        });
      });
    } catch (error) {
      if (error instanceof ReadingStopped && !signal?.aborted) return;
      if (error instanceof MarkFound) await stopMarked(services, run, error.mark);
      else if (!(error instanceof FileRefused)) throw error;
      await db.importRow.deleteMany({ where: { runId } });
      await db.importRun.updateMany({
        where: { id: runId, state: 'READING' },
        data: { state: 'FAILED', errorCode: error.code, errorDetail: error.message, finishedAt: services.clock.now() },
      });
    }
  });
}

/** A zip is read from its end, so the file must lie on a local disk while it is read. */
async function withLocalFile(
  { storage }: ImportServices,
  run: ImportRun,
  work: (file: Spreadsheet) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'diemcau-import-'));
  try {
    const local = path.join(folder, 'file');
    await pipeline(await storage.read(run.storageKey), createWriteStream(local, { mode: 0o600 }));
    const file = await openSpreadsheet(local, run.fileName);
    try {
      await work(file);
    } finally {
      file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
