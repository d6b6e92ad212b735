import { appendAudit } from '~/modules/audit/append-audit.server';
import { writeMail } from '~/modules/notices/write-mail.server';
import { openIdentity } from '~/modules/org/member-identity';
import { inTransaction } from '~/platform/db';
import type { Services } from '~/platform/services';

/** Says nothing of the system, the organisation or a person: it may be read on a locked screen or by a provider. */
export const ALARM_SUBJECT = 'Có việc cần đồng chí xem ngay';

type Work = Pick<Services, 'db' | 'cipher' | 'clock' | 'env'>;

/**
 * Writes a message to every inspector and other administrator whose units the emergency touches and who has an address. Once: the
 * emergency is marked in the same transaction. @returns the messages to send
 */
export async function alarmEmergency(emergencyId: number, { db, cipher, clock, env }: Work): Promise<string[]> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const { count } = await tx.emergencyAccess.updateMany({
      where: { id: emergencyId, alarmedAt: null },
      data: { alarmedAt: now },
    });
    if (count === 0) return [];
    const found = await tx.$queryRaw<{ id: number; unitId: number }[]>`
      select distinct a.id, e.unit_id as "unitId" from emergency_access e
        join unit here on here.id = e.unit_id
        join role_grant g on g.revoked_at is null and g.role in ('INSPECTOR', 'ADMINISTRATOR')
        join unit u on u.id = g.unit_id and (here.path <@ u.path or u.path <@ here.path)
        join account a on a.id = g.account_id and a.disabled_at is null and a.id <> e.account_id
       where e.id = ${emergencyId} order by a.id`;
    const accounts = await tx.account.findMany({
      where: { id: { in: found.map(({ id }) => id) }, memberId: { not: null } },
      select: { id: true, member: true },
      orderBy: { id: 'asc' },
    });
    const mails: string[] = [];
    for (const { id, member } of accounts) {
      const address = member ? openIdentity(member.id, member, cipher).email : null;
      if (!address) continue;
      const body = letter(`${env.PUBLIC_URL}/quan-ly/khan-cap`);
      mails.push(await writeMail({ accountId: id, address, subject: ALARM_SUBJECT, body, now }, { env, cipher }, tx));
    }
    await appendAudit(tx, {
      ...{ actor: { system: 'Báo động truy cập khẩn cấp' }, action: 'emergency.alarm', targetType: 'EmergencyAccess' },
      ...{ targetId: emergencyId, unitId: found[0]?.unitId ?? null },
      data: { recipients: found.length, mails: mails.length },
    });
    return mails;
  });
}

/** Those whose job was lost. */
export async function findUnalarmed({ db }: Pick<Services, 'db'>): Promise<number[]> {
  const rows = await db.emergencyAccess.findMany({ where: { alarmedAt: null }, select: { id: true }, take: 100 });
  return rows.map(({ id }) => id);
}

// No names and no unit: these are seen after signing in.
const letter = (link: string): string => `Kính gửi đồng chí,

Một quản trị vừa mở truy cập khẩn cấp, không qua phê duyệt, tại đơn vị thuộc phạm vi đồng chí phụ trách. Đề nghị đồng chí đăng nhập và xem ngay tại địa chỉ:

${link}

Nếu thấy không đúng, đồng chí hãy kết thúc truy cập đó (nếu là quản trị) hoặc báo ngay cho quản trị cấp trên. Không chuyển thư này cho người khác.
`;
