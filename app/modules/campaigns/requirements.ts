/**
 * What a campaign asks of one member, what is met, and what comes next. Pure; times are moments, lengths are whole seconds.
 * The verdict itself is attendance's (`outcome.studied`); this only explains the way there.
 */
import { neededSeconds, reachesThreshold } from '~/modules/attendance/schema';
import { type CheckRules, neededChecks, scheduledSeconds } from '~/modules/presence-checks/schema';
import type { MemberCampaign, MemberCampaignView, NextStep, QuizState, SessionProgress, SessionState } from './schema';

type SessionRules = CheckRules & Pick<MemberCampaign, 'coverageThreshold'>;

export function sessionState(session: SessionProgress, rules: SessionRules, now: Date): SessionState {
  if (session.way > 0) return 'done';
  if (session.timelineSeconds === null) return new Date(session.startsAt) > now ? 'upcoming' : 'noRecording';
  if (reachesThreshold(session.covered, session.timelineSeconds, rules.coverageThreshold)) {
    return session.checksMet >= neededChecks(rules, session.timelineSeconds) ? 'done' : 'checks';
  }
  return session.covered > 0 ? 'started' : 'ready';
}

export function quizState(campaign: MemberCampaign, now: Date): QuizState | null {
  const quiz = campaign.quiz;
  if (!quiz) return null;
  if (quiz.passed) return 'passed';
  if (quiz.ongoing && new Date(quiz.ongoing.endsAt) > now) return 'running';
  if (quiz.attemptsUsed >= quiz.attempts) return 'usedUp';
  const opensAt = quiz.opensAt ?? campaign.opensAt;
  if (opensAt && new Date(opensAt) > now) return 'notOpen';
  if (new Date(quiz.closesAt ?? campaign.deadlineAt) <= now || campaign.state !== 'OPEN') return 'closed';
  const covered = campaign.sessions.every((s) => sessionState(s, campaign, now) === 'done');
  if (quiz.afterCoverage && !covered) return 'locked';
  return quiz.best === null ? 'ready' : 'retry';
}

/** A session that starts within this time goes before catching up on an older one. */
const SOON_MS = 2 * 3_600_000;

/** The one thing to do first, over all open campaigns: a running clock, then what starts soon, then the nearest deadline's. */
export function nextStep(campaigns: MemberCampaign[], now: Date): NextStep | null {
  const open = campaigns
    .filter((c) => c.state === 'OPEN' && c.rosterReason === 'REQUIRED')
    .sort((a, b) => a.deadlineAt.localeCompare(b.deadlineAt));
  for (const campaign of open) {
    const ongoing = campaign.quiz?.ongoing;
    if (ongoing && quizState(campaign, now) === 'running') return { kind: 'attempt', campaign, ...ongoing };
  }
  const todo = open.filter((c) => !c.studied);
  const sessionsIn = (campaign: MemberCampaign, state: SessionState) =>
    campaign.sessions.filter((s) => sessionState(s, campaign, now) === state);
  for (const campaign of todo) {
    const session = sessionsIn(campaign, 'upcoming').find(
      (s) => new Date(s.startsAt).getTime() - now.getTime() <= SOON_MS,
    );
    if (session) return { kind: 'upcoming', campaign, session };
  }
  for (const campaign of todo) {
    const session =
      sessionsIn(campaign, 'started')[0] ?? sessionsIn(campaign, 'ready')[0] ?? sessionsIn(campaign, 'checks')[0];
    if (session) return { kind: 'watch', campaign, session };
    const quiz = quizState(campaign, now);
    if (quiz === 'ready' || quiz === 'retry') return { kind: 'quiz', campaign, retry: quiz === 'retry' };
  }
  for (const campaign of todo) {
    const session = sessionsIn(campaign, 'upcoming')[0];
    if (session) return { kind: 'upcoming', campaign, session };
  }
  for (const campaign of todo) {
    const document = campaign.documents.find((d) => d.readAt === null);
    if (document) return { kind: 'read', campaign, document };
  }
  return null;
}

/** The campaign with every state worked out, as the member's pages show it. */
export function viewOf(campaign: MemberCampaign, now: Date): MemberCampaignView {
  return {
    ...campaign,
    quizState: quizState(campaign, now),
    sessions: campaign.sessions.map((session) => ({
      ...session,
      state: sessionState(session, campaign, now),
      needed:
        session.timelineSeconds === null ? null : neededSeconds(session.timelineSeconds, campaign.coverageThreshold),
      checksNeeded: neededChecks(campaign, session.timelineSeconds ?? scheduledSeconds(session)),
    })),
  };
}
