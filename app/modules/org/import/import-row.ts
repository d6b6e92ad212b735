import type { ImportRowAction, MemberActivity, MemberKind } from '../schema';
import type { RowCode, RowParams } from './row-messages';

export interface RowIssue {
  level: 'error' | 'warning';
  code: RowCode;
  /** Column letter in the file, where there is one. */
  column?: string;
  /** What fills the message of the code. */
  params?: RowParams;
}

/** A member as a list gives it. Null: the list says nothing about it, which never erases what is known. */
export interface MemberValues {
  fullName: string;
  birthDate: string | null;
  birthYear: number | null;
  cardNumber: string | null;
  kind: MemberKind | null;
  joinedOn: string | null;
  status: MemberActivity | null;
  partyPosition: string | null;
  governmentPosition: string | null;
  keyCadre: boolean | null;
  email: string | null;
  phone: string | null;
  timeZone: string | null;
  /** As written in the file; resolved to a unit when the row is planned. */
  unitCode: string | null;
  unitName: string | null;
}

/** What stood in the file, for showing rows that could not be understood. */
export interface RawRow {
  fullName: string;
  birth: string;
  cardNumber: string;
}

/** The keys of a name, made once a row: for sorting, for searching and for recognising the same person. */
export interface NameKeys {
  sort: string;
  search: string;
  match: string;
}

export interface ParsedMemberRow {
  rowNumber: number;
  values: MemberValues;
  keys: NameKeys;
  raw: RawRow;
  issues: RowIssue[];
}

export interface Change {
  field: string;
  from: string | null;
  to: string | null;
}

/** What will happen to one row when the import is committed. */
export interface PlannedRow {
  rowNumber: number;
  action: ImportRowAction;
  memberId: number | null;
  unitId: number | null;
  /** Only for UPDATE: what changes. */
  changes: Change[];
  issues: RowIssue[];
}
