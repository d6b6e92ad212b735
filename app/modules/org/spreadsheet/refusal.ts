import { BAD_NAME, MARKED } from '~/modules/files/words';

// Why a file as a whole cannot be imported: one code, one answer for the person who sent it.

export const REFUSALS = {
  FILE_EMPTY: 'Tệp rỗng, không có dữ liệu nào. Đồng chí hãy mở lại tệp bằng Excel, lưu rồi tải lên.',
  FILE_TOO_LARGE:
    'Tệp lớn hơn 30 MB nên không nhận được. Danh sách đảng viên thường chỉ vài MB: hãy xóa hình ảnh và các trang tính thừa, hoặc chia thành nhiều tệp.',
  NOT_A_SPREADSHEET:
    'Tệp này không phải là bảng tính. Đồng chí hãy mở danh sách bằng Excel rồi lưu dưới dạng .xlsx (Excel Workbook) hoặc .csv (CSV UTF-8) và tải lên lại.',
  FILE_ENCRYPTED:
    'Tệp đang được đặt mật khẩu nên không đọc được. Đồng chí hãy mở tệp, vào Tệp › Thông tin › Bảo vệ sổ làm việc, bỏ mật khẩu, lưu lại rồi tải lên.',
  OLD_XLS:
    'Tệp ở định dạng Excel cũ (.xls). Đồng chí hãy mở bằng Excel, chọn Lưu thành › Excel Workbook (.xlsx) rồi tải lên lại.',
  OTHER_SPREADSHEET:
    'Tệp là bảng tính nhưng ở định dạng chưa hỗ trợ (.ods hoặc .xlsb). Đồng chí hãy lưu thành .xlsx rồi tải lên lại.',
  WEB_PAGE:
    'Tệp thực chất là một trang web được đặt tên như tệp Excel. Đồng chí hãy mở bằng Excel, lưu thành .xlsx rồi tải lên lại.',
  FILE_DAMAGED:
    'Tệp Excel bị hỏng hoặc tải lên chưa trọn vẹn nên không đọc được. Đồng chí hãy mở thử bằng Excel, lưu lại rồi tải lên.',
  SUSPICIOUS_ARCHIVE:
    'Tệp nén bất thường: dung lượng khi mở ra lớn gấp nhiều lần tệp gửi lên, nên bị từ chối để bảo vệ hệ thống. Đồng chí hãy chép riêng bảng danh sách sang một tệp mới rồi tải lên.',
  TOO_MANY_ROWS:
    'Tệp có quá nhiều dòng (tối đa 250.000 dòng một tệp). Đồng chí hãy chia danh sách thành nhiều tệp nhỏ theo đơn vị rồi nhập lần lượt.',
  TEXT_ENCODING:
    'Không đọc được bảng mã chữ của tệp .csv. Đồng chí hãy mở bằng Excel, lưu thành .xlsx hoặc “CSV UTF-8” rồi tải lên lại.',
  SECRET_MARK: MARKED,
  BAD_NAME,
  NO_TABLE:
    'Không tìm thấy bảng dữ liệu trong tệp: không có dòng tiêu đề nào chứa cột “Họ và tên”. Đồng chí hãy kiểm tra dòng tiêu đề của bảng.',
  NO_UNIT_TABLE:
    'Không tìm thấy bảng đơn vị trong tệp: dòng tiêu đề phải có cột mã đơn vị và tên đơn vị. Đồng chí hãy kiểm tra dòng tiêu đề của bảng.',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** The file as a whole is refused; `message` is the Vietnamese answer. */
export class FileRefused extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, options?: { cause?: unknown }) {
    super(REFUSALS[code], options);
    this.name = 'FileRefused';
    this.code = code;
  }
}

export const MAX_FILE_BYTES = 30 * 1024 * 1024;
export const MAX_ROWS = 250_000;
