import { z } from 'zod';
import type { CheckState, StoredCheck } from '~/modules/presence-checks/schema';

/** Filters of the cell page; the value stands in the address (?loc=). */
export const MEMBER_FILTERS = {
  'tat-ca': 'Tất cả trong danh sách',
  'phai-hoc': 'Phải học',
  'da-hoc': 'Đã học',
  'chua-hoc': 'Chưa hoàn thành',
  'diem-cau': 'Trực tiếp tại điểm cầu',
  'truc-tuyen': 'Trực tuyến',
  'bo-sung': 'Học bổ sung',
  'co-ly-do': 'Vắng có lý do',
  'khong-ly-do': 'Vắng không lý do',
  'mien-chuyen': 'Miễn, chuyển, ở nơi khác',
  mien: 'Được miễn',
  chuyen: 'Chuyển sinh hoạt',
  'noi-khac': 'Tạm thời ở nơi khác',
  'du-bi': 'Đảng viên dự bị',
  'chu-chot': 'Cán bộ chủ chốt',
  'chu-chot-da-hoc': 'Cán bộ chủ chốt đã học',
  'da-thi': 'Đã làm bài trắc nghiệm',
  'thi-dat': 'Đạt bài trắc nghiệm',
  'thu-hoach': 'Đã nộp bài thu hoạch',
} as const;
/** How one session was attended, in the filter `buoi-2-truc-tuyen`. */
export const SESSION_FILTERS = {
  'da-du': 'Buổi {{position}}: đã dự',
  'diem-cau': 'Buổi {{position}}: tại điểm cầu',
  'truc-tuyen': 'Buổi {{position}}: trực tuyến',
  'bo-sung': 'Buổi {{position}}: học bổ sung',
  'chua-du': 'Buổi {{position}}: chưa dự',
} as const;
export type SessionFilter = keyof typeof SESSION_FILTERS;
/**
 * A name of the table, or one of three families: a session (its place among the campaign's, from 1) and how it was attended, a
 * quiz band (from 1, the lowest first), the Hanoi day on which somebody was counted as having studied.
 */
export type MemberFilter =
  | keyof typeof MEMBER_FILTERS
  | `buoi-${number}-${SessionFilter}`
  | `muc-${number}`
  | `ngay-${string}`;

export type ParsedFilter =
  | { kind: 'plain'; name: keyof typeof MEMBER_FILTERS }
  | { kind: 'session'; position: number; way: SessionFilter }
  | { kind: 'band'; number: number }
  | { kind: 'day'; day: string };

/** Null: no such filter. */
export function parseFilter(text: string): ParsedFilter | null {
  if (Object.hasOwn(MEMBER_FILTERS, text)) return { kind: 'plain', name: text as keyof typeof MEMBER_FILTERS };
  const session = /^buoi-([1-9]\d?)-([a-z-]+)$/.exec(text);
  if (session?.[2] && Object.hasOwn(SESSION_FILTERS, session[2])) {
    return { kind: 'session', position: Number(session[1]), way: session[2] as SessionFilter };
  }
  const band = /^muc-([1-9]\d?)$/.exec(text);
  if (band) return { kind: 'band', number: Number(band[1]) };
  const day = /^ngay-(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (day?.[1] && z.iso.date().safeParse(day[1]).success) return { kind: 'day', day: day[1] };
  return null;
}

export const memberFilter = z
  .string()
  .catch('tat-ca')
  .transform((text): MemberFilter => (parseFilter(text) ? (text as MemberFilter) : 'tat-ca'));

/** What the page of members offers, with the one in use (a day of the trend is reached from its chart only). */
export function offeredFilters(sessions: number, bands: number, current: MemberFilter): MemberFilter[] {
  const offered: MemberFilter[] = Object.keys(MEMBER_FILTERS) as (keyof typeof MEMBER_FILTERS)[];
  for (let i = 1; i <= sessions; i++) {
    for (const way of Object.keys(SESSION_FILTERS) as SessionFilter[]) offered.push(`buoi-${i}-${way}`);
  }
  for (let i = 1; i <= bands; i++) offered.push(`muc-${i}`);
  return offered.includes(current) ? offered : [...offered, current];
}

/** The words of a filter, to be translated with the parameters. */
export function filterWords(
  filter: MemberFilter,
  bands: readonly string[],
): { key: string; params: Record<string, string | number> } {
  const parsed = parseFilter(filter);
  if (parsed?.kind === 'session') return { key: SESSION_FILTERS[parsed.way], params: { position: parsed.position } };
  if (parsed?.kind === 'band')
    return { key: 'Trắc nghiệm: {{band}}', params: { band: bands[parsed.number - 1] ?? '' } };
  if (parsed?.kind === 'day')
    return { key: 'Hoàn thành ngày {{day}}', params: { day: parsed.day.split('-').reverse().join('/') } };
  return { key: MEMBER_FILTERS[parsed?.kind === 'plain' ? parsed.name : 'tat-ca'], params: {} };
}
export const pageNumber = z.coerce.number().int().min(1).max(1_000_000).catch(1);

const text = (max: number) =>
  z
    .string()
    .max(max, `Phần này dài quá ${max.toLocaleString('vi-VN')} ký tự. Đồng chí hãy rút gọn.`)
    .default('')
    .transform((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').trim());

/** What people write in a report; drafted by the program, edited before the files are made. */
export const reportFieldsSchema = z.object({
  /** Given by the clerk; empty leaves a blank. */
  number: z
    .string()
    .trim()
    .regex(/^\d{0,5}$/, 'Số báo cáo chỉ gồm chữ số, ví dụ 05. Có thể để trống.')
    .default(''),
  /** `2026-11-22`; empty leaves blanks. */
  date: z.union([z.literal(''), z.iso.date('Ngày chưa đúng. Hãy chọn lại, hoặc để trống.')]).default(''),
  leadership: text(20_000),
  programmes: text(20_000),
  communication: text(20_000),
  assessment: text(20_000),
  tasks: text(20_000),
  signerAuthority: text(200),
  signerOffice: text(200),
  signerName: text(200),
  /** One a line. */
  recipients: text(2_000),
});
export type ReportFields = z.output<typeof reportFieldsSchema>;

/** One session by its verdicts, each person of the roster once: hall + online + makeUp + excused + absent = required. */
export interface SessionAttendance {
  required: number;
  hall: number;
  online: number;
  makeUp: number;
  excused: number;
  absent: number;
  /** Non-members, counted apart. */
  guests: number;
}

export const guestCountInput = z.object({
  count: z.coerce
    .number({ error: 'Hãy nhập số quần chúng bằng chữ số.' })
    .int('Số quần chúng phải là số nguyên.')
    .min(0, 'Số quần chúng không thể âm.')
    .max(1_000_000, 'Số quần chúng lớn quá. Đồng chí hãy kiểm tra lại.'),
});

export const REPORT_FORMATS = ['DOCX', 'PDF', 'XLSX'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const FORMAT_DETAILS: Record<ReportFormat, { extension: string; mime: string; label: string }> = {
  DOCX: {
    extension: 'docx',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    label: 'Bản Word để sửa (DOCX)',
  },
  PDF: { extension: 'pdf', mime: 'application/pdf', label: 'Bản để đọc, in (PDF)' },
  XLSX: {
    extension: 'xlsx',
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    label: 'Biểu số liệu (Excel)',
  },
};

/** Stages of making a report, in Vietnamese for the screen. */
export const REPORT_STAGES = {
  queued: 'Đang chờ đến lượt',
  gather: 'Đang đọc số liệu đã chốt',
  docx: 'Đang soạn bản Word',
  pdf: 'Đang soạn bản PDF',
  xlsx: 'Đang soạn biểu Excel',
  store: 'Đang lưu tệp',
  done: 'Đã xong',
} as const;
export type ReportStage = keyof typeof REPORT_STAGES;

/** Stages of freezing figures, in Vietnamese for the screen. */
export const FREEZE_STAGES = {
  queued: 'Đang chờ đến lượt',
  count: 'Đang tổng hợp số liệu của các đơn vị',
  read: 'Đang đọc kết quả của từng đảng viên',
  store: 'Đang lưu số liệu đã chốt',
  verify: 'Đang kiểm chứng số liệu đã lưu',
  done: 'Đã xong',
} as const;
export type FreezeStage = keyof typeof FREEZE_STAGES;

/** Frozen members up to which a page checks the hash while it loads; a larger freeze was checked by the worker that made it. */
export const VERIFIED_ON_PAGE = 20_000;

/** One member's roll-call, as the cell page posts it. */
export const rollCallRowInput = z.object({
  sessionId: z.coerce.number().int().positive(),
  memberId: z.coerce.number().int().positive(),
  present: z.enum(['1', '0']).transform((value) => value === '1'),
});

/** What stands behind one member's verdict. `At`: a moment, or its words on a page. */
/** A presence check as officials see it. */
export interface ShownCheck<At = Date>
  extends Pick<StoredCheck, 'number' | 'at' | 'explanation' | 'decisionReason' | 'decidedByName'> {
  state: CheckState;
  asked: At;
}

export interface MemberEvidence<At = Date> {
  memberId: number;
  fullName: string;
  unitPath: string;
  sessions: {
    id: number;
    position: number;
    title: string;
    /** 0: no recording, nothing to cover. */
    timelineSeconds: number;
    coveredSeconds: number;
    wayCode: number;
    records: {
      id: number;
      kind: 'ROLL_CALL' | 'EXCUSE' | 'CORRECTION';
      positive: boolean;
      way: string | null;
      reason: string | null;
      by: string;
      at: At;
    }[];
    /** Presence checks that were put, and how many are met of how many that must be; empty where nothing was asked. */
    checks: ShownCheck<At>[];
    checksMet: number;
    checksNeeded: number;
  }[];
  attempts: {
    number: number;
    submittedAt: Date | null;
    score: number | null;
    maxScore: number | null;
    passed: boolean | null;
  }[];
}
