/**
 * What a campaign asks of one member, what is met, and what comes next. Pure; times are moments, lengths are whole seconds.
 * The verdict itself is attendance's (`outcome.studied`); this only explains the way there.
 */
import { reachesThreshold } from '~/modules/attendance/schema';
import type { CampaignState, RosterReason } from './schema';

export interface SessionProgress {
  id: number;
  position: number;
  title: string;
  topic: string;
  lecturer: string;
  lecturerTitle: string;
  startsAt: string;
  endsAt: string | null;
  /** Length of the recording; null: none published yet. */
  timelineSeconds: number | null;
  covered: number;
  /** 0 not attended, 1 hall, 2 online, 3 make-up. */
  way: number;
}

export interface QuizProgress {
  questionCount: number;
  minutes: number;
  attempts: number;
  /** Basis points. */
  passMark: number;
  afterCoverage: boolean;
  opensAt: string | null;
  closesAt: string | null;
  attemptsUsed: number;
  /** The attempt whose clock is running. */
  ongoing: { number: number; endsAt: string } | null;
  /** Best mark, basis points; null: nothing submitted. */
  best: number | null;
  passed: boolean;
}

export interface DocumentProgress {
  code: string;
  kind: string;
  referenceNumber: string | null;
  title: string;
  issuer: string | null;
  issuedOn: string | null;
  readAt: string | null;
}

export interface MemberCampaign {
  code: string;
  title: string;
  description: string;
  state: CampaignState;
  opensAt: string | null;
  deadlineAt: string;
  deadlineTimeZone: string;
  closedAt: string | null;
  /** Basis points. */
  coverageThreshold: number;
  quizRequired: boolean;
  rosterReason: RosterReason | null;
  studied: boolean;
  excused: boolean;
  documents: DocumentProgress[];
  sessions: SessionProgress[];
  quiz: QuizProgress | null;
}

export type SessionState = 'done' | 'started' | 'ready' | 'upcoming' | 'noRecording';
export type QuizState = 'passed' | 'running' | 'ready' | 'retry' | 'locked' | 'notOpen' | 'closed' | 'usedUp';

export function sessionState(session: SessionProgress, coverageThreshold: number, now: Date): SessionState {
  if (session.way > 0) return 'done';
  if (session.timelineSeconds === null) return new Date(session.startsAt) > now ? 'upcoming' : 'noRecording';
  if (reachesThreshold(session.covered, session.timelineSeconds, coverageThreshold)) return 'done';
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
  const covered = campaign.sessions.every((s) => sessionState(s, campaign.coverageThreshold, now) === 'done');
  if (quiz.afterCoverage && !covered) return 'locked';
  return quiz.best === null ? 'ready' : 'retry';
}

export type NextStep =
  | { kind: 'attempt'; campaign: MemberCampaign; number: number; endsAt: string }
  | { kind: 'upcoming'; campaign: MemberCampaign; session: SessionProgress }
  | { kind: 'watch'; campaign: MemberCampaign; session: SessionProgress }
  | { kind: 'quiz'; campaign: MemberCampaign; retry: boolean }
  | { kind: 'read'; campaign: MemberCampaign; document: DocumentProgress };

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
    campaign.sessions.filter((s) => sessionState(s, campaign.coverageThreshold, now) === state);
  for (const campaign of todo) {
    const session = sessionsIn(campaign, 'upcoming').find(
      (s) => new Date(s.startsAt).getTime() - now.getTime() <= SOON_MS,
    );
    if (session) return { kind: 'upcoming', campaign, session };
  }
  for (const campaign of todo) {
    const session = sessionsIn(campaign, 'started')[0] ?? sessionsIn(campaign, 'ready')[0];
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
