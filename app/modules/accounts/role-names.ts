import type { Role } from './schema';

/** Roles in the words of the screen; translation keys. Apart from the schema, so that member pages need not load its rules. */
export const ROLE_NAMES: Record<Role, string> = {
  MEMBER: 'Đảng viên',
  SECRETARY: 'Bí thư chi bộ',
  VENUE_CLERK: 'Phụ trách điểm cầu',
  ORGANISER: 'Tuyên giáo (tổ chức học tập)',
  COMMITTEE: 'Cấp ủy',
  INSPECTOR: 'Ủy ban kiểm tra',
  ADMINISTRATOR: 'Quản trị',
};
