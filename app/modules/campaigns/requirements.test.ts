import { describe, expect, test } from '@jest/globals';
import { nextStep, quizState, sessionState } from './requirements';
import type { MemberCampaign, SessionProgress } from './schema';

const now = new Date('2026-11-22T03:00:00Z');
const hours = (h: number) => new Date(now.getTime() + h * 3_600_000).toISOString();
const session = (change: Partial<SessionProgress> = {}): SessionProgress => ({
  id: 1,
  position: 1,
  title: 'Buổi',
  topic: 'Chuyên đề 1',
  lecturer: '',
  lecturerTitle: '',
  startsAt: hours(-24),
  endsAt: hours(-22),
  timelineSeconds: 67,
  covered: 0,
  way: 0,
  checksMet: 0,
  ...change,
});
const quiz = {
  questionCount: 10,
  minutes: 15,
  attempts: 2,
  passMark: 7000,
  afterCoverage: true,
  opensAt: null,
  closesAt: null,
  attemptsUsed: 0,
  ongoing: null,
  best: null,
  passed: false,
};
const done = session({ covered: 67 });
const campaign = (change: Partial<MemberCampaign> = {}): MemberCampaign => ({
  code: 'c',
  title: 'Đợt',
  description: '',
  state: 'OPEN',
  opensAt: hours(-48),
  deadlineAt: hours(240),
  deadlineTimeZone: 'Asia/Ho_Chi_Minh',
  closedAt: null,
  coverageThreshold: 8000,
  presenceChecks: 0,
  presenceChecksNeeded: 0,
  quizRequired: true,
  rosterReason: 'REQUIRED',
  studied: false,
  excused: false,
  documents: [],
  sessions: [session()],
  quiz,
  ...change,
});

describe('a session', () => {
  test.each<[string, Partial<SessionProgress>, string]>([
    ['untouched', {}, 'ready'],
    ['one second short of 80 % of 67 s', { covered: 53 }, 'started'],
    ['exactly enough', { covered: 54 }, 'done'],
    ['attended in the hall', { way: 1 }, 'done'],
    ['without a recording, still to come', { timelineSeconds: null, startsAt: hours(5) }, 'upcoming'],
    ['without a recording, over', { timelineSeconds: null }, 'noRecording'],
    ['to come, but its recording is there', { startsAt: hours(5) }, 'ready'],
  ])('%s', (_name, change, state) => expect(sessionState(session(change), campaign(), now)).toBe(state));

  test.each<[string, Partial<SessionProgress>, string]>([
    ['watched, no check met', { covered: 5400 }, 'checks'],
    ['watched, one check of two', { covered: 5400, checksMet: 1 }, 'checks'],
    ['watched, two of two', { covered: 5400, checksMet: 2 }, 'done'],
    ['too little watched, all checks met', { covered: 100, checksMet: 3 }, 'started'],
    ['in the hall', { way: 1 }, 'done'],
  ])('where presence checks must be met: %s', (_name, change, state) => {
    const rules = campaign({ presenceChecks: 3, presenceChecksNeeded: 2 });
    expect(sessionState(session({ timelineSeconds: 5400, ...change }), rules, now)).toBe(state);
  });
  test('where they are evidence only, they hold nothing up', () => {
    const rules = campaign({ presenceChecks: 3 });
    expect(sessionState(session({ timelineSeconds: 5400, covered: 5400 }), rules, now)).toBe('done');
  });
});

describe('the quiz', () => {
  test.each<[string, Partial<MemberCampaign>, string | null]>([
    ['waits for the sessions', {}, 'locked'],
    ['opens after them', { sessions: [done] }, 'ready'],
    ['need not wait when the rules say so', { quiz: { ...quiz, afterCoverage: false } }, 'ready'],
    ['may be tried again', { sessions: [done], quiz: { ...quiz, attemptsUsed: 1, best: 5000 } }, 'retry'],
    ['is used up', { sessions: [done], quiz: { ...quiz, attemptsUsed: 2, best: 5000 } }, 'usedUp'],
    [
      'is passed, whatever came later',
      { sessions: [done], deadlineAt: hours(-1), quiz: { ...quiz, attemptsUsed: 2, best: 9000, passed: true } },
      'passed',
    ],
    ['runs', { quiz: { ...quiz, attemptsUsed: 1, ongoing: { number: 1, endsAt: hours(0.1) } } }, 'running'],
    ['closed with the deadline', { sessions: [done], deadlineAt: hours(-1) }, 'closed'],
    ['is not open yet', { sessions: [done], quiz: { ...quiz, opensAt: hours(1) } }, 'notOpen'],
    ['is not part of the campaign', { quiz: null }, null],
  ])('%s', (_name, change, state) => expect(quizState(campaign(change), now)).toBe(state));
});

describe('the next thing', () => {
  test.each<[string, MemberCampaign[], string | null]>([
    ['nothing', [], null],
    ['watch', [campaign()], 'watch'],
    ['the quiz after watching', [campaign({ sessions: [done] })], 'quiz'],
    [
      'a running attempt before everything',
      [campaign(), campaign({ code: 'd', quiz: { ...quiz, ongoing: { number: 1, endsAt: hours(0.1) } } })],
      'attempt',
    ],
    [
      'a session that starts within two hours before catching up',
      [campaign({ sessions: [session(), session({ id: 2, timelineSeconds: null, startsAt: hours(1) })] })],
      'upcoming',
    ],
    [
      'catching up before a session tomorrow',
      [campaign({ sessions: [session(), session({ id: 2, timelineSeconds: null, startsAt: hours(24) })] })],
      'watch',
    ],
    [
      'a session tomorrow when nothing else is left',
      [campaign({ sessions: [done, session({ id: 2, timelineSeconds: null, startsAt: hours(24) })] })],
      'upcoming',
    ],
    ['nothing when all is studied', [campaign({ studied: true, sessions: [done] })], null],
    ['nothing for the exempt', [campaign({ rosterReason: 'EXEMPT' })], null],
    ['nothing in a closed campaign', [campaign({ state: 'CLOSED' })], null],
  ])('%s', (_name, campaigns, kind) => expect(nextStep(campaigns, now)?.kind ?? null).toBe(kind));

  test('a session already begun goes before an untouched one, the nearer deadline before the later', () => {
    const a = campaign({ code: 'xa', deadlineAt: hours(500) });
    const b = campaign({
      code: 'gan',
      deadlineAt: hours(50),
      sessions: [session({ id: 1 }), session({ id: 2, covered: 10 })],
    });
    const step = nextStep([a, b], now);
    expect(step).toMatchObject({ kind: 'watch', campaign: { code: 'gan' }, session: { id: 2 } });
  });
});
