import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { getSnapshot } from './get-snapshot.server';
import { makeReportJob } from './jobs';
import type { ReportFields } from './schema';

export interface RequestReportArgs {
  viewer: Viewer;
  snapshotId: number;
  fields: ReportFields;
  /** Made with the form: pressing the button twice, or sending the form again, asks once. */
  requestKey: string;
  requestId?: string;
  address?: string;
}

/** Asks for a completion report on frozen figures. Stored first, queued after: what is lost on the way the sweep queues again. */
export async function requestReport(args: RequestReportArgs, services: Services): Promise<number> {
  const { db, queues, logger } = services;
  const snapshot = await getSnapshot({ viewer: args.viewer, snapshotId: args.snapshotId }, db);
  requireCan(args.viewer, 'report.make', snapshot.unit.path);
  const requestKey = `${args.viewer.accountId}:${args.snapshotId}:${args.requestKey}`;
  const { id, version } = await db.$transaction(async (tx) => {
    const [created] = await tx.$queryRaw<{ id: number; version: number }[]>`
      INSERT INTO completion_report (snapshot_id, fields, requested_by_id, requested_by_name, request_key, stage, updated_at)
      VALUES (${args.snapshotId}, ${JSON.stringify(args.fields)}::jsonb, ${args.viewer.accountId}, ${args.viewer.displayName}, ${requestKey}, 'queued', now())
      ON CONFLICT (request_key) DO NOTHING RETURNING id, version`;
    if (!created) {
      return tx.completionReport.findUniqueOrThrow({ where: { requestKey }, select: { id: true, version: true } });
    }
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'report.request',
      targetType: 'CompletionReport',
      targetId: created.id,
      unitId: snapshot.unit.id,
      data: { snapshotId: args.snapshotId },
      requestId: args.requestId,
      address: args.address,
    });
    return created;
  });
  // A queue that is down delays the report, it does not lose it.
  await queues
    .enqueue(makeReportJob, { reportId: id, version })
    .catch((err) => logger.warn({ err, reportId: id }, 'report not queued; the sweep will'));
  return id;
}
