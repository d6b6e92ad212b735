import type { Services } from '~/platform/services';
import { DUTY_SWEEPS } from './duties';
import { expiredAttempts } from './expired-attempts';
import { idleAccounts } from './idle-accounts';
import { stuckImports } from './imports';
import { MEDIA_SWEEPS } from './media';
import { retention } from './retention';
import { sealedFields } from './sealed-fields';
import { securityNotices } from './security-notices';
import { stuckAuditChecks } from './stuck-audit-checks';
import { stuckFreezes } from './stuck-freezes';
import { stuckReports } from './stuck-reports';
import { uncountedCoverage } from './uncounted-coverage';
import { unpicturedRecordings } from './unpictured-recordings';
import { unpublishedBroadcasts } from './unpublished-broadcasts';
import { unsentMails } from './unsent-mails';

/** A scheduled reconciler: finds what got stuck and puts it right. Must be safe to run twice at once. */
export interface Sweep {
  name: string;
  everySeconds: number;
  run(services: Services): Promise<void>;
}

export const SWEEPS: readonly Sweep[] = [
  idleAccounts,
  stuckImports,
  stuckFreezes,
  stuckAuditChecks,
  stuckReports,
  uncountedCoverage,
  expiredAttempts,
  unpublishedBroadcasts,
  unpicturedRecordings,
  sealedFields,
  retention,
  unsentMails,
  securityNotices,
  ...MEDIA_SWEEPS,
  ...DUTY_SWEEPS,
];
