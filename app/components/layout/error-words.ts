import type { ErrorData } from '~/platform/errors';

export interface ErrorWords {
  title: string;
  /** What to do, unless the failure brought its own sentence. */
  advice: string;
  params?: Record<string, string | number>;
}

// Titles say what happened, advice what to do. All are translation keys.
const BY_STATUS: Record<number, ErrorWords> = {
  400: {
    title: 'Yêu cầu không đúng dạng',
    advice: 'Đồng chí hãy quay lại trang trước, tải lại rồi thử lại.',
  },
  401: {
    title: 'Đồng chí chưa đăng nhập',
    advice: 'Phiên đăng nhập có thể đã hết hạn. Đồng chí hãy đăng nhập lại để tiếp tục.',
  },
  403: {
    title: 'Đồng chí chưa được giao quyền này',
    advice: 'Nếu cần dùng chức năng này, đồng chí hãy đề nghị quản trị đơn vị giao quyền.',
  },
  404: {
    title: 'Không tìm thấy trang này',
    advice:
      'Địa chỉ có thể đã thay đổi, hoặc đồng chí không được xem nội dung này. Hãy quay lại trang trước hoặc về Trang của tôi.',
  },
  409: {
    title: 'Nội dung vừa được người khác thay đổi',
    advice: 'Đồng chí hãy tải lại trang để xem nội dung mới nhất rồi thực hiện lại.',
  },
  410: {
    title: 'Nội dung này không còn nữa',
    advice: 'Đồng chí hãy quay lại trang trước.',
  },
  413: {
    title: 'Nội dung gửi lên quá lớn',
    advice: 'Đồng chí hãy chọn tệp nhỏ hơn rồi gửi lại.',
  },
  429: {
    title: 'Đồng chí thao tác quá nhanh',
    advice: 'Hãy chờ ít phút rồi thử lại.',
  },
  503: {
    title: 'Hệ thống đang bận',
    advice: 'Đồng chí hãy chờ một lát rồi tải lại trang. Những gì đã lưu vẫn còn nguyên.',
  },
};

const UNEXPECTED: ErrorWords = {
  title: 'Có lỗi ngoài dự kiến',
  advice: 'Lỗi đã được ghi lại. Đồng chí hãy thử lại; nếu vẫn gặp lỗi, hãy báo cho quản trị kèm mã dưới đây.',
};

export const OFFLINE: ErrorWords = {
  title: 'Mất kết nối mạng',
  advice: 'Đồng chí hãy kiểm tra mạng rồi bấm Tải lại. Những gì đã lưu vẫn còn nguyên.',
};

export const RENDER_FAILED: ErrorWords = {
  title: 'Trang không hiển thị được',
  advice: 'Đồng chí hãy bấm Tải lại. Nếu vẫn gặp lỗi, hãy báo cho quản trị.',
};

/** The words for a failure: the status gives the title, the failure's own sentence (when it has one) the advice. */
export function errorWords(status: number, data: Partial<ErrorData> | null | undefined): ErrorWords {
  const known = BY_STATUS[status];
  if (!known && (status >= 500 || status < 400)) return UNEXPECTED;
  const base = known ?? { title: 'Chưa thực hiện được', advice: 'Đồng chí hãy kiểm tra lại rồi thử lại.' };
  if (!data?.message || data.code === 'NOT_FOUND') return base;
  return { title: base.title, advice: data.message, params: data.params };
}
