import { findStuckReports, giveUpHopelessReports } from '~/modules/reports/claim-report.server';
import { makeReportJob } from '~/modules/reports/jobs';
import type { Services } from '~/platform/services';

/** Reports that wait without a job (the queue was down) or whose worker died: they are queued again. The job's claim decides who renders. */
export const stuckReports = {
  name: 'stuck-reports',
  everySeconds: 10,
  async run({ db, queues }: Services): Promise<void> {
    await giveUpHopelessReports(db);
    for (const { id, version } of await findStuckReports(db)) {
      await queues.enqueue(makeReportJob, { reportId: id, version });
    }
  },
};
