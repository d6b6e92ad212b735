import { findStuckChecks } from '~/modules/audit/check-chain.server';
import { verifyAuditJob } from '~/modules/audit/jobs';
import type { Services } from '~/platform/services';

/** Verifications of the audit log that wait without a job or whose worker died. The job's claim decides who works. */
export const stuckAuditChecks = {
  name: 'stuck-audit-checks',
  everySeconds: 15,
  async run({ db, queues }: Services): Promise<void> {
    for (const { id } of await findStuckChecks(db)) await queues.enqueue(verifyAuditJob, { checkId: id });
  },
};
