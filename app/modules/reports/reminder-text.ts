interface Reminder {
  cell: string;
  campaign: string;
  /** `17:00 30/11/2026 (giờ Hà Nội)`. */
  deadline: string;
  /** When the figures were read, with its clock. */
  at: string;
  required: number;
  members: readonly { fullName: string; missing: readonly string[] }[];
  /** Where members sign in. */
  address: string;
  /** Names stay out of groups that others read. */
  names: boolean;
}

/** A message the secretary pastes into a chat or an SMS: Vietnamese, plain lines. Sent by nobody but the secretary. */
export function reminderText(reminder: Reminder): string {
  const { cell, campaign, deadline, at, required, members, address, names } = reminder;
  const head = [
    `Kính gửi các đồng chí ${cell},`,
    `Đợt học tập “${campaign}”: hạn hoàn thành ${deadline}.`,
    `Đến ${at}, còn ${members.length}/${required} đồng chí chưa hoàn thành${names ? ':' : '.'}`,
  ];
  const list = names ? members.map((member, i) => `${i + 1}. ${member.fullName}: ${member.missing.join('; ')}`) : [];
  return [...head, ...list, `Đề nghị các đồng chí đăng nhập Điểm Cầu để hoàn thành: ${address}`].join('\n');
}
