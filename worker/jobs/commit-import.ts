import { commitImport } from '~/modules/org/import/commit-import.server';
import { commitImportJob } from '~/modules/org/jobs';
import type { JobHandler, JobRun } from './index';

export const commitImportHandler: JobHandler = {
  job: commitImportJob,
  run: ({ runId }: { runId: string }, { services }: JobRun) => commitImport(services, runId),
};
