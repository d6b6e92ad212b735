import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CampaignFacts, judgeCampaign, judgeSession, type SessionFacts } from './outcome-rule';
import { ATTENDANCE_WAYS, neededSeconds, reachesThreshold } from './schema';

const none: SessionFacts = {
  timelineSeconds: 100,
  covered: 0,
  liveCovered: 0,
  recordingCovered: 0,
  checksMet: 0,
  checksNeeded: 0,
  rollCall: null,
  excuse: null,
  correction: null,
};
const recording = (seconds: number): SessionFacts => ({ ...none, covered: seconds, recordingCovered: seconds });
const live = (seconds: number): SessionFacts => ({ ...none, covered: seconds, liveCovered: seconds });
const hall: SessionFacts = { ...none, rollCall: true };
const rules = { coverageThreshold: 8000, quizRequired: true, paperRequired: false };

describe('one session', () => {
  test.each([
    ['nothing', none, null, false],
    ['79 of 100 seconds', recording(79), null, false],
    ['exactly 80 of 100', recording(80), 'MAKE_UP', false],
    ['80 live', live(80), 'ONLINE', false],
    ['half and half', { ...none, covered: 80, liveCovered: 40, recordingCovered: 40 }, 'ONLINE', false],
    ['mostly recording', { ...none, covered: 80, liveCovered: 30, recordingCovered: 50 }, 'MAKE_UP', false],
    ['present in the hall', hall, 'HALL', false],
    ['hall and recording', { ...recording(100), rollCall: true }, 'HALL', false],
    ['absent in the hall, watched later', { ...recording(90), rollCall: false }, 'MAKE_UP', false],
    ['excused', { ...none, excuse: true }, null, true],
    ['excuse withdrawn', { ...none, excuse: false }, null, false],
    ['excused but came', { ...hall, excuse: true }, 'HALL', false],
    ['corrected to attended', { ...none, correction: { attended: true, way: 'HALL' as const } }, 'HALL', false],
    ['corrected to not attended', { ...hall, correction: { attended: false, way: null } }, null, false],
    ['covered, one check of two', { ...live(90), checksMet: 1, checksNeeded: 2 }, null, false],
    ['covered, two of two', { ...live(90), checksMet: 2, checksNeeded: 2 }, 'ONLINE', false],
    ['covered from the recording, three of two', { ...recording(90), checksMet: 3, checksNeeded: 2 }, 'MAKE_UP', false],
    ['covered, no check met and none needed', recording(90), 'MAKE_UP', false],
    ['checks met, too little covered', { ...live(79), checksMet: 4, checksNeeded: 2 }, null, false],
    ['in the hall, no check met', { ...hall, checksNeeded: 2 }, 'HALL', false],
    ['excused, a check missing', { ...live(90), checksNeeded: 1, excuse: true }, null, true],
    [
      'corrected, a check missing',
      { ...none, checksNeeded: 3, correction: { attended: true, way: 'ONLINE' as const } },
      'ONLINE',
      false,
    ],
    ['no timeline yet', { ...none, timelineSeconds: 0 }, null, false],
  ])('%s', (_name, facts, way, excused) => {
    expect(judgeSession(facts, 8000)).toEqual({ way, excused });
  });
});

describe('the campaign', () => {
  const facts = (sessions: SessionFacts[], rest: Partial<CampaignFacts> = {}): CampaignFacts => ({
    sessions,
    required: true,
    quizPassed: true,
    paperDone: false,
    ...rest,
  });
  test.each([
    ['all in the hall', facts([hall, hall]), true, 'HALL', false],
    ['hall and online', facts([hall, live(95)]), true, 'ONLINE', false],
    ['one made up', facts([live(95), recording(95)]), true, 'MAKE_UP', false],
    ['one missing', facts([hall, none]), false, null, false],
    ['one missing, excused', facts([hall, { ...none, excuse: true }]), false, null, true],
    ['two missing, one excused', facts([none, { ...none, excuse: true }]), false, null, false],
    ['only the quiz is missing', facts([hall, hall], { quizPassed: false }), false, null, false],
    ['no session at all', facts([]), false, null, false],
  ])('%s', (_name, given, studied, way, excused) => {
    expect(judgeCampaign(given, rules)).toMatchObject({ studied, way, excused });
  });

  test('a paper counts only where the rules ask for it', () => {
    expect(judgeCampaign(facts([hall]), { ...rules, paperRequired: true }).studied).toBe(false);
    expect(judgeCampaign(facts([hall], { paperDone: true }), { ...rules, paperRequired: true }).studied).toBe(true);
  });
});

const anySession: fc.Arbitrary<SessionFacts> = fc
  .record({
    timelineSeconds: fc.integer({ min: 0, max: 4000 }),
    liveCovered: fc.integer({ min: 0, max: 4000 }),
    recordingCovered: fc.integer({ min: 0, max: 4000 }),
    checksMet: fc.integer({ min: 0, max: 4 }),
    checksNeeded: fc.integer({ min: 0, max: 3 }),
    rollCall: fc.option(fc.boolean()),
    excuse: fc.option(fc.boolean()),
    correction: fc.option(fc.record({ attended: fc.boolean(), way: fc.option(fc.constantFrom(...ATTENDANCE_WAYS)) })),
  })
  .map((s) => ({ ...s, covered: Math.min(s.timelineSeconds, Math.max(s.liveCovered, s.recordingCovered)) }));
const anyFacts = fc.record({
  sessions: fc.array(anySession, { maxLength: 6 }),
  required: fc.boolean(),
  quizPassed: fc.boolean(),
  paperDone: fc.boolean(),
});
const anyRules = fc.record({
  coverageThreshold: fc.integer({ min: 1, max: 10_000 }),
  quizRequired: fc.boolean(),
  paperRequired: fc.boolean(),
});

describe('for any facts', () => {
  test('studied and excused never together; a way exactly when studied; attended sessions are not excused', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, given) => {
        const verdict = judgeCampaign(facts, given);
        expect(verdict.studied && verdict.excused).toBe(false);
        expect(verdict.way !== null).toBe(verdict.studied);
        for (const session of verdict.sessions) expect(session.way !== null && session.excused).toBe(false);
        expect(judgeCampaign(facts, given)).toEqual(verdict);
      }),
    );
  });

  test('more coverage never takes a verdict away', () => {
    fc.assert(
      fc.property(anySession, fc.integer({ min: 0, max: 500 }), anyRules, (session, more, given) => {
        const before = judgeSession(session, given.coverageThreshold).way;
        const covered = Math.min(session.timelineSeconds, session.covered + more);
        const after = judgeSession({ ...session, covered }, given.coverageThreshold).way;
        if (before !== null) expect(after).not.toBeNull();
      }),
    );
  });

  test('more answers never take a verdict away, and with none needed they change nothing', () => {
    fc.assert(
      fc.property(anySession, fc.integer({ min: 0, max: 4 }), anyRules, (session, more, given) => {
        const before = judgeSession(session, given.coverageThreshold);
        const after = judgeSession({ ...session, checksMet: session.checksMet + more }, given.coverageThreshold);
        if (before.way !== null) expect(after).toEqual(before);
        const evidenceOnly = { ...session, checksNeeded: 0 };
        expect(judgeSession({ ...evidenceOnly, checksMet: 0 }, given.coverageThreshold)).toEqual(
          judgeSession(evidenceOnly, given.coverageThreshold),
        );
      }),
    );
  });

  test('who was in the hall needs no answers', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const hallFacts = { ...session, rollCall: true, correction: null };
        expect(judgeSession(hallFacts, 8000).way).toBe('HALL');
      }),
    );
  });

  test('the newest correction decides whatever else there is', () => {
    fc.assert(
      fc.property(anySession, fc.boolean(), (session, attended) => {
        const way = judgeSession({ ...session, correction: { attended, way: 'HALL' } }, 8000).way;
        expect(way).toBe(attended ? 'HALL' : null);
      }),
    );
  });

  test('the seconds that are needed are the first that are enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 10_000 }), (length, threshold) => {
        const needed = neededSeconds(length, threshold);
        expect(reachesThreshold(needed, length, threshold)).toBe(true);
        expect(reachesThreshold(needed - 1, length, threshold)).toBe(false);
      }),
    );
  });
});
