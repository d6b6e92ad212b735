import { requireCan, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { FieldCipher } from '~/platform/field-cipher';
import { asPart } from '~/platform/row-scope';
import { matchKey, nameSortKey, searchKey } from '~/platform/vietnamese';
import { joinedTooEarly } from './field-rules';
import { getMemberDetail } from './get-member-detail.server';
import { loadMemberSettings } from './import/load-settings.server';
import { readBirth, readCardNumber } from './import/read-identity';
import { ROW_MESSAGES, type RowCode, type RowParams } from './import/row-messages';
import { hasCard, isIdentityField, maskIdentity, openIdentity, sealIdentity } from './member-identity';
import type { MemberForm } from './schema';

interface Args {
  viewer: Viewer;
  memberId: number;
  input: MemberForm;
  /** yyyy-mm-dd */
  today: string;
  requestId?: string;
}

const refuse = (code: string, message: string) => new AppError('unprocessable', code, message);

const refuseRow = ({ code, params }: { code: RowCode; params: RowParams }) =>
  new AppError('unprocessable', code, ROW_MESSAGES[code], params);

/** Changes what is known of a person. Status and cell are dated and have commands of their own. */
export async function updateMember(args: Args, { db, cipher }: { db: Db; cipher: FieldCipher }): Promise<void> {
  const { viewer, memberId, today, requestId } = args;
  const settings = await loadMemberSettings();
  const { birth: birthText, cardNumber: cardText, ...plain } = args.input;
  const birth = readBirth({ kind: 'text', text: birthText }, settings, today);
  if (!birth.ok) throw refuseRow(birth);
  const card = cardText ? readCardNumber(cardText, settings) : null;
  if (card && !card.ok) throw refuseRow(card);
  const cardNumber = card?.value ?? null;
  if (plain.joinedOn && plain.joinedOn > today)
    throw refuse('JOINED_IN_FUTURE', 'Ngày vào Đảng ở sau ngày hôm nay. Đồng chí hãy kiểm tra lại.');
  if (plain.joinedOn && joinedTooEarly(plain.joinedOn, birth.value.year))
    throw refuse(
      'JOINED_TOO_EARLY',
      'Ngày vào Đảng không phù hợp với năm sinh. Đồng chí hãy kiểm tra lại hai ngày này.',
    );
  try {
    await inTransaction(db, async (tx) => {
      await tx.$queryRaw`select id from member where id = ${memberId} for update`;
      const { member, path } = await getMemberDetail({ viewer, memberId }, tx);
      requireCan(viewer, 'member.manage', path);
      const known = openIdentity(memberId, member, cipher);
      if (cardNumber && cardNumber !== known.cardNumber) await requireFreeCard({ viewer, cardNumber }, tx, cipher);
      const next = {
        ...plain,
        cardNumber,
        birthDate: birth.value.date,
        birthYear: birth.value.year,
      };
      const before: Record<string, unknown> = {
        ...member,
        ...known,
        birthDate: member.birthDate?.toISOString().slice(0, 10) ?? null,
        joinedOn: member.joinedOn?.toISOString().slice(0, 10) ?? null,
      };
      const changed = Object.entries(next).filter(([field, value]) => before[field] !== value);
      if (changed.length === 0) return;
      await tx.member.update({
        where: { id: memberId },
        data: {
          ...next,
          ...sealIdentity(memberId, next, cipher),
          birthDate: next.birthDate ? new Date(next.birthDate) : null,
          joinedOn: next.joinedOn ? new Date(next.joinedOn) : null,
          sortKey: nameSortKey(next.fullName),
          searchKey: searchKey(next.fullName),
          matchKey: matchKey(next.fullName),
        },
      });
      await appendAudit(tx, {
        actor: viewer,
        action: 'member.update',
        targetType: 'member',
        targetId: memberId,
        unitId: member.unitId,
        data: Object.fromEntries(changed.map(([field, to]) => [field, changeOf(field, before[field], to)])),
        requestId,
      });
    });
  } catch (error) {
    // Someone else took the card number in the same moment.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw cardTaken(null);
    throw error;
  }
}

/** What the audit log keeps for ever: card number, e-mail and phone only in part. */
const changeOf = (field: string, from: unknown, to: unknown) =>
  isIdentityField(field) ? { from: maskIdentity(field, from), to: maskIdentity(field, to) } : { from, to };

/** Another organisation's card tells no name. */
async function requireFreeCard(
  { viewer, cardNumber }: { viewer: Viewer; cardNumber: string },
  tx: Db,
  cipher: FieldCipher,
): Promise<void> {
  const [owner] = await asPart(
    'card-check',
    () => tx.$queryRaw<{ name: string | null }[]>`
    select case when u.path <@ any(${scopePaths(viewer, 'member.view')}::ltree[]) then m.full_name end as name
      from member m join unit u on u.id = m.unit_id where ${hasCard(cardNumber, cipher)}`,
  );
  if (owner) throw cardTaken(owner.name);
}

function cardTaken(name: string | null): AppError {
  return name
    ? new AppError(
        'conflict',
        'CARD_TAKEN',
        'Số thẻ này đã thuộc về đồng chí {{name}}. Đồng chí hãy kiểm tra lại số thẻ.',
        { name },
      )
    : new AppError('conflict', 'CARD_TAKEN', 'Số thẻ này đã có người khác dùng. Đồng chí hãy kiểm tra lại số thẻ.');
}
