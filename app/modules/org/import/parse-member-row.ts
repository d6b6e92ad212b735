import { isTimeZone } from '~/platform/time';
import {
  decodeLegacy,
  type LegacyEncoding,
  matchKey,
  nameSortKey,
  nfc,
  properName,
  searchKey,
} from '~/platform/vietnamese';
import { isEmail, isPersonName, joinedTooEarly, readPhone } from '../field-rules';
import type { MemberActivity, MemberKind } from '../schema';
import { type Cell, cellText, type SheetRow } from '../spreadsheet/cell';
import { cellsByField, type TableMapping } from './find-table';
import type { MemberValues, ParsedMemberRow, RowIssue } from './import-row';
import { type MemberImportSettings, meaningOf, meaningOfBeginning, meaningWithin } from './import-settings';
import { type DayOptions, parseDay } from './parse-day';
import { readBirth, readCardNumber } from './read-identity';
import type { RowCode, RowParams } from './row-messages';

export interface ParseContext {
  mapping: TableMapping;
  settings: MemberImportSettings;
  encoding: LegacyEncoding;
  /** Today in Hanoi, yyyy-mm-dd. */
  today: string;
}

export type RowReading =
  | { kind: 'member'; row: ParsedMemberRow }
  /** Not part of the list: a gap, a section title, a signature. `text` is what stands there. */
  | { kind: 'aside'; text: string; signature: boolean };

/** Fields where a formula does no harm because they are not taken over. */
const HARMLESS = new Set(['ordinal', 'note']);

/** Reads one row below the header. Pure; every problem becomes an issue with a Vietnamese message. */
export function parseMemberRow(row: SheetRow, context: ParseContext): RowReading {
  const { settings, today } = context;
  const found = cellsByField(row, context.mapping);
  const issues: RowIssue[] = [];
  const say = (level: RowIssue['level'], code: RowCode, field: string, params?: RowParams) =>
    issues.push({ level, code, column: found.get(field)?.letter, params });
  const text = (field: string) => nfc(decodeLegacy(cellText(found.get(field)?.cell), context.encoding));

  const split = [text('familyAndMiddle'), text('givenName')].filter(Boolean).join(' ');
  const rawName = text('fullName') || split;
  const rawBirth = shownDay(found.get('birthDate')?.cell, today);
  const rawCard = text('cardNumber');
  const evidence = rawBirth !== '' || rawCard !== '';
  if (rawName === '' && !evidence)
    return { kind: 'aside', text: wholeText(row), signature: isSignature(row, settings) };
  if (!evidence && isAside(rawName, found.has('ordinal'), row, settings))
    return { kind: 'aside', text: wholeText(row), signature: isSignature(row, settings) };

  for (const [field, { cell, letter }] of found) {
    if (HARMLESS.has(field) || !(cell.kind === 'formula' || cell.text.trimStart().startsWith('='))) continue;
    const shown = cell.text.trim();
    const formula = shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
    issues.push({
      level: 'error',
      code: 'FORMULA',
      column: letter,
      params: { cell: `${letter}${row.number}`, shown: formula },
    });
    found.delete(field);
  }

  const name = properName(text('fullName') || [text('familyAndMiddle'), text('givenName')].filter(Boolean).join(' '));
  const nameRefused = issues.some((issue) => issue.code === 'FORMULA') && name === '';
  if (name === '' && !nameRefused) say('error', 'NO_NAME', 'fullName');
  else if (name !== '' && !isPersonName(name)) say('error', 'BAD_NAME', 'fullName', { name: name.slice(0, 60) });

  const values: MemberValues = {
    fullName: name,
    ...birth(),
    cardNumber: card(),
    kind: null,
    joinedOn: joined(),
    status: null,
    partyPosition: line('partyPosition'),
    governmentPosition: line('governmentPosition'),
    keyCadre: keyCadre(),
    email: email(),
    phone: phone(found.get('phone')?.cell),
    timeZone: timeZone(),
    unitCode: text('unitCode') || null,
    unitName: text('unitName') || null,
  };
  kindAndStatus();
  if (values.birthYear === null && values.cardNumber === null && !issues.some((issue) => issue.level === 'error'))
    say('error', 'NO_IDENTITY', 'birthDate');
  if (values.joinedOn && values.birthYear && joinedTooEarly(values.joinedOn, values.birthYear))
    say('error', 'JOINED_TOO_EARLY', 'joinedOn', { day: dmy(values.joinedOn), year: values.birthYear });
  const keys = { sort: nameSortKey(name), search: searchKey(name), match: matchKey(name) };
  const raw = { fullName: rawName, birth: rawBirth, cardNumber: rawCard };
  return { kind: 'member', row: { rowNumber: row.number, values, keys, raw, issues } };

  function day(field: string, options: DayOptions) {
    const cell = found.get(field)?.cell;
    if (!cell) return null;
    const result = parseDay(cell, options);
    if (result.ok) return result.value;
    say('error', result.code, field, result.params);
    return null;
  }

  function birth(): Pick<MemberValues, 'birthDate' | 'birthYear'> {
    const cell = found.get('birthDate')?.cell;
    const none = { birthDate: null, birthYear: null };
    if (!cell) return none;
    const result = readBirth(cell, settings, today);
    if (result.ok) return { birthDate: result.value.date, birthYear: result.value.year };
    say('error', result.code, 'birthDate', result.params);
    return none;
  }

  function joined(): string | null {
    const value = day('joinedOn', { pivotYear: Number(today.slice(0, 4)) });
    if (!value) return null;
    if (value.date === null) {
      say('warning', 'JOINED_YEAR_ONLY', 'joinedOn', { year: value.year });
      return null;
    }
    if (value.date > today) {
      say('error', 'JOINED_IN_FUTURE', 'joinedOn', { day: dmy(value.date) });
      return null;
    }
    return value.date;
  }

  function card(): string | null {
    if (text('cardNumber') === '') return null;
    const result = readCardNumber(text('cardNumber'), settings);
    if (result.ok) return result.value;
    say('error', result.code, 'cardNumber', result.params);
    return null;
  }

  function kindAndStatus(): void {
    const note = text('note');
    const kind = text('kind');
    const status = text('status');
    if (kind) {
      values.kind = (meaningOf(settings.kinds, kind) as MemberKind | undefined) ?? null;
      if (!values.kind) say('error', 'BAD_KIND', 'kind', { text: kind });
    } else if (note)
      values.kind = (meaningWithin({ PROBATIONARY: settings.kinds.PROBATIONARY ?? [] }, note) as MemberKind) ?? null;
    if (status) {
      values.status = (meaningOf(settings.statuses, status) as MemberActivity | undefined) ?? null;
      if (!values.status)
        say('error', 'BAD_STATUS', 'status', {
          text: status,
          words: Object.values(settings.statuses)
            .map((list) => list[0])
            .join(', '),
        });
    } else if (note)
      values.status = (meaningOfBeginning(settings.statuses, note) as MemberActivity | undefined) ?? null;
  }

  function line(field: string): string | null {
    const value = text(field);
    if (value.length <= 120) return value || null;
    say('warning', 'TOO_LONG', field);
    return value.slice(0, 120);
  }

  function keyCadre(): boolean | null {
    const value = searchKey(text('keyCadre'));
    return value === '' ? null : ['x', 'co', '1', 'true', 'yes', 'dung'].includes(value);
  }

  function email(): string | null {
    const value = text('email').toLowerCase();
    if (value === '') return null;
    if (isEmail(value)) return value;
    say('warning', 'BAD_EMAIL', 'email', { text: value.slice(0, 60) });
    return null;
  }

  function phone(cell: Cell | undefined): string | null {
    const value = text('phone').replace(/[\s.\-–]/g, '');
    if (value === '') return null;
    // Excel drops the leading zero of a number: nine digits are a Vietnamese number without it.
    const whole = cell?.kind === 'number' && /^[1-9]\d{8,9}$/.test(value) ? `0${value}` : value;
    const number = readPhone(whole);
    if (number) return number;
    say('warning', 'BAD_PHONE', 'phone', { text: value.slice(0, 40) });
    return null;
  }

  function timeZone(): string | null {
    const value = text('timeZone');
    if (value === '' || isTimeZone(value)) return value || null;
    say('error', 'BAD_TIME_ZONE', 'timeZone', { text: value.slice(0, 60) });
    return null;
  }
}

export const dmy = (iso: string) => iso.split('-').reverse().join('/');

/** The date as the person sees it in Excel, for messages. */
function shownDay(cell: Cell | undefined, today: string): string {
  if (cell?.kind !== 'number') return cellText(cell);
  const day = parseDay(cell, { pivotYear: Number(today.slice(0, 4)) });
  return day.ok ? (day.value.date ? dmy(day.value.date) : String(day.value.year)) : cellText(cell);
}

const wholeText = (row: SheetRow) => row.cells.map(cellText).filter(Boolean).join(' · ').slice(0, 120);

function isSignature(row: SheetRow, settings: MemberImportSettings): boolean {
  return row.cells.some((cell) => meaningOfBeginning({ signature: settings.signature }, cellText(cell)) !== undefined);
}

/** A name without date and card: a section title ("II. CHI BỘ 2"), a signature, or a forgotten row (which has a number). */
function isAside(name: string, numbered: boolean, row: SheetRow, settings: MemberImportSettings): boolean {
  const title = name.replace(/^([IVX]+|\d+|[A-Z])[.)/-]\s*/u, '');
  if (meaningOfBeginning({ section: settings.sections }, title) !== undefined || isSignature(row, settings))
    return true;
  return !numbered && !isPersonName(name);
}
