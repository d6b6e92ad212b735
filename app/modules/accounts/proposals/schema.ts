/** A proposal that nobody decided about in this time has no effect any more. */
export const PROPOSAL_DAYS = 14;
export const NOTE_LENGTH = 500;

export const PROPOSAL_STATES = ['PENDING', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'EXPIRED'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** In the words of the screen; translation keys. */
export const PROPOSAL_STATE_NAMES: Record<ProposalState, string> = {
  PENDING: 'Chờ duyệt',
  APPROVED: 'Đã duyệt',
  REFUSED: 'Không duyệt',
  WITHDRAWN: 'Đã rút',
  EXPIRED: 'Quá hạn duyệt',
};

export const PROPOSAL_ORDERS = { duyet: 'APPROVED', 'khong-duyet': 'REFUSED', rut: 'WITHDRAWN' } as const;
export type ProposalOrder = keyof typeof PROPOSAL_ORDERS;
export const isProposalOrder = (value: unknown): value is ProposalOrder =>
  typeof value === 'string' && Object.hasOwn(PROPOSAL_ORDERS, value);

/** Why one may not decide about a proposal oneself; translation keys. */
export const WHY_NOT = {
  proposer: 'Đồng chí là người đề nghị nên cần một người khác duyệt. Đồng chí có thể rút đề nghị.',
  holder: 'Đây là vai trò giao cho chính đồng chí nên cần người khác duyệt.',
} as const;
