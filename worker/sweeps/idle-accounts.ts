import { disableIdleAccounts } from '~/modules/accounts/disable-idle-accounts.server';
import type { Services } from '~/platform/services';

/** Accounts that nobody has used for IDLE_ACCOUNT_DAYS are stopped; an administrator takes them into use again. */
export const idleAccounts = {
  name: 'idle-accounts',
  everySeconds: 3_600,
  run: (services: Services): Promise<void> => disableIdleAccounts(services),
};
