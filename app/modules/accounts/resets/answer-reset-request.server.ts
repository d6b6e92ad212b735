import { randomBytes } from 'node:crypto';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { writeMail } from '~/modules/notices/write-mail.server';
import { emailIndex, openIdentity } from '~/modules/org/member-identity';
import { inTransaction } from '~/platform/db';
import type { Services } from '~/platform/services';
import { foldUsername } from '../schema';
import { revokeResets } from './issue-reset-code.server';
import { LINK_MINUTES } from './reset-code';
import { linkHash } from './spend-reset.server';

/** An address several people share gets one message for each, up to so many. */
const MOST = 3;

/** Says nothing of the system, the organisation or the person: it may be read on a locked screen or by a provider. */
export const RESET_SUBJECT = 'Liên kết đồng chí đã yêu cầu';

type Work = Pick<Services, 'db' | 'cipher' | 'clock' | 'env'>;

/**
 * Writes the message with a link for whoever the request means, if anybody. Administrators and inspectors get none: their mailbox would be
 * the weakest door to everybody's data. The request is removed in the same transaction. @returns the messages to send
 */
export async function answerResetRequest(requestId: string, { db, cipher, clock, env }: Work): Promise<string[]> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const [request] = await tx.$queryRaw<{ identifier: string | null }[]>`
      delete from reset_request where id = ${requestId} returning identifier`;
    if (!request?.identifier) return [];
    const text = cipher.open(request.identifier, { table: 'reset_request', column: 'identifier', row: requestId });
    const accounts = await tx.account.findMany({
      where: {
        disabledAt: null,
        grants: { none: { revokedAt: null, role: { in: ['ADMINISTRATOR', 'INSPECTOR'] } } },
        ...(text.includes('@')
          ? { member: { OR: [{ emailIndex: emailIndex(text, cipher) }, { email: text }] } }
          : { username: foldUsername(text) }),
      },
      select: { id: true, username: true, displayName: true, member: true },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    const mails: string[] = [];
    for (const account of accounts) {
      if (!account.member) continue;
      const { email } = openIdentity(account.member.id, account.member, cipher);
      if (!email) continue;
      const token = randomBytes(32).toString('base64url');
      await revokeResets({ accountId: account.id, now }, tx);
      await tx.passwordReset.create({
        data: {
          ...{ accountId: account.id, kind: 'LINK', createdAt: now, secretHash: linkHash(token) },
          expiresAt: new Date(now.getTime() + LINK_MINUTES * 60_000),
        },
      });
      const body = letter(`${env.PUBLIC_URL}/dat-lai-mat-khau?ma=${token}`);
      const mailId = await writeMail(
        { accountId: account.id, address: email, subject: RESET_SUBJECT, body, now },
        { env, cipher },
        tx,
      );
      await appendAudit(tx, {
        actor: { system: 'Thư đặt lại mật khẩu' },
        action: 'account.send-link',
        targetType: 'Account',
        targetId: account.id,
        data: { mailId },
      });
      mails.push(mailId);
    }
    return mails;
  });
}

const letter = (link: string): string => `Kính gửi đồng chí,

Có người vừa yêu cầu đặt lại mật khẩu cho tài khoản gắn với địa chỉ thư này. Nếu là đồng chí, hãy mở liên kết dưới đây trong ${LINK_MINUTES} phút và đặt mật khẩu mới. Liên kết chỉ dùng được một lần.

${link}

Nếu không phải đồng chí yêu cầu, hãy bỏ qua thư này: mật khẩu không thay đổi. Không chuyển thư này cho người khác.
`;
