import { searchKey } from '~/platform/vietnamese';

export const PASSWORD_MIN = 12;
/** Argon2 takes any length; this bounds the work that one request may ask for. */
export const PASSWORD_MAX = 200;

export type PasswordRefusal = 'TOO_SHORT' | 'TOO_LONG' | 'COMMON' | 'HAS_USERNAME' | 'TOO_PLAIN';

/** Vietnamese, for the person choosing; also the translation keys. */
export const PASSWORD_REFUSALS: Record<PasswordRefusal, string> = {
  TOO_SHORT: 'Mật khẩu cần ít nhất 12 ký tự. Đồng chí có thể dùng một câu ngắn dễ nhớ, kể cả dấu cách.',
  TOO_LONG: 'Mật khẩu dài quá 200 ký tự. Đồng chí hãy chọn mật khẩu ngắn hơn.',
  COMMON: 'Mật khẩu này quá phổ biến, dễ bị đoán. Đồng chí hãy chọn mật khẩu khác.',
  HAS_USERNAME: 'Mật khẩu không được chứa tên đăng nhập. Đồng chí hãy chọn mật khẩu khác.',
  TOO_PLAIN: 'Mật khẩu lặp lại quá ít ký tự hoặc là dãy liên tiếp. Đồng chí hãy chọn mật khẩu khác.',
};

const squeeze = (text: string) => searchKey(text).replaceAll(' ', '');

/** The shortest piece that the text is repetitions of: `abcabc` → `abc`. */
function period(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((char, index) => char.charCodeAt(0) - text.charCodeAt(index));
  return steps.length > 0 && steps.every((step) => Math.abs(step) <= 1 || Math.abs(step) === 9);
}

/**
 * Why a new password is refused, or null. `common` holds lower-case words without diacritics (content/common-passwords.txt).
 * No rules about kinds of characters: length and not being guessable are what protects (NIST SP 800-63B).
 */
export function refusePassword(
  password: string,
  username: string,
  common: ReadonlySet<string>,
): PasswordRefusal | null {
  const length = [...password.normalize('NFC')].length;
  if (length < PASSWORD_MIN) return 'TOO_SHORT';
  if (length > PASSWORD_MAX) return 'TOO_LONG';
  const plain = squeeze(password);
  const core = plain.replace(/^\d+|\d+$/g, '');
  if ([plain, core, period(plain), period(core)].some((text) => common.has(text))) return 'COMMON';
  const name = squeeze(username);
  if (name.length >= 3 && plain.includes(name)) return 'HAS_USERNAME';
  if (new Set(password).size < 5 || isRun(password.toLowerCase())) return 'TOO_PLAIN';
  return null;
}
