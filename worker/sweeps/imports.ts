import { commitImportJob, readImportJob } from '~/modules/org/jobs';
import type { Services } from '~/platform/services';
import type { Sweep } from './index';

/** Import runs whose job was lost: asked for again. The run's lock and state make a second job harmless. */
export const stuckImports: Sweep = {
  name: 'stuck-imports',
  everySeconds: 60,
  async run({ db, queues, clock }: Services) {
    const before = new Date(clock.now().getTime() - 2 * 60_000);
    const runs = await db.importRun.findMany({
      where: { state: { in: ['UPLOADED', 'READING', 'COMMITTING'] }, updatedAt: { lt: before } },
      select: { id: true, state: true },
      take: 100,
    });
    for (const run of runs)
      await queues.enqueue(run.state === 'COMMITTING' ? commitImportJob : readImportJob, { runId: run.id });
  },
};
