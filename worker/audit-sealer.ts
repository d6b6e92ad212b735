import { sealEntries } from '~/modules/audit/seal-entries.server';
import type { Services } from '~/platform/services';

const EVERY_MS = 1_000;

/** Seals what was written since the last turn. With several workers one of them does it; a turn without entries is one short query. */
export async function startAuditSealer(services: Services): Promise<() => Promise<void>> {
  let stopped = false;
  let failed = false;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  const turn = async () => {
    try {
      await sealEntries(services);
      failed = false;
    } catch (error) {
      // The database is away: said once, tried again at the next turn.
      if (!failed) services.logger.error({ err: error }, 'audit entries could not be sealed');
      failed = true;
    }
    if (stopped) return;
    timer = setTimeout(() => {
      current = turn();
    }, EVERY_MS);
  };
  current = turn();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
