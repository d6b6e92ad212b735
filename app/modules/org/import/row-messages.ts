/**
 * What can be wrong with a row: Vietnamese, written for whoever keeps the list, and the key of the English text. A row stores code and
 * params; the page words them in its reader's language.
 */
export const ROW_MESSAGES = {
  FORMULA: 'Ô {{cell}} chứa công thức ({{shown}}) nên không nhận. Hãy gõ thẳng giá trị vào ô.',
  NO_NAME: 'Thiếu họ và tên. Hãy điền họ và tên đầy đủ.',
  BAD_NAME: '“{{name}}” không phải là họ tên. Hãy kiểm tra lại ô này.',
  NOT_A_DATE: '“{{text}}” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 02/09/1975, hoặc chỉ ghi năm.',
  NO_SUCH_MONTH: '“{{text}}”: không có tháng {{month}}. Hãy ghi theo thứ tự ngày/tháng/năm.',
  NOT_IN_CALENDAR: 'Ngày {{text}} không có trong lịch. Hãy kiểm tra lại trong hồ sơ đảng viên.',
  BAD_YEAR: '“{{text}}”: năm {{year}} không hợp lệ. Hãy ghi năm đủ bốn chữ số.',
  BAD_AGE: 'Năm sinh {{year}} không hợp lý với đảng viên (tính ra {{age}} tuổi). Hãy kiểm tra lại.',
  BAD_CARD: 'Số thẻ “{{text}}” không đúng mẫu {{digits}} chữ số (ví dụ {{example}}). Hãy kiểm tra lại.',
  NO_IDENTITY: 'Thiếu cả ngày sinh và số thẻ nên không phân biệt được người trùng tên. Hãy điền ít nhất năm sinh.',
  JOINED_TOO_EARLY: 'Ngày vào Đảng ({{day}}) không phù hợp với năm sinh {{year}}. Hãy kiểm tra lại hai ngày này.',
  JOINED_YEAR_ONLY: 'Ngày vào Đảng chỉ có năm {{year}}, chưa ghi vào hệ thống. Có thể bổ sung sau.',
  JOINED_IN_FUTURE: 'Ngày vào Đảng {{day}} ở sau ngày hôm nay. Hãy kiểm tra lại.',
  BAD_KIND: 'Không hiểu “{{text}}”. Hãy ghi “Chính thức” hoặc “Dự bị”.',
  BAD_STATUS: 'Không hiểu tình trạng “{{text}}”. Hãy ghi một trong: {{words}}.',
  TOO_LONG: 'Nội dung dài quá 120 ký tự nên chỉ giữ phần đầu.',
  BAD_EMAIL: 'Bỏ qua địa chỉ thư điện tử “{{text}}” vì không đúng dạng.',
  BAD_PHONE: 'Bỏ qua số điện thoại “{{text}}” vì không đúng dạng.',
  BAD_TIME_ZONE: 'Không có múi giờ “{{text}}”. Ví dụ: Asia/Ho_Chi_Minh, Asia/Tokyo.',
  UNKNOWN_UNIT: 'Không có đơn vị “{{unit}}” trong phạm vi đồng chí quản lý. Hãy kiểm tra lại mã đơn vị.',
  NEED_UNIT: 'Tệp không ghi chi bộ. Hãy chọn chi bộ cho danh sách này ở phần trên của trang.',
  NOT_A_CELL: 'Đảng viên phải thuộc một chi bộ đang hoạt động; “{{unit}}” không nhận đảng viên. Hãy ghi mã chi bộ.',
  DUPLICATE: 'Trùng với dòng {{row}} của tệp này nên không nhập lần thứ hai.',
  CARD_ELSEWHERE:
    'Số thẻ {{card}} đang thuộc một đảng viên ở tổ chức đảng khác. Nếu đồng chí này chuyển sinh hoạt đến, hãy làm thủ tục chuyển trên hệ thống; nếu không, hãy kiểm tra lại số thẻ.',
  CARD_TAKEN: 'Số thẻ {{card}} đã thuộc về đồng chí {{name}} (ngày hoặc năm sinh: {{birth}}). Hãy kiểm tra lại số thẻ.',
  NAMESAKES: 'Có {{count}} đồng chí cùng tên {{name}}, cùng ngày sinh trong chi bộ. Hãy thêm số thẻ để phân biệt.',
  NO_CODE: 'Thiếu mã đơn vị.',
  BAD_CODE: 'Mã “{{text}}” không hợp lệ: chỉ gồm chữ, số, dấu chấm, gạch nối, không quá 40 ký tự.',
  UNIT_NO_NAME: 'Thiếu tên đơn vị.',
  UNIT_LONG_NAME: 'Tên đơn vị dài quá 200 ký tự.',
  UNIT_BAD_KIND: 'Không hiểu loại “{{text}}”. Hãy ghi một trong: {{words}}.',
  BAD_COUNTRY: 'Mã nước “{{text}}” phải gồm hai chữ cái, ví dụ VN, JP.',
  NO_KIND: 'Thiếu loại đơn vị (chi bộ, đảng bộ cơ sở…).',
  DUPLICATE_CODE: 'Mã {{code}} đã có ở dòng {{row}} nên không nhập lần thứ hai.',
  NO_PARENT: 'Không có đơn vị cấp trên “{{parent}}” trong tệp hay trên hệ thống.',
  PARENT_REFUSED: 'Đơn vị cấp trên “{{parent}}” ở dòng {{row}} có lỗi. Hãy sửa dòng đó trước.',
  CYCLE: 'Đơn vị {{code}} và cấp trên “{{parent}}” nằm vòng trong nhau. Hãy kiểm tra cột cấp trên.',
  OUT_OF_SCOPE: 'Đơn vị {{code}} nằm ngoài phạm vi đồng chí quản lý.',
} as const;

export type RowCode = keyof typeof ROW_MESSAGES;
export type RowParams = Record<string, string | number>;

/** The message and what fills its {{placeholders}}, for t(). */
export function rowMessage({ code, params = {} }: { code: RowCode; params?: RowParams }): {
  message: string;
  params: RowParams;
} {
  return { message: ROW_MESSAGES[code], params };
}

/** The Vietnamese sentence, for the command line and for files. */
export function rowText(issue: { code: RowCode; params?: RowParams }): string {
  const { message, params } = rowMessage(issue);
  return message.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(params[name] ?? whole));
}
