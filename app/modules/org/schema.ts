import { z } from 'zod';
import { isTimeZone } from '~/platform/time';
import { nfc } from '~/platform/vietnamese';
import { isCountryCode, isEmail, isPersonName, isUnitCode, readPhone, UNIT_NAME_MAX } from './field-rules';

export const UNIT_KINDS = ['CENTRAL', 'BLOC', 'SUPERIOR', 'GRASSROOTS', 'DEPARTMENT', 'CELL'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];
export const UNIT_KIND_LABELS: Record<UnitKind, string> = {
  CENTRAL: 'Trung ương',
  BLOC: 'Đảng bộ khối',
  SUPERIOR: 'Đảng bộ cấp trên trực tiếp cơ sở',
  GRASSROOTS: 'Đảng bộ cơ sở',
  DEPARTMENT: 'Đảng bộ bộ phận',
  CELL: 'Chi bộ',
};

export const MEMBER_KINDS = ['OFFICIAL', 'PROBATIONARY'] as const;
export type MemberKind = (typeof MEMBER_KINDS)[number];
export const MEMBER_KIND_LABELS: Record<MemberKind, string> = { OFFICIAL: 'Chính thức', PROBATIONARY: 'Dự bị' };

export const MEMBER_ACTIVITIES = [
  'ACTIVE',
  'EXEMPT',
  'TEMPORARILY_ELSEWHERE',
  'TRANSFERRED_OUT',
  'STRUCK_OFF',
  'DECEASED',
] as const;
export type MemberActivity = (typeof MEMBER_ACTIVITIES)[number];
export const MEMBER_ACTIVITY_LABELS: Record<MemberActivity, string> = {
  ACTIVE: 'Đang sinh hoạt',
  EXEMPT: 'Miễn công tác và sinh hoạt',
  TEMPORARILY_ELSEWHERE: 'Sinh hoạt tạm thời nơi khác',
  TRANSFERRED_OUT: 'Đã chuyển sinh hoạt',
  STRUCK_OFF: 'Ra khỏi Đảng',
  DECEASED: 'Từ trần',
};

/** The columns of a member list, in the order they are offered in the preview. */
export const MEMBER_FIELDS = [
  'fullName',
  'familyAndMiddle',
  'givenName',
  'birthDate',
  'cardNumber',
  'joinedOn',
  'kind',
  'unitCode',
  'unitName',
  'partyPosition',
  'governmentPosition',
  'status',
  'keyCadre',
  'email',
  'phone',
  'timeZone',
  'note',
  'ordinal',
] as const;
export type MemberField = (typeof MEMBER_FIELDS)[number];
export const MEMBER_FIELD_LABELS: Record<MemberField, string> = {
  fullName: 'Họ và tên',
  familyAndMiddle: 'Họ và tên đệm',
  givenName: 'Tên',
  birthDate: 'Ngày sinh',
  cardNumber: 'Số thẻ đảng viên',
  joinedOn: 'Ngày vào Đảng',
  kind: 'Chính thức / dự bị',
  unitCode: 'Mã đơn vị',
  unitName: 'Tên chi bộ',
  partyPosition: 'Chức vụ đảng',
  governmentPosition: 'Chức vụ chính quyền',
  status: 'Tình trạng',
  keyCadre: 'Cán bộ chủ chốt',
  email: 'Thư điện tử',
  phone: 'Điện thoại',
  timeZone: 'Múi giờ',
  note: 'Ghi chú',
  ordinal: 'Số thứ tự',
};

export const IMPORT_ROW_ACTIONS = ['ERROR', 'DUPLICATE', 'CREATE', 'UPDATE', 'UNCHANGED'] as const;
export type ImportRowAction = (typeof IMPORT_ROW_ACTIONS)[number];
export const IMPORT_ROW_ACTION_LABELS: Record<ImportRowAction, string> = {
  ERROR: 'Lỗi',
  DUPLICATE: 'Trùng',
  CREATE: 'Mới',
  UPDATE: 'Cập nhật',
  UNCHANGED: 'Không đổi',
};

export const IMPORT_STATES = ['UPLOADED', 'READING', 'PREVIEW', 'COMMITTING', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
export const IMPORT_STATE_LABELS: Record<ImportState, string> = {
  UPLOADED: 'Chờ đọc tệp',
  READING: 'Đang đọc tệp',
  PREVIEW: 'Chờ xác nhận',
  COMMITTING: 'Đang ghi',
  DONE: 'Đã nhập',
  FAILED: 'Không nhập được',
  CANCELLED: 'Đã hủy',
};
export type ImportKind = 'UNITS' | 'MEMBERS';

const line = (least: number, most: number, message: string) =>
  z.string({ error: message }).transform(nfc).pipe(z.string().min(least, message).max(most, message));
const optionalLine = (most: number) =>
  z
    .string()
    .max(most, `Không quá ${most} ký tự.`)
    .optional()
    .transform((value) => (value && nfc(value) !== '' ? nfc(value) : null));
const day = z.iso.date('Hãy chọn ngày theo dạng ngày/tháng/năm.');
const optionalDay = z
  .union([z.literal(''), day])
  .optional()
  .transform((value) => value || null);
const zone = z.string().refine(isTimeZone, 'Múi giờ này không có. Ví dụ: Asia/Ho_Chi_Minh, Asia/Tokyo.');

const unitFields = {
  name: line(2, UNIT_NAME_MAX, 'Hãy nhập tên đơn vị (từ 2 đến 200 ký tự).'),
  kind: z.enum(UNIT_KINDS, { error: 'Hãy chọn loại tổ chức đảng.' }),
  timeZone: zone,
  country: z
    .string({ error: 'Hãy nhập mã nước.' })
    .transform((value) => value.trim().toUpperCase())
    .pipe(z.string().refine(isCountryCode, 'Mã nước gồm hai chữ cái, ví dụ VN, JP.')),
};
const parentCode = line(1, 40, 'Hãy chọn cấp trên trực tiếp.');

export const createUnitForm = z.object({
  code: line(1, 40, 'Hãy nhập mã đơn vị (không quá 40 ký tự).').pipe(
    z
      .string()
      .refine(isUnitCode, 'Mã đơn vị chỉ gồm chữ, số, dấu chấm, gạch nối.')
      .refine((code) => !['moi', '.', '..'].includes(code), 'Mã này hệ thống đã dùng. Hãy chọn mã khác.'),
  ),
  parentCode,
  ...unitFields,
});
export type CreateUnitForm = z.infer<typeof createUnitForm>;

/** The top of what someone manages keeps its parent: the form does not offer one. */
export const updateUnitForm = z.object({ parentCode: parentCode.optional(), ...unitFields });
export type UpdateUnitForm = z.infer<typeof updateUnitForm>;

export const memberForm = z.object({
  fullName: line(2, 120, 'Hãy nhập họ và tên (từ 2 đến 120 ký tự).').pipe(
    z.string().refine(isPersonName, 'Họ và tên chỉ gồm chữ cái.'),
  ),
  birth: z
    .string()
    .transform((value) => value.trim())
    .pipe(z.string().min(1, 'Hãy nhập ngày sinh, hoặc ít nhất năm sinh.').max(30)),
  cardNumber: optionalLine(40),
  kind: z.enum(MEMBER_KINDS, { error: 'Hãy chọn chính thức hoặc dự bị.' }),
  joinedOn: optionalDay,
  partyPosition: optionalLine(120),
  governmentPosition: optionalLine(120),
  keyCadre: z.union([z.literal('on'), z.undefined()]).transform((value) => value === 'on'),
  email: z
    .string()
    .optional()
    .transform((value) => value?.trim().toLowerCase() || null)
    .refine((value) => value === null || isEmail(value), 'Địa chỉ thư điện tử chưa đúng, ví dụ ten@coquan.vn.'),
  phone: z
    .string()
    .optional()
    .transform((value) => value?.trim() || null)
    .refine((value) => value === null || readPhone(value) !== null, 'Số điện thoại chưa đúng, ví dụ 0912 345 678.')
    .transform((value) => (value === null ? null : readPhone(value))),
  timeZone: z
    .union([z.literal(''), zone])
    .optional()
    .transform((value) => value || null),
});
export type MemberForm = z.infer<typeof memberForm>;

export const statusForm = z.object({
  status: z.enum(MEMBER_ACTIVITIES, { error: 'Hãy chọn tình trạng sinh hoạt.' }),
  validFrom: day,
  reason: optionalLine(300),
});
export const transferForm = z.object({
  unitCode: line(1, 40, 'Hãy chọn chi bộ chuyển đến.'),
  validFrom: day,
});
export const closeUnitForm = z.object({ closedOn: day });

/** Beside which field of its form the failure of a command stands, by code. */
export const MEMBER_ERROR_FIELDS: Readonly<Record<string, string>> = {
  NOT_A_DATE: 'birth',
  NO_SUCH_MONTH: 'birth',
  NOT_IN_CALENDAR: 'birth',
  BAD_YEAR: 'birth',
  BAD_AGE: 'birth',
  BAD_CARD: 'cardNumber',
  CARD_TAKEN: 'cardNumber',
  JOINED_IN_FUTURE: 'joinedOn',
  JOINED_TOO_EARLY: 'joinedOn',
  DATE_TOO_EARLY: 'validFrom',
  SAME_STATUS: 'status',
  NO_SUCH_CELL: 'unitCode',
};
export const UNIT_ERROR_FIELDS: Readonly<Record<string, string>> = {
  CODE_TAKEN: 'code',
  NO_SUCH_PARENT: 'parentCode',
  HAS_UNITS_BELOW: 'kind',
};
/** What keeps a unit open is no fault of the date, except a date in the future. */
export const CLOSE_ERROR_FIELDS: Readonly<Record<string, string>> = { DATE_IN_FUTURE: 'closedOn' };
