/**
 * What can be wrong with a GIFT file. Messages are natural i18n keys: Vietnamese with {{placeholders}}, so that the page
 * translates them and the command line only fills them in.
 */

export const GIFT_ERRORS = {
  NOT_TEXT:
    'Tệp không phải văn bản UTF-8 (có thể là tệp Word hoặc Excel). Đồng chí hãy lưu lại thành tệp văn bản .gift, mã UTF-8.',
  TOO_LARGE: 'Tệp lớn hơn {{limit}} MB. Đồng chí hãy chia tệp thành nhiều phần nhỏ hơn.',
  TOO_MANY: 'Tệp có hơn {{limit}} câu hỏi. Đồng chí hãy chia tệp thành nhiều ngân hàng.',
  EMPTY: 'Tệp không có câu hỏi nào.',
  BAD_CATEGORY: 'Dòng $CATEGORY không có tên nhóm. Đồng chí hãy ghi tên nhóm sau dấu hai chấm.',
  UNCLOSED_TITLE: 'Mã câu hỏi mở bằng :: nhưng không đóng bằng ::.',
  NO_STEM: 'Câu hỏi không có lời hỏi.',
  NO_ANSWERS: 'Không tìm thấy phần đáp án trong ngoặc { }.',
  UNCLOSED_BRACE: 'Phần đáp án mở bằng { nhưng không đóng bằng }.',
  STRAY_BRACE: 'Có dấu ngoặc { hoặc } thừa. Nếu là một phần của câu chữ, hãy viết \\{ hoặc \\}.',
  TEXT_BEFORE_ANSWERS: 'Trong ngoặc có chữ “{{text}}” đứng trước dấu = hoặc ~ đầu tiên.',
  EMPTY_CHOICE: 'Có một phương án để trống.',
  REPEATED_CHOICE: 'Phương án “{{text}}” xuất hiện hai lần.',
  TOO_FEW_CHOICES: 'Câu chọn đáp án cần ít nhất hai phương án.',
  TOO_MANY_CHOICES: 'Câu hỏi có hơn {{limit}} phương án.',
  NO_RIGHT_CHOICE:
    'Không có phương án đúng nào: đặt dấu = trước phương án đúng hoặc ghi trọng số dương cho câu nhiều đáp án.',
  BAD_WEIGHT: 'Trọng số “{{text}}” không hợp lệ: phải là số từ -100 đến 100, tối đa 5 chữ số thập phân.',
  WEIGHTS_NOT_100: 'Tổng trọng số dương là {{sum}}%, phải bằng 100%.',
  BAD_NUMBER: 'Đáp án số “{{text}}” không hợp lệ: viết số, số:dung sai hoặc nhỏ..lớn.',
  BAD_RANGE: 'Khoảng “{{text}}” có số đầu lớn hơn số cuối.',
  NO_FULL_ANSWER: 'Không có đáp án nào được trọn điểm (100%).',
  WILDCARD: 'Đáp án “{{text}}” có dấu *: dấu thay thế chưa được hỗ trợ. Hãy liệt kê từng cách viết.',
  MIXED_MATCHING: 'Câu nối: phương án “{{text}}” không có dấu -> và vế phải.',
  TOO_FEW_PAIRS: 'Câu nối cần ít nhất hai cặp.',
  EMPTY_PAIR: 'Câu nối có một cặp thiếu vế trái hoặc vế phải.',
  REPEATED_LEFT: 'Câu nối có vế trái “{{text}}” xuất hiện hai lần.',
  TOO_LONG: 'Câu hỏi dài hơn {{limit}} ký tự.',
  REPEATED_CODE: 'Mã câu hỏi đã dùng ở dòng {{line}} của tệp. Mỗi câu phải có một mã riêng.',
} as const;

export type GiftErrorCode = keyof typeof GIFT_ERRORS;

/** One thing wrong in a file. `line` is 1-based, as editors show it; `question` is the code when it could be read. */
export type GiftProblem = {
  line: number;
  question: string | null;
  code: GiftErrorCode;
  params: Record<string, string | number>;
};

/** The only error the parser raises, caught per question. */
export class GiftError extends Error {
  constructor(
    readonly code: GiftErrorCode,
    /** Offset in the text of the file. */
    readonly offset: number,
    readonly params: Record<string, string | number> = {},
  ) {
    super(code);
    this.name = 'GiftError';
  }
}

/** The Vietnamese sentence with its values, for the command line and logs. */
export function giftMessage(problem: Pick<GiftProblem, 'code' | 'params'>): string {
  return GIFT_ERRORS[problem.code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(problem.params[name] ?? ''));
}
