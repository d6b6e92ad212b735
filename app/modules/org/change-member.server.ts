import { requireCan, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { PrismaClient } from '~/platform/db';
import { AppError } from '~/platform/errors';
import { getMemberDetail } from './get-member-detail.server';
import type { MemberActivity } from './schema';

interface Args {
  viewer: Viewer;
  memberId: number;
  /** yyyy-mm-dd, the first day the change counts. */
  validFrom: string;
  requestId?: string;
}

const tooEarly = () =>
  new AppError(
    'unprocessable',
    'DATE_TOO_EARLY',
    'Ngày bắt đầu phải sau ngày của lần thay đổi gần nhất. Đồng chí hãy chọn ngày khác.',
  );

/** Ends the open status the day the new one begins. */
export async function changeMemberStatus(
  args: Args & { status: MemberActivity; reason: string | null },
  db: PrismaClient,
): Promise<void> {
  const { viewer, memberId, status, reason, validFrom, requestId } = args;
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from member where id = ${memberId} for update`;
    const { member, path } = await getMemberDetail({ viewer, memberId }, tx);
    requireCan(viewer, 'member.manage', path);
    if (member.status === status)
      throw new AppError('conflict', 'SAME_STATUS', 'Đồng chí này đang ở đúng tình trạng đã chọn, không có gì để đổi.');
    const from = new Date(validFrom);
    if (member.statuses.some((one) => one.validFrom > from)) throw tooEarly();
    await tx.memberStatus.updateMany({ where: { memberId, validTo: null }, data: { validTo: from } });
    await tx.memberStatus.create({ data: { memberId, status, reason, validFrom: from } });
    await tx.member.update({ where: { id: memberId }, data: { status } });
    const data = { from: member.status, to: status, validFrom, reason };
    await appendAudit(tx, {
      actor: viewer,
      action: 'member.status',
      targetType: 'member',
      targetId: memberId,
      unitId: member.unitId,
      data,
      requestId,
    });
  });
}

/** Moves a member to another cell the viewer manages, from a day on. */
export async function transferMember(args: Args & { unitCode: string }, db: PrismaClient): Promise<void> {
  const { viewer, memberId, unitCode, validFrom, requestId } = args;
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from member where id = ${memberId} for update`;
    const { member, path } = await getMemberDetail({ viewer, memberId }, tx);
    requireCan(viewer, 'member.manage', path);
    const [unit] = await tx.$queryRaw<{ id: number }[]>`
      select u.id from unit u where u.code = ${unitCode} and u.closed_on is null
         and u.path <@ any(${scopePaths(viewer, 'member.manage')}::ltree[])
         and (u.kind = 'CELL' or not exists (select from unit c where c.parent_id = u.id))
       for share of u`;
    if (!unit || unit.id === member.unitId)
      throw new AppError('unprocessable', 'NO_SUCH_CELL', 'Hãy chọn một chi bộ khác trong phạm vi đồng chí quản lý.');
    const from = new Date(validFrom);
    if (member.homes.some((one) => one.validFrom > from)) throw tooEarly();
    await tx.memberHome.updateMany({ where: { memberId, validTo: null }, data: { validTo: from } });
    await tx.memberHome.create({ data: { memberId, unitId: unit.id, validFrom: from } });
    await tx.member.update({ where: { id: memberId }, data: { unitId: unit.id } });
    const data = { from: member.unit.code, to: unitCode, validFrom };
    await appendAudit(tx, {
      actor: viewer,
      action: 'member.transfer',
      targetType: 'member',
      targetId: memberId,
      unitId: unit.id,
      data,
      requestId,
    });
  });
}
