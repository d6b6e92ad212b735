import type { z } from 'zod';
import { runAuditCheck } from '~/modules/audit/check-chain.server';
import { verifyAuditJob } from '~/modules/audit/jobs';
import type { JobRun } from './index';

export const verifyAuditHandler = {
  job: verifyAuditJob,
  run: (payload: z.output<typeof verifyAuditJob.payload>, { services }: JobRun) => runAuditCheck(services, payload),
};
