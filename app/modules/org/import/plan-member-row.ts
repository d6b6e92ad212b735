import { matchKey } from '~/platform/vietnamese';
import type { MemberActivity, MemberKind } from '../schema';
import type { Change, MemberValues, ParsedMemberRow, PlannedRow, RowIssue } from './import-row';
import { dmy } from './parse-member-row';

/** A member already on file who might be the person of a row. */
export interface KnownMember {
  id: number;
  unitId: number;
  /** Whether whoever imports may change this member. */
  inScope: boolean;
  fullName: string;
  matchKey: string;
  birthDate: string | null;
  birthYear: number | null;
  cardNumber: string | null;
  kind: MemberKind;
  joinedOn: string | null;
  status: MemberActivity;
  partyPosition: string | null;
  governmentPosition: string | null;
  keyCadre: boolean;
  email: string | null;
  phone: string | null;
  timeZone: string | null;
}

export interface KnownUnit {
  id: number;
  code: string;
  name: string;
  /** Members may live here: a cell, or an organisation without units below it; not closed. */
  holdsMembers: boolean;
}

export interface PlanContext {
  /** The units whoever imports may write to; null when the file's words name none of them. */
  findUnit(code: string | null, name: string | null): KnownUnit | null;
  unitById(id: number): KnownUnit | undefined;
  /** The cell chosen for rows that name none. */
  chosenUnit: KnownUnit | null;
  byCard(cardNumber: string): KnownMember | undefined;
  byMatchKey(key: string): readonly KnownMember[];
  seen: SeenPeople;
}

type Person = Pick<MemberValues, 'birthDate' | 'birthYear' | 'cardNumber'>;

/** Same day of birth, as far as both say; false when one of them does not say. */
function sameBirth(a: Person, b: Person): boolean {
  if (a.birthYear === null || b.birthYear === null) return false;
  return a.birthDate && b.birthDate ? a.birthDate === b.birthDate : a.birthYear === b.birthYear;
}

const cardsDiffer = (a: Person, b: Person) =>
  a.cardNumber !== null && b.cardNumber !== null && a.cardNumber !== b.cardNumber;

/** The people of the rows above, so that a second mention is reported and not doubled. */
export class SeenPeople {
  private readonly cards = new Map<string, number>();
  private readonly members = new Map<number, number>();
  private readonly names = new Map<string, (Person & { row: number })[]>();

  find(values: MemberValues, unitId: number, memberId: number | null): number | undefined {
    const byCard = values.cardNumber ? this.cards.get(values.cardNumber) : undefined;
    const byMember = memberId !== null ? this.members.get(memberId) : undefined;
    const alike = this.names.get(`${unitId}|${matchKey(values.fullName)}`);
    return byCard ?? byMember ?? alike?.find((other) => sameBirth(other, values) && !cardsDiffer(other, values))?.row;
  }

  add(values: MemberValues, unitId: number, memberId: number | null, row: number): void {
    if (values.cardNumber) this.cards.set(values.cardNumber, row);
    if (memberId !== null) this.members.set(memberId, row);
    const key = `${unitId}|${matchKey(values.fullName)}`;
    const person = { birthDate: values.birthDate, birthYear: values.birthYear, cardNumber: values.cardNumber, row };
    const alike = this.names.get(key);
    if (alike) alike.push(person);
    else this.names.set(key, [person]);
  }
}

/**
 * Decides what a row means against what is known. Identity: the card number; else name (tone placement and case
 * folded), birth date or year, and unit. Pure; `context.seen` remembers the row.
 */
export function planMemberRow(row: ParsedMemberRow, context: PlanContext): PlannedRow {
  const { values, rowNumber } = row;
  const issues = [...row.issues];
  const result = (action: PlannedRow['action'], rest: Partial<PlannedRow> = {}): PlannedRow => ({
    rowNumber,
    action,
    memberId: null,
    unitId: null,
    changes: [],
    issues,
    ...rest,
  });
  const refuse = (code: string, message: string, unitId: number | null = null): PlannedRow => {
    issues.push({ level: 'error', code, message } satisfies RowIssue);
    return result('ERROR', { unitId });
  };

  const named = values.unitCode !== null || values.unitName !== null;
  const unit = named ? context.findUnit(values.unitCode, values.unitName) : context.chosenUnit;
  if (issues.some((issue) => issue.level === 'error')) return result('ERROR', { unitId: unit?.id ?? null });
  if (named && !unit)
    return refuse(
      'UNKNOWN_UNIT',
      `Không có đơn vị “${values.unitCode ?? values.unitName}” trong phạm vi đồng chí quản lý. Hãy kiểm tra lại mã đơn vị.`,
    );
  if (!unit)
    return refuse('NEED_UNIT', 'Tệp không ghi chi bộ. Hãy chọn chi bộ cho danh sách này ở phần trên của trang.');
  if (!unit.holdsMembers)
    return refuse(
      'NOT_A_CELL',
      `Đảng viên phải thuộc một chi bộ đang hoạt động; “${unit.name}” không nhận đảng viên. Hãy ghi mã chi bộ.`,
      unit.id,
    );

  const match = findKnown(values, unit.id, context);
  if (typeof match === 'string') return refuse('CARD_OR_NAME_TAKEN', match, unit.id);
  const memberId = match?.id ?? null;
  const earlier = context.seen.find(values, unit.id, memberId);
  if (earlier !== undefined) {
    issues.push({
      level: 'warning',
      code: 'DUPLICATE',
      message: `Trùng với dòng ${earlier} của tệp này nên không nhập lần thứ hai.`,
    });
    return result('DUPLICATE', { memberId, unitId: unit.id });
  }
  context.seen.add(values, unit.id, memberId, rowNumber);
  if (!match) return result('CREATE', { unitId: unit.id });
  const changes = changesOf(values, match, unit, context);
  return result(changes.length > 0 ? 'UPDATE' : 'UNCHANGED', { memberId: match.id, unitId: unit.id, changes });
}

/** The member on file, null when new, or a message when the row contradicts what is on file. */
function findKnown(values: MemberValues, unitId: number, context: PlanContext): KnownMember | null | string {
  const key = matchKey(values.fullName);
  const owner = values.cardNumber ? context.byCard(values.cardNumber) : undefined;
  if (owner) {
    if (!owner.inScope)
      return `Số thẻ ${values.cardNumber} đang thuộc một đảng viên ở tổ chức đảng khác. Nếu đồng chí này chuyển sinh hoạt đến, hãy làm thủ tục chuyển trên hệ thống; nếu không, hãy kiểm tra lại số thẻ.`;
    if (owner.matchKey !== key && !sameBirth(owner, values))
      return `Số thẻ ${values.cardNumber} đã thuộc về đồng chí ${owner.fullName}${born(owner)}. Hãy kiểm tra lại số thẻ.`;
    return owner;
  }
  const alike = context
    .byMatchKey(key)
    .filter((m) => m.inScope && m.unitId === unitId && sameBirth(m, values) && !cardsDiffer(m, values));
  if (alike.length > 1)
    return `Có ${alike.length} đồng chí cùng tên ${values.fullName}, cùng ngày sinh trong chi bộ. Hãy thêm số thẻ để phân biệt.`;
  return alike[0] ?? null;
}

const born = (m: Person) =>
  m.birthDate ? `, sinh ${dmy(m.birthDate)}` : m.birthYear ? `, sinh năm ${m.birthYear}` : '';

function changesOf(values: MemberValues, known: KnownMember, unit: KnownUnit, context: PlanContext): Change[] {
  const changes: Change[] = [];
  const differ = (field: string, from: string | number | boolean | null, to: string | number | boolean | null) => {
    if (to !== null && from !== to) changes.push({ field, from: from === null ? null : String(from), to: String(to) });
  };
  // The spelling on file stays when only tone placement or case differ.
  if (known.matchKey !== matchKey(values.fullName)) differ('fullName', known.fullName, values.fullName);
  if (values.birthDate) differ('birthDate', known.birthDate, values.birthDate);
  else differ('birthYear', known.birthYear, values.birthYear);
  differ('cardNumber', known.cardNumber, values.cardNumber);
  differ('kind', known.kind, values.kind);
  differ('joinedOn', known.joinedOn, values.joinedOn);
  differ('status', known.status, values.status);
  differ('partyPosition', known.partyPosition, values.partyPosition);
  differ('governmentPosition', known.governmentPosition, values.governmentPosition);
  differ('keyCadre', known.keyCadre, values.keyCadre);
  differ('email', known.email, values.email);
  differ('phone', known.phone, values.phone);
  differ('timeZone', known.timeZone, values.timeZone);
  if (known.unitId !== unit.id)
    changes.push({ field: 'unit', from: context.unitById(known.unitId)?.code ?? String(known.unitId), to: unit.code });
  return changes;
}
