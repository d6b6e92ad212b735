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

/** How a session's person proved who they are. */
export const SIGN_IN_METHODS = [
  'PASSWORD',
  'TOTP',
  'RECOVERY_CODE',
  'SECOND_PASSKEY',
  'PASSKEY',
  // Through an outside provider: alone, with its own second factor, or with one of ours.
  'OIDC',
  'OIDC_MFA',
  'OIDC_TOTP',
  'OIDC_RECOVERY_CODE',
  'OIDC_PASSKEY',
] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** In the words of the screen; translation keys. */
export const SIGN_IN_METHOD_NAMES: Record<SignInMethod, string> = {
  PASSWORD: 'mật khẩu',
  TOTP: 'mật khẩu và mã từ ứng dụng',
  RECOVERY_CODE: 'mật khẩu và mã dự phòng',
  SECOND_PASSKEY: 'mật khẩu và khóa truy cập',
  PASSKEY: 'khóa truy cập',
  OIDC: 'đăng nhập một lần',
  OIDC_MFA: 'đăng nhập một lần, nơi đó đã xác thực lần hai',
  OIDC_TOTP: 'đăng nhập một lần và mã từ ứng dụng',
  OIDC_RECOVERY_CODE: 'đăng nhập một lần và mã dự phòng',
  OIDC_PASSKEY: 'đăng nhập một lần và khóa truy cập',
};

export type { Language } from '~/platform/i18n/language';

/** One entry of the menu. `label` is Vietnamese, the translation key; `icon` a name of components/ui/icon. */
export interface NavigationEntry {
  to: string;
  label: string;
  icon: 'home' | 'tree' | 'people' | 'upload' | 'book' | 'list' | 'document' | 'user' | 'chart';
  /** Stands in the second row of importance: under “An toàn dữ liệu” where a wide header has no room for all. */
  aside?: true;
}

export { ROLE_NAMES } from './role-names';

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
      )
      // Addresses of pages beside the accounts' own.
      .refine(
        (name) => name !== 'moi' && name !== 'de-nghi',
        'Tên đăng nhập này không dùng được. Đồng chí hãy chọn tên khác.',
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

const blank = (value: unknown) => (value === '' ? undefined : value);

/** The form of a new account: for a member (who has a name already), or for an official, who then needs a role. */
export const newAccountSchema = z
  .object({
    username: usernameSchema,
    memberId: z.preprocess(blank, z.coerce.number().int().positive().max(2_147_483_647).optional()),
    displayName: z.preprocess(blank, displayNameSchema.optional()),
    role: z.preprocess(blank, grantSchema.shape.role.optional()),
    unitCode: z.preprocess(blank, grantSchema.shape.unitCode.optional()),
  })
  .superRefine(({ memberId, displayName, role, unitCode }, refuse) => {
    const missing = (field: string, message: string) => refuse.addIssue({ code: 'custom', path: [field], message });
    if (!memberId && !displayName) missing('displayName', 'Đồng chí hãy nhập tên hiển thị.');
    if (!role && (!memberId || unitCode)) missing('role', 'Đồng chí hãy chọn vai trò.');
    if (!unitCode && (!memberId || role)) missing('unitCode', 'Đồng chí hãy nhập mã đơn vị.');
  });

/** A provider's name for a person: what it likes, at most 255 ASCII characters, compared as it is. */
const oidcSubject = z
  .string({ error: 'Đồng chí hãy nhập mã định danh.' })
  .trim()
  .min(1, 'Đồng chí hãy nhập mã định danh.')
  .max(255, 'Mã định danh dài nhất 255 ký tự.')
  .regex(
    /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
    'Mã định danh chỉ gồm chữ không dấu, số và ký hiệu. Đồng chí hãy chép đúng như nhà cung cấp ghi.',
  );

/** What the page of an account can be asked to do. */
export const accountOrderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('reset') }),
  z.object({ order: z.literal('reset-factors') }),
  z.object({ order: z.literal('disable') }),
  z.object({ order: z.literal('enable') }),
  z.object({ order: z.literal('link-oidc'), subject: oidcSubject }),
  z.object({ order: z.literal('unlink-oidc'), linkId: z.coerce.number().int().positive().max(2_147_483_647) }),
  grantSchema.extend({ order: z.literal('grant') }),
  z.object({ order: z.literal('revoke'), grantId: z.coerce.number().int().positive().max(2_147_483_647) }),
]);
export type AccountOrder = z.infer<typeof accountOrderSchema>;

/** Messages per field, for showing beside them. */
export function fieldErrors(error: z.ZodError): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    errors[field] = [...(errors[field] ?? []), issue.message];
  }
  return errors;
}
