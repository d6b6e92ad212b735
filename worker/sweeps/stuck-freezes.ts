import { findStuckFreezes, giveUpHopelessFreezes } from '~/modules/reports/claim-freeze.server';
import { freezeFiguresJob } from '~/modules/reports/jobs';
import type { Services } from '~/platform/services';

/** Freezes that wait without a job (the queue was down) or whose worker died: they are queued again. The job's claim decides who works. */
export const stuckFreezes = {
  name: 'stuck-freezes',
  everySeconds: 10,
  async run({ db, queues }: Services): Promise<void> {
    await giveUpHopelessFreezes(db);
    for (const { id } of await findStuckFreezes(db)) await queues.enqueue(freezeFiguresJob, { freezeId: id });
  },
};
