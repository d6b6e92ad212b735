import type { Services } from '~/platform/services';
import { startAuditSealer } from './audit-sealer';
import { startCoverageWriter } from './writer/coverage-writer';

/** Something that runs as long as the worker does, such as the writer of the presence stream. Returns how to stop it. */
export interface Background {
  name: string;
  start(services: Services): Promise<() => Promise<void>>;
}

export const BACKGROUND: readonly Background[] = [
  { name: 'coverage-writer', start: (services) => startCoverageWriter(services) },
  { name: 'audit-sealer', start: (services) => startAuditSealer(services) },
];
