import { z } from 'zod';

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
  'du-bi': 'Đảng viên dự bị',
  'chu-chot': 'Cán bộ chủ chốt',
  'da-thi': 'Đã làm bài trắc nghiệm',
  'thu-hoach': 'Đã nộp bài thu hoạch',
} as const;
export type MemberFilter = keyof typeof MEMBER_FILTERS;

export const memberFilter = z.enum(Object.keys(MEMBER_FILTERS) as [MemberFilter, ...MemberFilter[]]).catch('tat-ca');
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
