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

const cardsDiffer = (a: Pick<Person, 'cardNumber'>, b: Pick<Person, 'cardNumber'>) =>
  a.cardNumber !== null && b.cardNumber !== null && a.cardNumber !== b.cardNumber;

/**
 * The people of the rows above, so that a second mention is reported and not doubled. A list has up to 250,000 of them: flat arrays
 * and one map entry a person, not an object each.
 */
export class SeenPeople {
  private readonly cards = new Map<string, number>();
  private readonly members = new Map<number, number>();
  /** Unit, name and year of birth → index of the last such person; `previous` leads to the one before, -1 ends. */
  private readonly names = new Map<string, number>();
  private readonly rows: number[] = [];
  private readonly previous: number[] = [];
  /** Day of birth as yyyymmdd, 0 where only the year is known. */
  private readonly days: number[] = [];
  private readonly cardOf: (string | null)[] = [];

  find({ values, keys }: Seen, unitId: number, memberId: number | null): number | undefined {
    const byCard = values.cardNumber ? this.cards.get(values.cardNumber) : undefined;
    const byMember = memberId !== null ? this.members.get(memberId) : undefined;
    return byCard ?? byMember ?? this.findAlike(values, nameKey(values, keys.match, unitId));
  }

  private findAlike(values: MemberValues, key: string): number | undefined {
    if (values.birthYear === null) return undefined;
    const day = dayNumber(values);
    let found: number | undefined;
    for (let i = this.names.get(key) ?? -1; i >= 0; i = this.previous[i] ?? -1) {
      const otherDay = this.days[i] ?? 0;
      const sameDay = day === 0 || otherDay === 0 || day === otherDay;
      if (sameDay && !cardsDiffer({ cardNumber: this.cardOf[i] ?? null }, values)) found = this.rows[i];
    }
    return found;
  }

  add({ values, keys }: Seen, unitId: number, memberId: number | null, row: number): void {
    if (values.cardNumber) this.cards.set(values.cardNumber, row);
    if (memberId !== null) this.members.set(memberId, row);
    if (values.birthYear === null) return;
    const key = nameKey(values, keys.match, unitId);
    this.previous.push(this.names.get(key) ?? -1);
    this.names.set(key, this.rows.length);
    this.rows.push(row);
    this.days.push(dayNumber(values));
    this.cardOf.push(values.cardNumber);
  }
}

/** Why a row is refused. */
type Problem = Pick<RowIssue, 'code' | 'params'>;

type Seen = Pick<ParsedMemberRow, 'values' | 'keys'>;

const nameKey = (values: MemberValues, match: string, unitId: number) => `${unitId}|${values.birthYear}|${match}`;

const dayNumber = ({ birthDate }: Pick<Person, 'birthDate'>) => (birthDate ? Number(birthDate.replaceAll('-', '')) : 0);

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
  const refuse = (problem: Problem, unitId: number | null = null): PlannedRow => {
    issues.push({ level: 'error', ...problem });
    return result('ERROR', { unitId });
  };

  const named = values.unitCode !== null || values.unitName !== null;
  const unit = unitOf(values, context);
  if (issues.some((issue) => issue.level === 'error')) return result('ERROR', { unitId: unit?.id ?? null });
  if (named && !unit)
    return refuse({ code: 'UNKNOWN_UNIT', params: { unit: values.unitCode ?? values.unitName ?? '' } });
  if (!unit) return refuse({ code: 'NEED_UNIT' });
  if (!unit.holdsMembers) return refuse({ code: 'NOT_A_CELL', params: { unit: unit.name } }, unit.id);

  const match = findKnown(row, unit.id, context);
  if (match && 'code' in match) return refuse(match, unit.id);
  const memberId = match?.id ?? null;
  const earlier = context.seen.find(row, unit.id, memberId);
  if (earlier !== undefined) {
    issues.push({ level: 'warning', code: 'DUPLICATE', params: { row: earlier } });
    return result('DUPLICATE', { memberId, unitId: unit.id });
  }
  context.seen.add(row, unit.id, memberId, rowNumber);
  if (!match) return result('CREATE', { unitId: unit.id });
  const changes = changesOf(row, match, unit, context);
  return result(changes.length > 0 ? 'UPDATE' : 'UNCHANGED', { memberId: match.id, unitId: unit.id, changes });
}

/** The unit a row names, or the chosen one when it names none. */
export function unitOf(
  { unitCode, unitName }: Pick<MemberValues, 'unitCode' | 'unitName'>,
  { findUnit, chosenUnit }: Pick<PlanContext, 'findUnit' | 'chosenUnit'>,
): KnownUnit | null {
  return unitCode !== null || unitName !== null ? findUnit(unitCode, unitName) : chosenUnit;
}

/** The member on file, null when new, or what is wrong when the row contradicts what is on file. */
function findKnown({ values, keys }: Seen, unitId: number, context: PlanContext): KnownMember | null | Problem {
  const key = keys.match;
  const owner = values.cardNumber ? context.byCard(values.cardNumber) : undefined;
  if (owner) {
    if (!owner.inScope) return { code: 'CARD_ELSEWHERE', params: { card: values.cardNumber ?? '' } };
    if (owner.matchKey !== key && !sameBirth(owner, values))
      return {
        code: 'CARD_TAKEN',
        params: { card: values.cardNumber ?? '', name: owner.fullName, birth: born(owner) },
      };
    return owner;
  }
  const alike = context
    .byMatchKey(key)
    .filter((m) => m.inScope && m.unitId === unitId && sameBirth(m, values) && !cardsDiffer(m, values));
  if (alike.length > 1) return { code: 'NAMESAKES', params: { count: alike.length, name: values.fullName } };
  return alike[0] ?? null;
}

const born = (m: Person) => (m.birthDate ? dmy(m.birthDate) : String(m.birthYear ?? '–'));

function changesOf({ values, keys }: Seen, known: KnownMember, unit: KnownUnit, context: PlanContext): Change[] {
  const changes: Change[] = [];
  const differ = (field: string, from: string | number | boolean | null, to: string | number | boolean | null) => {
    if (to !== null && from !== to) changes.push({ field, from: from === null ? null : String(from), to: String(to) });
  };
  // The spelling on file stays when only tone placement or case differ.
  if (known.matchKey !== keys.match) differ('fullName', known.fullName, values.fullName);
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
