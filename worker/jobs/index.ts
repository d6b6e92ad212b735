import type { JobContract, QueueName } from '~/platform/queue';
import type { Services } from '~/platform/services';
import { answerResetRequestHandler } from './answer-reset-request';
import { commitImportHandler } from './commit-import';
import { emergencyAlarm } from './emergency-alarm';
import { exportMyData } from './export-my-data';
import { freezeFiguresHandler } from './freeze-figures';
import { makeReport } from './make-report';
import { pictureRecordingHandler } from './picture-recording';
import { publishRecordingHandler } from './publish-recording';
import { readImportHandler } from './read-import';
import { sendMail } from './send-mail';
import { submitExpiredAttempts } from './submit-expired-attempts';
import { transcodeHandler } from './transcode';
import { verifyAuditHandler } from './verify-audit';

export interface JobRun {
  services: Services;
  /** Aborts when the worker stops: long work ends early and is taken up again. */
  signal: AbortSignal;
}

/** A contract with the code that carries it out. `payload` has been parsed again when it was taken off the queue. */
export interface JobHandler {
  job: JobContract;
  run(payload: never, context: JobRun): Promise<void>;
}

/** Every job the worker knows. */
export const JOB_HANDLERS: readonly JobHandler[] = [
  readImportHandler,
  commitImportHandler,
  freezeFiguresHandler,
  makeReport,
  publishRecordingHandler,
  pictureRecordingHandler,
  submitExpiredAttempts,
  transcodeHandler,
  verifyAuditHandler,
  answerResetRequestHandler,
  emergencyAlarm,
  sendMail,
  exportMyData,
];

/** How many jobs of a queue one worker process runs at once. */
export const CONCURRENCY: Record<QueueName, number> = {
  imports: 1,
  media: 1,
  broadcasts: 2,
  reports: 1,
  attendance: 2,
  quizzes: 2,
  mail: 4,
  sweeps: 1,
};
