import { readImport } from '~/modules/org/import/read-import.server';
import { readImportJob } from '~/modules/org/jobs';
import type { JobHandler, JobRun } from './index';

export const readImportHandler: JobHandler = {
  job: readImportJob,
  run: ({ runId }: { runId: string }, { services, signal }: JobRun) => readImport(services, runId, signal),
};
