/** Words, shapes and the pure rules of presence checks; runs anywhere. */

/** How many a session may have; 0 is none. */
export const CHECK_COUNTS = [2, 3, 4] as const;

export interface CheckRules {
  /** Checks a session. */
  presenceChecks: number;
  /** So many must be met for online and make-up attendance; 0: they are evidence only. */
  presenceChecksNeeded: number;
}

/** What is shorter than this is asked about nothing, seconds. */
const SHORTEST = 60;
/** Each check has a stretch of its own of at least this length, seconds: a short session is asked less often. */
const SHORTEST_STRETCH = 180;
/** No check in the first and last minutes (a tenth of a short session), seconds. */
const LONGEST_EDGE = 300;

export const edgeSeconds = (seconds: number): number => Math.min(LONGEST_EDGE, Math.floor(seconds / 10));

/** How many checks a session of this length really has: at least one, and no more than have room. */
export function plannedChecks(count: number, seconds: number): number {
  if (count <= 0 || seconds < SHORTEST) return 0;
  const room = Math.floor((seconds - 2 * edgeSeconds(seconds)) / SHORTEST_STRETCH);
  return Math.max(1, Math.min(count, room));
}

/** How many must be met in a session of this length: always one fewer than are asked, at most. */
export function neededChecks({ presenceChecks, presenceChecksNeeded }: CheckRules, seconds: number): number {
  return Math.max(0, Math.min(presenceChecksNeeded, plannedChecks(presenceChecks, seconds) - 1));
}

/** A session whose end nobody has stated is planned as so long, seconds. */
const UNSTATED_SECONDS = 2 * 3600;

/** How long a session was announced to be, whole seconds. */
export function scheduledSeconds({
  startsAt,
  endsAt,
}: {
  startsAt: string | Date;
  endsAt: string | Date | null;
}): number {
  if (endsAt === null) return UNSTATED_SECONDS;
  const seconds = Math.floor((new Date(endsAt).getTime() - new Date(startsAt).getTime()) / 1000);
  return seconds > 0 ? seconds : UNSTATED_SECONDS;
}

/** A check as it is stored. Moments are ISO. */
export interface StoredCheck {
  number: number;
  /** Second of the timeline. */
  at: number;
  askedAt: string;
  answerBy: string;
  answeredAt: string | null;
  deliveredAt: string | null;
  explanation: string | null;
  explainedAt: string | null;
  accepted: boolean | null;
  decisionReason: string | null;
  decidedByName: string | null;
}

export const CHECK_STATES = ['OPEN', 'ANSWERED', 'LATE', 'MISSED', 'EXPLAINED', 'ACCEPTED', 'DECLINED'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** Words of the states on the screen. */
export const CHECK_STATE_NAMES = {
  OPEN: 'Đang chờ trả lời',
  ANSWERED: 'Đã trả lời',
  LATE: 'Trả lời kịp, gửi đến muộn do mất mạng',
  MISSED: 'Chưa trả lời',
  EXPLAINED: 'Đã giải trình, chờ xem xét',
  ACCEPTED: 'Giải trình được chấp nhận',
  DECLINED: 'Giải trình không được chấp nhận',
} as const satisfies Record<CheckState, string>;

export function checkState(check: StoredCheck, now: Date): CheckState {
  if (check.answeredAt !== null) return check.deliveredAt === null ? 'ANSWERED' : 'LATE';
  if (check.accepted !== null) return check.accepted ? 'ACCEPTED' : 'DECLINED';
  if (check.explainedAt !== null) return 'EXPLAINED';
  return new Date(check.answerBy) >= now ? 'OPEN' : 'MISSED';
}

/** Answered in time, or an explanation that was accepted. */
export const isMet = (check: Pick<StoredCheck, 'answeredAt' | 'accepted'>): boolean =>
  check.answeredAt !== null || check.accepted === true;

/** An answer that was tapped in time counts when it arrives within this time after the end, milliseconds: a link that was away. */
export const LATE_DELIVERY_MS = 10 * 60_000;

/** Where the player asks for and answers checks. */
export const CHECKS_ADDRESS = '/api/presence/checks';
/** The header of a beat's answer that tells of checks that are near. */
export const CHECKS_HEADER = 'presence-checks';

/** What the server says to somebody who asks for a check or answers one. */
export interface CheckReply {
  /** `WAIT`: not yet, ask again in `retryMs`. */
  state: 'OPEN' | 'ANSWERED' | 'MISSED' | 'WAIT';
  number: number;
  /** OPEN: what is left of the time to answer. */
  leftMs?: number;
  retryMs?: number;
}

/** Somebody whose explanations nobody has decided about yet. */
export interface WaitingExplanation {
  memberId: number;
  fullName: string;
  count: number;
}

/** The session page's view of one member's checks. */
export interface SessionChecks extends CheckRules {
  /** How many this session has, by its length. */
  planned: number;
  /** How many of them must be met; 0: evidence only. */
  needed: number;
  met: number;
  /** Seconds to answer. */
  answerSeconds: number;
  rows: (StoredCheck & { state: CheckState })[];
  /** The one that stands now. */
  open: { number: number; leftMs: number } | null;
  /** Tokens of moments that were watched without being asked: put when something plays. */
  due: string[];
  /** A missed one can still be explained. */
  explainable: boolean;
}
