import type { z } from 'zod';
import { submitExpiredAttemptJob } from '~/modules/quizzes/jobs';
import { submitAttempt } from '~/modules/quizzes/submit-attempt.server';
import type { JobHandler, JobRun } from './index';

/** The timer of one attempt. Too early (the clocks of two machines) throws, so that the job is tried again. */
export const submitExpiredAttempts: JobHandler = {
  job: submitExpiredAttemptJob,
  async run({ attemptId }: z.output<typeof submitExpiredAttemptJob.payload>, { services }: JobRun) {
    const result = await submitAttempt({ attemptId, now: services.clock.now(), actor: null }, services.db);
    if (result === 'running') throw new Error(`attempt ${attemptId} still runs`);
  },
};
