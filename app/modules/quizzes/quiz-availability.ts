/** Whether a member may take the quiz now, and if not, what is missing. Pure. */
import { GRACE_MS } from './schema';

export type QuizWindow = { opensAt: Date | null; closesAt: Date };

/**
 * The window: the quiz's own times, else the campaign's. A campaign that was closed early closes its quiz with it.
 */
export function quizWindow(
  quiz: { opensAt: Date | null; closesAt: Date | null },
  campaign: { opensAt: Date | null; deadlineAt: Date; closedAt: Date | null },
): QuizWindow {
  const closesAt = quiz.closesAt ?? campaign.deadlineAt;
  return {
    opensAt: quiz.opensAt ?? campaign.opensAt,
    closesAt: campaign.closedAt && campaign.closedAt < closesAt ? campaign.closedAt : closesAt,
  };
}

/** The instant an attempt is over: its own end, or the window's when that was moved forward. */
export function attemptEnd(endsAt: Date, window: QuizWindow): Date {
  return endsAt < window.closesAt ? endsAt : window.closesAt;
}

/** Right answers may be shown only when no answer can be taken any more, anybody's: after the window and its grace. */
export function keyIsPublic(window: QuizWindow, now: Date): boolean {
  return now.getTime() >= window.closesAt.getTime() + GRACE_MS;
}

export type QuizAvailability =
  | 'NOT_ON_ROSTER'
  | 'CAMPAIGN_NOT_OPEN'
  | 'NOT_YET'
  | 'CLOSED'
  | 'COVERAGE_MISSING'
  | 'NO_QUESTIONS'
  | 'NO_ATTEMPTS_LEFT'
  | 'IN_PROGRESS'
  | 'READY';

/** The first thing that stands in the way, in the order a member can do something about it. */
export function quizAvailability(facts: {
  now: Date;
  window: QuizWindow;
  campaignState: 'DRAFT' | 'OPEN' | 'CLOSED';
  onRoster: boolean;
  afterCoverage: boolean;
  missingSessions: number;
  drawable: number;
  attemptsAllowed: number;
  attemptsStarted: number;
  running: boolean;
}): QuizAvailability {
  const { now, window } = facts;
  if (!facts.onRoster) return 'NOT_ON_ROSTER';
  if (facts.running) return 'IN_PROGRESS';
  if (facts.campaignState === 'DRAFT') return 'CAMPAIGN_NOT_OPEN';
  if (now >= window.closesAt || facts.campaignState === 'CLOSED') return 'CLOSED';
  if (window.opensAt && now < window.opensAt) return 'NOT_YET';
  if (facts.attemptsStarted >= facts.attemptsAllowed) return 'NO_ATTEMPTS_LEFT';
  if (facts.afterCoverage && facts.missingSessions > 0) return 'COVERAGE_MISSING';
  if (facts.drawable === 0) return 'NO_QUESTIONS';
  return 'READY';
}
