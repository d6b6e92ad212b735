import { randomUUID } from 'node:crypto';
import type { Db } from '~/platform/db';
import type { Env } from '~/platform/env';
import type { FieldCipher } from '~/platform/field-cipher';

interface Args {
  accountId: number;
  address: string;
  /** Neutral: it shows on locked screens. No names, no organisation's business. */
  subject: string;
  body: string;
  now: Date;
}

/**
 * Puts a message into the outbox, sealed, in the transaction of its cause. Whoever called enqueues `sendMailJob` with the returned id
 * after the commit; without SMTP_URL the message is held for the administrators.
 */
export async function writeMail(
  { accountId, address, subject, body, now }: Args,
  { env, cipher }: { env: Pick<Env, 'SMTP_URL'>; cipher: FieldCipher },
  tx: Db,
): Promise<string> {
  const id = randomUUID();
  const seal = (text: string, column: string) => cipher.seal(text, { table: 'outgoing_mail', column, row: id });
  await tx.outgoingMail.create({
    data: {
      ...{ id, accountId, subject, createdAt: now, sealKey: cipher.currentKey() },
      state: env.SMTP_URL ? 'QUEUED' : 'HELD',
      address: seal(address, 'address'),
      body: seal(body, 'body'),
    },
  });
  return id;
}
