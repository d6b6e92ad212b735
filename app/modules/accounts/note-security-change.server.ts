import { randomUUID } from 'node:crypto';
import type { Db } from '~/platform/db';
import type { SecurityNoticeKind } from './security-notice';

interface Args {
  accountId: number;
  kind: SecurityNoticeKind;
  now: Date;
}

/** The person of the account is to be told; written in the transaction of the change. The worker writes the message, within half a minute. */
export async function noteSecurityChange({ accountId, kind, now }: Args, tx: Db): Promise<void> {
  // No `returning`: whoever notes it need not be allowed to read it.
  await tx.securityNotice.createMany({ data: [{ id: randomUUID(), accountId, kind, at: now }] });
}
