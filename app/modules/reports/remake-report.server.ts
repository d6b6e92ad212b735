import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { getReport } from './get-report.server';
import { makeReportJob } from './jobs';
import type { ReportFields } from './schema';

interface Args {
  viewer: Viewer;
  reportId: number;
  requestId?: string;
  address?: string;
}

const ISSUED =
  'Báo cáo đã phát hành nên không sửa được nữa. Nếu số liệu thay đổi, đồng chí chốt lại số liệu để lập báo cáo bổ sung.';

/** Stores edited texts and makes a new version of the files, as long as the report is not issued. @throws AppError not-found, conflict */
export async function remakeReport(
  args: Args & { fields: ReportFields; version: number },
  services: Services,
): Promise<void> {
  const { db, queues, logger } = services;
  const report = await getReport(args, db);
  requireCan(args.viewer, 'report.make', report.unit.path);
  if (report.issuedAt) throw new AppError('conflict', 'REPORT_ISSUED', ISSUED);
  const changed = await db.$transaction(async (tx) => {
    // Conditional on the version the form was made for: the same click twice makes one new version.
    const count = await tx.$executeRaw`
      UPDATE completion_report SET fields = ${JSON.stringify(args.fields)}::jsonb, version = version + 1, state = 'QUEUED', progress = 0, attempts = 0,
             stage = 'queued', error_code = NULL, error_detail = NULL, claim_token = NULL, finished_at = NULL, updated_at = now()
       WHERE id = ${args.reportId} AND version = ${args.version} AND issued_at IS NULL`;
    if (count === 0) return false;
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'report.edit',
      targetType: 'CompletionReport',
      targetId: args.reportId,
      unitId: report.unit.id,
      data: { version: args.version + 1 },
      requestId: args.requestId,
      address: args.address,
    });
    return true;
  });
  if (!changed) return;
  const payload = { reportId: args.reportId, version: args.version + 1 };
  await queues
    .enqueue(makeReportJob, payload)
    .catch((err) => logger.warn({ err, ...payload }, 'report not queued; the sweep will'));
}

/** Issues a finished report: from now on neither it nor its files change. @throws AppError not-found, conflict */
export async function issueReport(args: Args, { db, clock }: Services): Promise<void> {
  const report = await getReport(args, db);
  requireCan(args.viewer, 'report.make', report.unit.path);
  await db.$transaction(async (tx) => {
    const { count } = await tx.completionReport.updateMany({
      where: { id: args.reportId, state: 'READY', issuedAt: null },
      data: { issuedAt: clock.now(), issuedByName: args.viewer.displayName },
    });
    if (count === 0) {
      throw new AppError(
        'conflict',
        'REPORT_NOT_READY',
        'Báo cáo chưa lập xong hoặc đã phát hành. Đồng chí tải lại trang để xem tình trạng mới nhất.',
      );
    }
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'report.issue',
      targetType: 'CompletionReport',
      targetId: args.reportId,
      unitId: report.unit.id,
      data: { version: report.version, snapshotId: report.snapshotId },
      requestId: args.requestId,
      address: args.address,
    });
  });
}
