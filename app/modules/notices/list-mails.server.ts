import { requireAnywhere } from '~/modules/accounts/access';
import { isWhollyWithinScope } from '~/modules/accounts/find-account.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import type { OutgoingMailState } from './schema';

const NEWEST = 100;

export interface MailListItem {
  id: string;
  username: string;
  subject: string;
  state: OutgoingMailState;
  createdAt: Date;
  sentAt: Date | null;
  tries: number;
  errorCode: string | null;
}

/** The newest messages to accounts the viewer administers; no addresses, no bodies. */
export async function listMails({ viewer }: { viewer: Viewer }, { db }: Pick<Services, 'db'>): Promise<MailListItem[]> {
  const paths = requireAnywhere(viewer, 'mail.view');
  return db.$queryRaw<MailListItem[]>`
    select o.id, a.username, o.subject, o.state::text as state, o.created_at as "createdAt", o.sent_at as "sentAt", o.tries,
           o.error_code as "errorCode"
      from outgoing_mail o join account a on a.id = o.account_id
      left join member m on m.id = a.member_id left join unit h on h.id = m.unit_id
     where ${isWhollyWithinScope(paths)} order by o.created_at desc, o.id limit ${NEWEST}`;
}

/** One message as it would be sent; that it was read is logged. @throws AppError not-found: outside the scope, or gone after sending */
export async function readMail(
  { viewer, mailId }: { viewer: Viewer; mailId: string },
  { db, cipher }: Pick<Services, 'db' | 'cipher'>,
): Promise<{ address: string; body: string }> {
  const paths = requireAnywhere(viewer, 'mail.view');
  return inTransaction(db, async (tx) => {
    const [mail] = await tx.$queryRaw<{ accountId: number; address: string; body: string }[]>`
      select o.account_id as "accountId", o.address, o.body from outgoing_mail o join account a on a.id = o.account_id
        left join member m on m.id = a.member_id left join unit h on h.id = m.unit_id
       where o.id = ${mailId} and o.body is not null and ${isWhollyWithinScope(paths)}`;
    if (!mail) throw notFound();
    await appendAudit(tx, {
      actor: viewer,
      action: 'mail.read',
      targetType: 'Account',
      targetId: mail.accountId,
      data: { mailId },
    });
    const open = (text: string, column: string) => cipher.open(text, { table: 'outgoing_mail', column, row: mailId });
    return { address: open(mail.address, 'address'), body: open(mail.body, 'body') };
  });
}
