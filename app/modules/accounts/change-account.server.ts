import type { Services } from '~/platform/services';
import { disableAccount } from './disable-account.server';
import { grantRole } from './grant-role.server';
import { linkOidc, unlinkOidc } from './oidc/link-oidc.server';
import { resetPassword } from './reset-password.server';
import { resetSecondFactor } from './reset-second-factor.server';
import { revokeRole } from './revoke-role.server';
import type { AccountOrder } from './schema';
import type { Viewer } from './viewer';

interface Args {
  viewer: Viewer;
  username: string;
  order: AccountOrder;
  requestId: string;
}

/** Carries out one order of the account page; only a reset answers with a password. */
export async function changeAccount(
  { order, ...who }: Args,
  services: Services,
): Promise<{ password: string | null; waits?: boolean }> {
  const { db, clock } = services;
  const now = clock.now();
  switch (order.order) {
    case 'reset':
      return resetPassword({ actor: who.viewer, username: who.username, requestId: who.requestId, now }, db);
    case 'reset-factors':
      await resetSecondFactor({ actor: who.viewer, username: who.username, requestId: who.requestId, now }, db);
      break;
    case 'disable':
    case 'enable':
      await disableAccount({ ...who, disabled: order.order === 'disable', now }, db);
      break;
    case 'link-oidc':
      await linkOidc({ ...who, subject: order.subject }, services);
      break;
    case 'unlink-oidc':
      await unlinkOidc({ ...who, linkId: order.linkId }, services);
      break;
    case 'grant':
      return { password: null, ...(await grantRole({ ...who, role: order.role, unitCode: order.unitCode, now }, db)) };
    case 'revoke':
      await revokeRole({ ...who, grantId: order.grantId, now }, db);
  }
  return { password: null };
}
