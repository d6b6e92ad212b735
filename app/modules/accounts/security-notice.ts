/**
 * Changes of how somebody signs in that they are told of by e-mail, in the words of the message. Nothing in them is a secret, and
 * nothing says what the system is for: mail is read on locked screens and by providers.
 */
export const SECURITY_NOTICES = {
  TOTP_ADDED: 'Tài khoản vừa được thiết lập ứng dụng xác thực.',
  TOTP_REMOVED: 'Ứng dụng xác thực của tài khoản vừa bị bỏ.',
  PASSKEY_ADDED: 'Tài khoản vừa được thêm một khóa truy cập.',
  PASSKEY_REMOVED: 'Một khóa truy cập của tài khoản vừa bị bỏ.',
  CODES_RENEWED: 'Mã dự phòng của tài khoản vừa được tạo mới, các mã cũ hết hiệu lực.',
  FACTORS_RESET: 'Quản trị đơn vị vừa đặt lại xác thực lần hai của tài khoản.',
  OIDC_LINKED: 'Quản trị đơn vị vừa cho tài khoản đăng nhập qua hệ thống đăng nhập một lần.',
  OIDC_UNLINKED: 'Quản trị đơn vị vừa gỡ đăng nhập một lần khỏi tài khoản.',
} as const;

export type SecurityNoticeKind = keyof typeof SECURITY_NOTICES;

/** Neutral, as every subject. */
export const SECURITY_SUBJECT = 'Thông báo gửi đồng chí';

export const securityLetter = (kind: SecurityNoticeKind, at: string): string => `Kính gửi đồng chí,

${SECURITY_NOTICES[kind]} Thời điểm: ${at}.

Nếu đồng chí biết việc này thì không cần làm gì. Nếu không, hãy báo ngay cho quản trị đơn vị, đăng nhập, mở trang Bảo mật tài khoản để đăng xuất thiết bị lạ và đổi mật khẩu.

Thư này không có liên kết. Không trả lời thư này, không cho ai biết mật khẩu hoặc mã xác thực.
`;
