import { z } from 'zod';
import { nfc } from '~/platform/vietnamese';

export const ROLES = [
  'MEMBER',
  'SECRETARY',
  'VENUE_CLERK',
  'ORGANISER',
  'COMMITTEE',
  'INSPECTOR',
  'ADMINISTRATOR',
] as const;
export type Role = (typeof ROLES)[number];

export type { Language } from '~/platform/i18n/language';

/** One entry of the menu. `label` is Vietnamese, the translation key; `icon` a name of components/ui/icon. */
export interface NavigationEntry {
  to: string;
  label: string;
  icon: 'home' | 'tree' | 'people' | 'upload' | 'book' | 'list' | 'document' | 'user' | 'chart';
}

/** Roles in the words of the screen; translation keys. */
export const ROLE_NAMES: Record<Role, string> = {
  MEMBER: 'Đảng viên',
  SECRETARY: 'Bí thư chi bộ',
  VENUE_CLERK: 'Phụ trách điểm cầu',
  ORGANISER: 'Tuyên giáo (tổ chức học tập)',
  COMMITTEE: 'Cấp ủy',
  INSPECTOR: 'Ủy ban kiểm tra',
  ADMINISTRATOR: 'Quản trị',
};

/** Roles that are given by hand; being a member comes with the member record. */
export const GRANTABLE_ROLES = ROLES.filter((role) => role !== 'MEMBER');

/** As stored: lower case, without diacritics that a keyboard put in by itself at the edges. */
export const foldUsername = (username: string) => username.normalize('NFC').trim().toLowerCase();

export const usernameSchema = z
  .string({ error: 'Đồng chí hãy nhập tên đăng nhập.' })
  .transform(foldUsername)
  .pipe(
    z
      .string()
      .min(3, 'Tên đăng nhập cần ít nhất 3 ký tự.')
      .max(60, 'Tên đăng nhập dài nhất 60 ký tự.')
      .regex(
        /^[a-z0-9][a-z0-9._-]*[a-z0-9]$/,
        'Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang; bắt đầu và kết thúc bằng chữ hoặc số.',
      ),
  );

const password = (message: string) => z.string({ error: message }).min(1, message).max(1000, message);

export const signInSchema = z.object({
  username: z.string({ error: 'Đồng chí hãy nhập tên đăng nhập.' }).max(200, 'Tên đăng nhập dài nhất 60 ký tự.'),
  password: password('Đồng chí hãy nhập mật khẩu.'),
});

export const changePasswordSchema = z
  .object({
    current: password('Đồng chí hãy nhập mật khẩu hiện tại.'),
    next: password('Đồng chí hãy nhập mật khẩu mới.'),
    again: password('Đồng chí hãy nhập lại mật khẩu mới.'),
  })
  .refine(({ next, again }) => next === again, {
    path: ['again'],
    message: 'Hai lần nhập mật khẩu mới chưa giống nhau. Đồng chí hãy nhập lại.',
  });

export const grantSchema = z.object({
  role: z.enum(GRANTABLE_ROLES, { error: 'Đồng chí hãy chọn vai trò.' }),
  unitCode: z
    .string({ error: 'Đồng chí hãy nhập mã đơn vị.' })
    .trim()
    .min(1, 'Đồng chí hãy nhập mã đơn vị.')
    .max(100, 'Mã đơn vị dài quá.'),
});

export const displayNameSchema = z
  .string({ error: 'Đồng chí hãy nhập tên hiển thị.' })
  .transform(nfc)
  .pipe(z.string().min(2, 'Tên hiển thị cần ít nhất 2 ký tự.').max(120, 'Tên hiển thị dài nhất 120 ký tự.'));

/** Messages per field, for showing beside them. */
export function fieldErrors(error: z.ZodError): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    errors[field] = [...(errors[field] ?? []), issue.message];
  }
  return errors;
}
