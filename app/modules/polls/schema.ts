export type PollState = 'DRAFT' | 'OPEN' | 'CLOSED';

export const POLL_STATE_NAMES: Record<PollState, string> = {
  DRAFT: 'Chưa mở',
  OPEN: 'Đang biểu quyết',
  CLOSED: 'Đã có kết quả',
};

export const OPTIONS_MAX = 10;

export interface PollView {
  id: number;
  title: string;
  secret: boolean;
  options: string[];
  /** Basis points. */
  quorum: number;
  state: PollState;
  eligible: number | null;
  /** Voted (open) or took a ballot (secret). */
  turnout: number;
  openedAt: string | null;
  closedAt: string | null;
  /** Votes by option, once closed; null before: nobody votes by the others' votes. */
  result: number[] | null;
  quorumReached: boolean | null;
  /** May vote and has not (secret: has not taken a ballot). */
  mayVote: boolean;
  /** Took part. */
  voted: boolean;
  /** One's own open vote. */
  myOption: number | null;
  /** Secret and open: SPKI in base64. */
  publicKey: string | null;
}

/** Whether enough took part, in whole numbers. Nobody who may vote: no quorum can be reached. */
export function reachesQuorum(turnout: number, eligible: number, quorum: number): boolean {
  return eligible > 0 && turnout * 10_000 >= quorum * eligible;
}
