// Read by member pages: words and types only.

export const REQUEST_KINDS = ['CORRECTION', 'OBJECTION', 'QUESTION'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** On screen; translation keys. */
export const REQUEST_KIND_NAMES: Record<RequestKind, string> = {
  CORRECTION: 'Đề nghị sửa thông tin',
  OBJECTION: 'Phản đối việc xử lý dữ liệu',
  QUESTION: 'Hỏi về dữ liệu của tôi',
};

export const REQUEST_STATES = ['RECEIVED', 'ANSWERED', 'DONE', 'REFUSED', 'WITHDRAWN'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const REQUEST_STATE_NAMES: Record<RequestState, string> = {
  RECEIVED: 'Mới gửi, chờ trả lời',
  ANSWERED: 'Đã trả lời, đang giải quyết',
  DONE: 'Đã giải quyết xong',
  REFUSED: 'Không thực hiện được',
  WITHDRAWN: 'Đã rút',
};

export const isOpenState = (state: RequestState): boolean => state === 'RECEIVED' || state === 'ANSWERED';

/** Working days from receipt: to the first answer, and to the end. */
export const ANSWER_DAYS = 2;
export const FINISH_DAYS: Record<RequestKind, number> = { CORRECTION: 10, OBJECTION: 20, QUESTION: 10 };

/** What a member can ask to have corrected, in the words of the member form. Status and cell are the cell's own decisions: asked in words. */
export const CORRECTABLE_FIELDS = [
  'fullName',
  'birth',
  'cardNumber',
  'joinedOn',
  'partyPosition',
  'governmentPosition',
  'email',
  'phone',
] as const;
export type CorrectableField = (typeof CORRECTABLE_FIELDS)[number];
export type Proposal = Partial<Record<CorrectableField, string>>;

export const CORRECTABLE_NAMES: Record<CorrectableField, string> = {
  fullName: 'Họ và tên',
  birth: 'Ngày sinh',
  cardNumber: 'Số thẻ đảng viên',
  joinedOn: 'Ngày vào Đảng',
  partyPosition: 'Chức vụ Đảng',
  governmentPosition: 'Chức vụ chính quyền',
  email: 'Thư điện tử',
  phone: 'Điện thoại',
};
