import type { z } from 'zod';
import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { getMemberDetail } from '~/modules/org/get-member-detail.server';
import { openIdentity } from '~/modules/org/member-identity';
import { type MemberForm, memberForm } from '~/modules/org/schema';
import { updateMember } from '~/modules/org/update-member.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { FieldCipher } from '~/platform/field-cipher';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import type { answerInput } from './input';
import { getRequest, type RequestDetail } from './list-requests.server';
import { isOpenState, type RequestState } from './schema';

interface Args {
  viewer: Viewer;
  requestId: number;
  input: z.output<typeof answerInput>;
}

const NEXT: Record<Args['input']['order'], RequestState> = {
  answer: 'ANSWERED',
  finish: 'DONE',
  approve: 'DONE',
  refuse: 'REFUSED',
};

/**
 * Answers a request; approving a correction changes the member by the same command as the member page, in the same transaction.
 * Nobody handles their own request. @throws AppError not-found, OWN_REQUEST, ALREADY_DONE, and what updateMember refuses
 */
export async function answerRequest({ viewer, requestId, input }: Args, services: Services): Promise<RequestState> {
  const { db, clock, cipher } = services;
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`select id from data_request where id = ${requestId}::int for update`;
    const request = await getRequest({ viewer, requestId }, { db: tx as Services['db'], clock, cipher });
    if (!can(viewer, 'privacy.handle', request.unitPath)) throw notFound();
    if (request.accountId === viewer.accountId)
      throw new AppError(
        'forbidden',
        'OWN_REQUEST',
        'Đây là yêu cầu của chính đồng chí nên phải do người khác giải quyết. Hãy nhờ quản trị hoặc cấp trên.',
      );
    if (!isOpenState(request.state))
      throw new AppError('conflict', 'ALREADY_DONE', 'Yêu cầu này đã được giải quyết xong hoặc đã rút.');
    if (input.order === 'approve') await applyProposal({ viewer, request, today: dayInZone(now, HANOI) }, tx, cipher);
    const state = NEXT[input.order];
    await tx.dataRequest.update({
      where: { id: requestId },
      data: {
        state,
        answer: cipher.seal(input.answer, { table: 'data_request', column: 'answer', row: requestId }),
        // Body and proposal keep their key: the rewrite looks again when it is an earlier one.
        sealKey: null,
        answeredAt: request.answeredAt ?? now,
        finishedAt: isOpenState(state) ? null : now,
        handledById: viewer.accountId,
        handledByName: viewer.displayName,
      },
    });
    await appendAudit(tx, {
      actor: viewer,
      action: 'privacy.answer',
      targetType: 'DataRequest',
      targetId: requestId,
      memberIds: request.memberId === null ? [] : [request.memberId],
      data: { kind: request.kind, from: request.state, to: state },
    });
    return state;
  });
}

async function applyProposal(
  { viewer, request, today }: { viewer: Viewer; request: RequestDetail; today: string },
  tx: Db,
  cipher: FieldCipher,
): Promise<void> {
  const { memberId, proposal } = request;
  if (memberId === null || Object.keys(proposal).length === 0)
    throw new AppError(
      'conflict',
      'NOTHING_TO_APPLY',
      'Yêu cầu này không nêu thông tin cụ thể để hệ thống tự sửa. Hãy sửa ở trang đảng viên rồi chọn “Đã giải quyết xong”.',
    );
  const { member } = await getMemberDetail({ viewer, memberId }, tx);
  const { email, phone, cardNumber } = openIdentity(memberId, member, cipher);
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? '';
  const current = {
    fullName: member.fullName,
    birth: member.birthDate ? day(member.birthDate).split('-').reverse().join('/') : String(member.birthYear ?? ''),
    cardNumber: cardNumber ?? '',
    kind: member.kind,
    joinedOn: day(member.joinedOn),
    partyPosition: member.partyPosition ?? '',
    governmentPosition: member.governmentPosition ?? '',
    keyCadre: member.keyCadre ? 'on' : undefined,
    email: email ?? '',
    phone: phone ?? '',
    timeZone: member.timeZone ?? '',
  };
  const joinedOn = proposal.joinedOn?.replace(
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/,
    (_, d: string, m: string, y: string) => [y, m.padStart(2, '0'), d.padStart(2, '0')].join('-'),
  );
  const parsed = memberForm.safeParse({ ...current, ...proposal, ...(joinedOn ? { joinedOn } : {}) });
  if (!parsed.success)
    throw new AppError(
      'unprocessable',
      'BAD_PROPOSAL',
      'Chưa sửa được: thông tin đề nghị chưa đúng dạng ({{reason}}). Hãy sửa ở trang đảng viên rồi chọn “Đã giải quyết xong”, hoặc không thực hiện và nói rõ lý do.',
      { reason: parsed.error.issues[0]?.message ?? '' },
    );
  const input: MemberForm = parsed.data;
  await updateMember({ viewer, memberId, input, today }, { db: tx, cipher });
}
