export type OutgoingMailState = 'QUEUED' | 'HELD' | 'SENT' | 'FAILED';

/** On screen; translation keys. */
export const MAIL_STATE_NAMES: Record<OutgoingMailState, string> = {
  QUEUED: 'Đang chờ gửi',
  HELD: 'Giữ lại, chưa có máy chủ thư',
  SENT: 'Đã gửi',
  FAILED: 'Không gửi được',
};

/** After so many tries a message is given up. */
export const MAIL_TRIES = 6;
