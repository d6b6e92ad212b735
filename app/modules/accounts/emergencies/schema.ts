import type { Role } from '../schema';

/**
 * Roles that may be taken in an emergency. Not the inspector's: the log is what watches over emergencies. Not the administrator's: who
 * may take one has it, and it could give roles that outlast the hour. A venue clerk's reaches nothing without being named for a hall.
 */
export const EMERGENCY_ROLES = ['SECRETARY', 'ORGANISER', 'COMMITTEE'] as const satisfies readonly Role[];
export type EmergencyRole = (typeof EMERGENCY_ROLES)[number];

export const REASON_MIN = 20;
export const REASON_MAX = 1000;
export const MINUTES = [15, 30, 45, 60] as const;

export type EmergencyVerdict = 'ACCEPTED' | 'OBJECTED';

/** An emergency in force, as the notice above the pages tells it. */
export interface EmergencyAlarm {
  id: number;
  accountName: string;
  role: EmergencyRole;
  readOnly: boolean;
  unitName: string;
  untilAt: string;
  own: boolean;
  mayEnd: boolean;
}

/** In the words of the screen; translation keys. */
export const VERDICT_NAMES: Record<EmergencyVerdict, string> = {
  ACCEPTED: 'Chấp nhận',
  OBJECTED: 'Không chấp nhận',
};

/** What each role opens, for whoever is about to take it. */
export const EMERGENCY_ROLE_HINTS: Record<EmergencyRole, string> = {
  SECRETARY: 'Danh sách đảng viên, kết quả học tập, điểm danh.',
  ORGANISER: 'Đợt học tập, buổi học, phát trực tiếp, bản ghi, câu hỏi.',
  COMMITTEE: 'Bảng tổng hợp, chốt số liệu, báo cáo.',
};

export interface EmergencyForm {
  role: EmergencyRole;
  readOnly: boolean;
  unitCode: string;
  minutes: number;
  reason: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value.normalize('NFC').trim() : '');

/** The form of taking one; messages by field. */
export function readEmergencyForm(form: {
  readonly [name: string]: unknown;
}): { value: EmergencyForm; errors: null } | { value: null; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const role = EMERGENCY_ROLES.find((one) => one === form['vai-tro']);
  const minutes = MINUTES.find((one) => String(one) === form.phut);
  const unitCode = text(form['don-vi']);
  const reason = text(form['ly-do']);
  if (!role) errors.role = 'Đồng chí hãy chọn vai trò cần dùng.';
  if (!minutes) errors.minutes = 'Đồng chí hãy chọn thời gian, nhiều nhất 60 phút.';
  if (unitCode === '' || unitCode.length > 100) errors.unitCode = 'Đồng chí hãy nhập mã đơn vị.';
  if ([...reason].length < REASON_MIN) errors.reason = 'Lý do cần ít nhất 20 ký tự: việc gì xảy ra, cần làm gì.';
  else if (reason.length > REASON_MAX) errors.reason = 'Lý do dài nhất 1000 ký tự.';
  if (!role || !minutes || Object.keys(errors).length > 0) return { value: null, errors };
  return { value: { role, minutes, unitCode, reason, readOnly: form['che-do'] !== 'thao-tac' }, errors: null };
}
