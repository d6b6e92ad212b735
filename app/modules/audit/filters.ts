import { HANOI, parseLocalDateTime } from '~/platform/time';
import type { AuditAction } from './actions';
import { AUDIT_GROUPS, AUDIT_SENTENCES, type AuditGroup } from './schema';

/** What the inspector asked for, from the address. */
export interface AuditFilters {
  /** yyyy-mm-dd in Hanoi, both included. */
  from: string;
  to: string;
  group: AuditGroup | '';
  action: AuditAction | '';
  person: string;
  unitCode: string;
  /** Name or number of what an entry is about. */
  target: string;
  memberId: number | null;
  /** Only what was done while this emergency access was in force, by its person. */
  emergency: number | null;
}

const day = (text: string | null) => (text && parseLocalDateTime(`${text}T00:00`, HANOI) ? text : '');
const word = (text: string | null) => (text ?? '').replaceAll('\0', '').trim().slice(0, 100);
const integer = (text: string | null) => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 && value <= 2_147_483_647 ? value : null;
};

/** Anything unknown counts as not asked. */
export function readAuditFilters(query: URLSearchParams): AuditFilters {
  const action = query.get('viec') ?? '';
  return {
    from: day(query.get('tu')),
    to: day(query.get('den')),
    group: action in AUDIT_GROUPS ? (action as AuditGroup) : '',
    action: action in AUDIT_SENTENCES ? (action as AuditAction) : '',
    person: word(query.get('nguoi')),
    unitCode: word(query.get('don-vi')),
    target: word(query.get('doi-tuong')),
    memberId: integer(query.get('dang-vien')),
    emergency: integer(query.get('khan-cap')),
  };
}

/** For the log: what was asked for, in words; nothing when nothing was. A member asked about stands in the entry itself. */
export function filterText(filters: AuditFilters): { filter?: string } {
  const { from, to, group, action, person, unitCode, target, emergency } = filters;
  const what = group ? AUDIT_GROUPS[group].label : action ? AUDIT_SENTENCES[action] : '';
  const parts = {
    người: person,
    'đối tượng': target,
    việc: what,
    'đơn vị': unitCode,
    từ: from,
    đến: to,
    'khẩn cấp': String(emergency ?? ''),
  };
  const given = Object.entries(parts).filter(([, value]) => value !== '');
  return given.length > 0 ? { filter: given.map(([name, value]) => `${name}: ${value}`).join('; ') } : {};
}

export function readCursor(query: URLSearchParams): number | null {
  const value = Number(query.get('truoc'));
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
