/**
 * Orders for which the password must have been said within the last five minutes, however long the session is. The one list;
 * `requireFresh` takes its keys, and a test finds each of them in a route.
 */
export const PRIVILEGED_ORDERS = {
  'account.create': 'Tạo tài khoản',
  'account.grant': 'Giao vai trò',
  'account.revoke': 'Thu hồi vai trò',
  'account.reset': 'Cấp lại mật khẩu',
  'account.reset-factors': 'Đặt lại xác thực lần hai',
  'account.disable': 'Ngừng sử dụng tài khoản',
  'account.enable': 'Cho tài khoản dùng lại',
  'account.link-oidc': 'Gắn đăng nhập một lần',
  'account.unlink-oidc': 'Gỡ đăng nhập một lần',
  'reset.issue': 'Cấp mã đặt lại mật khẩu',
  'proposal.decide': 'Duyệt đề nghị giao vai trò',
  'emergency.take': 'Mở truy cập khẩn cấp',
  'access-review.withdraw': 'Thu hồi vai trò khi rà soát',
  'access-review.finish': 'Kết thúc rà soát quyền truy cập',
  'access-review.export': 'Tải bảng rà soát quyền truy cập',
  'factor.add': 'Thêm cách xác thực',
  'factor.remove': 'Bỏ cách xác thực',
  'factor.codes': 'Tạo mã dự phòng mới',
  'session.revoke': 'Đăng xuất thiết bị khác',
  'figures.freeze': 'Chốt số liệu',
  'report.issue': 'Ban hành báo cáo',
  'audit.export': 'Tải nhật ký',
  'members.export': 'Tải danh sách đảng viên',
  'research.export': 'Tải dữ liệu nghiên cứu',
  'quarantine.withdraw': 'Cách ly nội dung',
  'quarantine.lift': 'Gỡ cách ly',
} as const;

export type PrivilegedOrder = keyof typeof PRIVILEGED_ORDERS;
/** The field that a form carries when the password is asked for in place. */
export const CONFIRM_FIELD = 'xac-nhan-mat-khau';
