import { writeMail } from '~/modules/notices/write-mail.server';
import { openIdentity } from '~/modules/org/member-identity';
import type { Services } from '~/platform/services';
import { formatWithClock, HANOI } from '~/platform/time';
import { SECURITY_NOTICES, SECURITY_SUBJECT, type SecurityNoticeKind, securityLetter } from './security-notice';

const A_ROUND = 100;

type Work = Pick<Services, 'db' | 'cipher' | 'clock' | 'env'>;

/**
 * Writes the messages for changes that were noted, to those who have an e-mail address; the note goes in the same transaction, so two workers
 * write one message. @returns the messages to send
 */
export async function tellSecurityChanges({ db, cipher, clock, env }: Work): Promise<string[]> {
  const waiting = await db.securityNotice.findMany({ orderBy: { at: 'asc' }, take: A_ROUND });
  const mails: string[] = [];
  for (const { id, accountId, kind, at } of waiting) {
    const mailId = await db.$transaction(async (tx) => {
      const { count } = await tx.securityNotice.deleteMany({ where: { id } });
      if (count === 0 || !isKind(kind)) return null;
      const account = await tx.account.findUnique({ where: { id: accountId }, include: { member: true } });
      const member = account?.member;
      const email = member ? openIdentity(member.id, member, cipher).email : null;
      if (!email) return null;
      const body = securityLetter(kind, formatWithClock(at, HANOI));
      const letter = { accountId, address: email, subject: SECURITY_SUBJECT, body, now: clock.now() };
      return writeMail(letter, { env, cipher }, tx);
    });
    if (mailId) mails.push(mailId);
  }
  return mails;
}

const isKind = (kind: string): kind is SecurityNoticeKind => Object.hasOwn(SECURITY_NOTICES, kind);
