import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasSecrecyMark } from '~/modules/files/secrecy-mark';
import { campaignFileSchema, resolveMoment } from './campaign-file';
import { createCampaignSchema, documentFormSchema, rulesSchema, sessionSchema } from './input';
import { ROSTER_RULE, type RosterLine, rosterChanges } from './roster-rule';
import type { MemberActivity, RosterReason } from './schema';

describe('taking the roster again', () => {
  const line = (memberId: number, unitId = 1, reason: RosterReason = 'REQUIRED'): RosterLine => ({
    memberId,
    unitId,
    reason,
  });
  const none = new Set<number>();
  test.each<[string, RosterLine[], RosterLine[], Set<number>, string[]]>([
    ['nothing changed', [line(1)], [line(1)], none, []],
    ['somebody came in', [], [line(1)], none, ['added']],
    ['somebody moved within the audience', [line(1, 1)], [line(1, 2)], none, ['moved']],
    ['somebody became exempt', [line(1)], [line(1, 1, 'EXEMPT')], none, ['reason']],
    ['somebody is no longer under the audience', [line(1)], [], none, ['reason']],
    ['and that was known already', [line(1, 1, 'TRANSFERRED_OUT')], [], none, []],
    ['somebody was struck off', [line(1)], [], new Set([1]), ['removed']],
  ])('%s', (_name, before, now, gone, kinds) =>
    expect(rosterChanges(before, now, gone).map((c) => c.kind)).toEqual(kinds),
  );

  test('property: applied once, nothing is left to change; each member appears once', () => {
    const reasons = Object.values(ROSTER_RULE).filter((r): r is RosterReason => r !== null);
    const lines = fc.uniqueArray(
      fc.record({
        memberId: fc.integer({ min: 1, max: 12 }),
        unitId: fc.integer({ min: 1, max: 3 }),
        reason: fc.constantFrom(...reasons),
      }),
      { selector: (l) => l.memberId },
    );
    fc.assert(
      fc.property(lines, lines, fc.array(fc.integer({ min: 1, max: 12 })), (before, fresh, goneList) => {
        const gone = new Set(goneList);
        const now = fresh.filter((l) => !gone.has(l.memberId));
        const changes = rosterChanges(before, now, gone);
        expect(new Set(changes.map((c) => c.memberId)).size).toBe(changes.length);
        const after = new Map(before.map((l) => [l.memberId, l]));
        for (const change of changes) {
          if (change.kind === 'removed') after.delete(change.memberId);
          else after.set(change.memberId, change.to);
        }
        expect(rosterChanges([...after.values()], now, gone)).toEqual([]);
      }),
    );
  });

  test('every activity has its rule', () => {
    const all: MemberActivity[] = [
      'ACTIVE',
      'EXEMPT',
      'TEMPORARILY_ELSEWHERE',
      'TRANSFERRED_OUT',
      'STRUCK_OFF',
      'DECEASED',
    ];
    expect(all.map((a) => ROSTER_RULE[a])).toEqual([
      'REQUIRED',
      'EXEMPT',
      'TEMPORARILY_ELSEWHERE',
      'TRANSFERRED_OUT',
      null,
      null,
    ]);
  });
});

describe('secrecy marks', () => {
  test.each([
    ['MẬT', true],
    ['Độ mật: TUYỆT MẬT', true],
    ['TỐI  MẬT\nSố 01', true],
    ['MẬT'.normalize('NFD'), true],
    ['bí mật nhà nước', false],
    ['QUY ĐỊNH BẢO VỆ BÍ MẬT NHÀ NƯỚC', false],
    ['công tác BẢO MẬT', false],
    ['MẬTX', false],
    ['mật', false],
  ])('%j: %s', (text, marked) => expect(hasSecrecyMark(text)).toBe(marked));
});

describe('forms', () => {
  const basics = {
    code: 'Dot-1',
    unit: 'K',
    title: 'Đợt',
    deadline: '2026-12-15T17:00',
    deadlineTimeZone: 'Asia/Tokyo',
  };
  test('a deadline is read on its clock', () => {
    const parsed = createCampaignSchema.parse(basics);
    expect(parsed.deadlineAt.toISOString()).toBe('2026-12-15T08:00:00.000Z');
    expect(parsed.code).toBe('dot-1');
  });
  test.each([
    [{ deadline: '2026-02-30T10:00' }, 'deadline'],
    [{ deadline: '' }, 'deadline'],
    [{ deadlineTimeZone: 'Asia/Atlantis' }, 'deadlineTimeZone'],
    [{ code: 'Đợt 1' }, 'code'],
    [{ title: '   ' }, 'title'],
    [{ opensAt: '2026-12-16T00:00' }, 'deadline'],
  ])('%j is refused at %s with a Vietnamese sentence', (change, path) => {
    const result = createCampaignSchema.safeParse({ ...basics, ...change });
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((i) => i.path[0])).toContain(path);
    for (const issue of result.error?.issues ?? []) expect(issue.message).toMatch(/[àáạảãăâđêôơưệồấếộịờớủượửứ]/i);
  });
  test.each([[0], [101], ['abc'], [1.5], ['']])('a coverage of %j %% is refused', (coveragePercent) =>
    expect(rulesSchema.safeParse({ coveragePercent }).success).toBe(false),
  );
  test('rules become basis points', () =>
    expect(rulesSchema.parse({ coveragePercent: '80', quizRequired: 'on' })).toEqual({
      coverageThreshold: 8000,
      quizRequired: true,
      presenceChecks: 0,
      presenceChecksNeeded: 0,
    }));
  test.each<[string, string, { presenceChecks: number; presenceChecksNeeded: number } | null]>([
    ['0', '0', { presenceChecks: 0, presenceChecksNeeded: 0 }],
    // Nothing is asked: what the other field still says does not matter.
    ['0', '2', { presenceChecks: 0, presenceChecksNeeded: 0 }],
    ['2', '0', { presenceChecks: 2, presenceChecksNeeded: 0 }],
    ['2', '1', { presenceChecks: 2, presenceChecksNeeded: 1 }],
    ['4', '3', { presenceChecks: 4, presenceChecksNeeded: 3 }],
    ['2', '2', null],
    ['3', '3', null],
    ['1', '0', null],
    ['5', '1', null],
    ['4', '-1', null],
    ['4', 'abc', null],
  ])('%s presence checks, of which %s: %j', (presenceChecks, presenceChecksNeeded, rules) => {
    const parsed = rulesSchema.safeParse({ coveragePercent: '80', presenceChecks, presenceChecksNeeded });
    expect(parsed.success ? parsed.data : null).toEqual(
      rules && { coverageThreshold: 8000, quizRequired: false, ...rules },
    );
  });
  test('a session ends its minutes after the start', () => {
    const session = sessionSchema.parse({
      title: 'Buổi 1',
      startsAt: '2026-02-07T07:30',
      timeZone: 'Asia/Ho_Chi_Minh',
      minutes: '90',
    });
    expect([session.startsAt.toISOString(), session.endsAt.toISOString()]).toEqual([
      '2026-02-07T00:30:00.000Z',
      '2026-02-07T02:00:00.000Z',
    ]);
  });
  const doc = { kind: 'GUIDANCE', title: 'Hướng dẫn', body: 'Nội dung', attested: 'on' };
  test.each([
    [{}, true],
    [{ attested: undefined }, false],
    [{ body: 'TUYỆT MẬT\nnội dung' }, false],
    [{ kind: 'POEM' }, false],
    [{ issuedOn: '2026-02-30' }, false],
    [{ issuedOn: '2026-02-28' }, true],
  ])('a document with %j: %s', (change, accepted) =>
    expect(documentFormSchema.safeParse({ ...doc, ...change }).success).toBe(accepted),
  );
});

describe('campaign.json', () => {
  const sample = JSON.parse(
    readFileSync(new URL('../../../content/campaigns/chuyen-doi-so/campaign.json', import.meta.url), 'utf8'),
  );
  test('the sample is valid, opens before today and closes after it', () => {
    const file = campaignFileSchema.parse(sample);
    const now = new Date('2026-11-22T03:00:00Z');
    expect(resolveMoment(file.deadline, now)?.toISOString()).toBe('2026-12-13T10:00:00.000Z');
    expect((file.opensAt && resolveMoment(file.opensAt, now))?.toISOString()).toBe('2026-11-19T01:00:00.000Z');
    expect(file.sessions.map((s) => s.topic)).toEqual(['Chuyên đề 1', 'Chuyên đề 2']);
  });
  test('days count from the day on the named clock, not from UTC', () => {
    // 22:00 UTC is already the next day in Hanoi
    expect(
      resolveMoment(
        { days: 0, time: '07:30', timeZone: 'Asia/Ho_Chi_Minh' },
        new Date('2026-11-22T22:00:00Z'),
      )?.toISOString(),
    ).toBe('2026-11-23T00:30:00.000Z');
  });
  test.each([
    ['an unknown key', { colour: 'red' }],
    ['no session', { sessions: [] }],
    ['no audience', { audience: [] }],
    ['a deadline without a time', { deadline: { at: '', timeZone: 'Nowhere/X' } }],
  ])('%s is refused', (_name, change) =>
    expect(campaignFileSchema.safeParse({ ...sample, ...change }).success).toBe(false),
  );
});
