export const RETENTION_RULES = [
  'coverage',
  'imports',
  'exports',
  'auth-sessions',
  'uploads',
  'mail',
  'resets',
  'key-issues',
  'audit',
  'results',
] as const;
export type RetentionRuleId = (typeof RETENTION_RULES)[number];

export interface RetentionRule {
  /** What is kept; the words of the screen, translation keys. */
  what: string;
  /** Since when the days count. */
  since: string;
  /** Null: nothing is removed by itself. */
  days: number | null;
  /** What happens then. */
  outcome: string;
}

/** How long what is kept. The one table: the job carries it out, the page of administrators and docs/luu-giu-du-lieu.md show it. */
export const RETENTION: Record<RetentionRuleId, RetentionRule> = {
  coverage: {
    what: 'Chi tiết từng đoạn đã theo dõi, giờ trả lời câu hỏi theo dõi',
    since: 'sau khi báo cáo của đợt được phát hành và đợt đã kết thúc',
    days: 90,
    outcome: 'Chỉ còn tổng thời gian; kết quả, bảng tổng hợp và báo cáo không đổi.',
  },
  imports: {
    what: 'Tệp danh sách đã nhập và từng dòng của nó',
    since: 'sau lần thay đổi cuối của lượt nhập',
    days: 7,
    outcome: 'Xóa tệp và các dòng; giữ số lượng và mã kiểm của tệp.',
  },
  exports: {
    what: 'Bản PDF dữ liệu của từng người',
    since: 'sau khi lập',
    days: 7,
    outcome: 'Xóa tệp.',
  },
  'auth-sessions': {
    what: 'Phiên đăng nhập đã hết hạn hoặc đã đăng xuất',
    since: 'sau khi hết',
    days: 30,
    outcome: 'Xóa; lần đăng nhập vẫn còn trong nhật ký.',
  },
  uploads: {
    what: 'Thông tin về tệp tải lên bị từ chối',
    since: 'sau khi bị từ chối',
    days: 30,
    outcome: 'Xóa.',
  },
  mail: {
    what: 'Thư đi',
    since: 'sau khi viết',
    days: 30,
    outcome: 'Xóa; nội dung đã xóa ngay sau khi gửi.',
  },
  resets: {
    what: 'Mã và liên kết đặt lại mật khẩu',
    since: 'sau khi hết hạn',
    days: 30,
    outcome: 'Xóa; việc cấp và dùng vẫn còn trong nhật ký.',
  },
  'key-issues': {
    what: 'Ghi nhận ai đã nhận khóa của bài giảng nào và mã trên hình',
    since: 'sau lần nhận cuối',
    days: 365,
    outcome: 'Xóa; từ đó mã trên hình cũ không còn tra được.',
  },
  audit: {
    what: 'Nhật ký',
    since: '',
    days: null,
    outcome: 'Giữ ít nhất 12 tháng; hệ thống không tự xóa.',
  },
  results: {
    what: 'Kết quả học tập, số liệu đã chốt, báo cáo, thông báo đã đọc, yêu cầu về dữ liệu',
    since: '',
    days: null,
    outcome: 'Giữ theo quy định về lưu trữ; hệ thống không tự xóa.',
  },
};
