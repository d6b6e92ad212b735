import type { Services } from '~/platform/services';
import { MAIL_TRIES } from './schema';

export interface Letter {
  to: string;
  subject: string;
  text: string;
}

type Work = Pick<Services, 'db' | 'cipher' | 'clock'>;

/**
 * Hands one waiting message to `send`; afterwards only that it was sent is kept, not what it said. A failure is counted and thrown, so
 * that the queue tries again later; after the last try the message is given up.
 */
export async function deliverMail(
  mailId: string,
  send: (letter: Letter) => Promise<void>,
  { db, cipher, clock }: Work,
): Promise<void> {
  const mail = await db.outgoingMail.findUnique({ where: { id: mailId } });
  if (mail?.state !== 'QUEUED' || !mail.address || !mail.body) return;
  const open = (text: string, column: string) => cipher.open(text, { table: 'outgoing_mail', column, row: mailId });
  try {
    await send({ to: open(mail.address, 'address'), subject: mail.subject, text: open(mail.body, 'body') });
  } catch (error) {
    const tries = mail.tries + 1;
    const code = String((error as { code?: unknown }).code ?? 'ERROR').slice(0, 40);
    await db.outgoingMail.updateMany({
      where: { id: mailId, state: 'QUEUED' },
      data: { tries, errorCode: code, ...(tries >= MAIL_TRIES ? { state: 'FAILED', body: null } : {}) },
    });
    throw error;
  }
  await db.outgoingMail.updateMany({
    where: { id: mailId, state: 'QUEUED' },
    data: { state: 'SENT', sentAt: clock.now(), body: null, errorCode: null },
  });
}

/** Messages whose job was lost: written, but nobody has tried for a while. */
export async function findUnsentMails({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<string[]> {
  const before = new Date(clock.now().getTime() - 10 * 60_000);
  const mails = await db.outgoingMail.findMany({
    where: { state: 'QUEUED', createdAt: { lt: before } },
    select: { id: true },
    take: 200,
  });
  return mails.map((mail) => mail.id);
}
