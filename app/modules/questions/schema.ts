export type QuestionState = 'WAITING' | 'SHOWN' | 'ANSWERED' | 'DECLINED';

export const QUESTION_STATES = ['WAITING', 'SHOWN', 'ANSWERED', 'DECLINED'] as const satisfies readonly QuestionState[];

export const QUESTION_STATE_NAMES: Record<QuestionState, string> = {
  WAITING: 'Chờ duyệt',
  SHOWN: 'Đã duyệt',
  ANSWERED: 'Đã trả lời',
  DECLINED: 'Không đưa lên',
};

export const QUESTION_MAX = 1_000;
export const ANSWER_MAX = 4_000;
/** How many of one member may wait at a session: the queue is read by people. */
export const WAITING_MAX = 5;

/** A question as other members see it: no name, no cell. */
export interface ShownQuestion {
  id: number;
  body: string;
  state: QuestionState;
  mine: boolean;
  documentTitle: string | null;
  paragraph: number | null;
  answer: string | null;
  answerSecond: number | null;
  /** Only of one's own. */
  declineReason: string | null;
  createdAt: string;
}

/** The same for the moderator, who also sees from whom it comes. */
export interface QueuedQuestion extends Omit<ShownQuestion, 'mine'> {
  fullName: string;
  unitName: string;
}
