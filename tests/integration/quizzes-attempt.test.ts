import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import type { PaperItem } from '~/modules/quizzes/draw-paper';
import { findExpiredAttempts } from '~/modules/quizzes/find-expired-attempts.server';
import { findMemberQuiz } from '~/modules/quizzes/find-member-quiz.server';
import { getAttempt } from '~/modules/quizzes/get-attempt.server';
import { getQuizIntro } from '~/modules/quizzes/get-quiz-intro.server';
import { toWire } from '~/modules/quizzes/paper-view';
import type { QuestionBody, StoredAnswer } from '~/modules/quizzes/question-types';
import { saveAnswers } from '~/modules/quizzes/save-answers.server';
import { saveForm } from '~/modules/quizzes/save-form.server';
import { fieldName, GRACE_MS, RENDERED_FIELD, type WireAnswer } from '~/modules/quizzes/schema';
import { startAttempt } from '~/modules/quizzes/start-attempt.server';
import { submitAttempt } from '~/modules/quizzes/submit-attempt.server';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { makeQuiz } from '../factories/quizzes';
import { createTestServices } from '../setup/services';

let services: Services;
let now = new Date('2026-11-20T01:00:00Z');
beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => now } } });
});
afterAll(() => services?.close());

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

interface Sitting {
  room: Classroom;
  viewer: Viewer;
  code: string;
}
async function sit(
  options: Parameters<typeof makeQuiz>[2] = {},
  roomOptions: Parameters<typeof makeClassroom>[1] = {},
): Promise<Sitting> {
  now = new Date();
  const room = await makeClassroom(services.db, { members: 2, ...roomOptions });
  await makeQuiz(services.db, room, options);
  return {
    room,
    code: room.campaignCode,
    viewer: await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 }),
  };
}
const start = ({ viewer, code }: Sitting) => startAttempt(services, { viewer, code });
const look = ({ viewer, code }: Sitting, attemptNumber = 1) =>
  getAttempt({ viewer, code, attemptNumber, now }, services.db);
const save = (
  { viewer, code }: Sitting,
  answers: { number: number; answer: WireAnswer; revision: number }[],
  attemptNumber = 1,
) => saveAnswers({ viewer, code, attemptNumber, answers, now }, services.db);
const intro = ({ viewer, code }: Sitting) => getQuizIntro({ viewer, code, now }, services.db);

function rightAnswer({ kind, key }: QuestionBody): StoredAnswer {
  switch (kind) {
    case 'SINGLE':
      return { choice: key.weights.indexOf(Math.max(...key.weights)) };
    case 'MULTIPLE':
      return { choices: key.weights.flatMap((weight, index) => (weight > 0 ? [index] : [])) };
    case 'TRUE_FALSE':
      return { value: key.answer };
    case 'NUMERIC':
      return { text: key.accepted[0]?.shown ?? '' };
    case 'SHORT_ANSWER':
      return { text: key.accepted[0]?.text ?? '' };
    case 'MATCHING':
      return { pairs: key.pairs };
    case 'ESSAY':
      return {};
  }
}
/** The right answers of an attempt, in the places of its paper. */
async function rightAnswers(attemptId: number) {
  const attempt = await services.db.quizAttempt.findUniqueOrThrow({ where: { id: attemptId } });
  const paper = attempt.paper as unknown as PaperItem[];
  const rows = await services.db.question.findMany({ where: { id: { in: paper.map((item) => item.questionId) } } });
  return paper.map((item, index) => {
    const row = rows.find((each) => each.id === item.questionId);
    const body = row as unknown as QuestionBody;
    return { number: index + 1, answer: toWire(body.kind, item, rightAnswer(body)), revision: 1 };
  });
}

describe('starting', () => {
  test('draws ten from five categories without the essay, ends on the server’s clock, and is queued to end', async () => {
    const sitting = await sit();
    const attempt = await start(sitting);
    expect(attempt).toMatchObject({ number: 1, isNew: true });
    expect(attempt.endsAt.getTime() - now.getTime()).toBe(15 * 60_000);
    const page = await look(sitting);
    expect(page).toMatchObject({ state: 'running', questions: { length: 10 } });
    expect(await services.queues.get('quizzes').getDelayedCount()).toBeGreaterThan(0);
  });

  test('five tabs at once give one attempt', async () => {
    const sitting = await sit();
    const started = await Promise.all(Array.from({ length: 5 }, () => start(sitting)));
    expect(new Set(started.map((attempt) => attempt.id)).size).toBe(1);
    expect(started.filter((attempt) => attempt.isNew)).toHaveLength(1);
    expect(await services.db.quizAttempt.count({ where: { memberId: sitting.viewer.memberId ?? 0 } })).toBe(1);
  });

  test('tries are counted, the best mark counts', async () => {
    const sitting = await sit({ attempts: 2, passMark: 9000 });
    const first = await start(sitting);
    await save(sitting, await rightAnswers(first.id));
    await submitAttempt({ attemptId: first.id, now, actor: sitting.viewer }, services.db);
    const second = await start(sitting);
    expect(second.number).toBe(2);
    await submitAttempt({ attemptId: second.id, now, actor: sitting.viewer }, services.db);
    await expect(start(sitting)).rejects.toMatchObject({ code: 'NO_ATTEMPTS_LEFT' });
    const outcome = await services.db.memberOutcome.findFirst({ where: { memberId: sitting.viewer.memberId ?? 0 } });
    expect(outcome).toMatchObject({ quizScore: 10_000, quizPassed: true });
    expect(await intro(sitting)).toMatchObject({ passed: true, availability: 'NO_ATTEMPTS_LEFT' });
  });

  test('the window: before, inside, after; an attempt never outlasts it', async () => {
    const day = 86_400_000;
    const base = Date.now();
    const sitting = await sit({ opensAt: new Date(base + day), closesAt: new Date(base + 2 * day) });
    await expect(start(sitting)).rejects.toMatchObject({ code: 'NOT_YET' });
    now = new Date(base + 2 * day - 60_000);
    expect((await start(sitting)).endsAt.getTime()).toBe(base + 2 * day);
    const late = await sit({ closesAt: new Date(base - 1) });
    await expect(start(late)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('waits for the sessions, and opens the moment they are covered', async () => {
    const sitting = await sit({ afterCoverage: true }, { sessions: 2 });
    expect(await intro(sitting)).toMatchObject({
      availability: 'COVERAGE_MISSING',
      sessions: [{ attended: false }, { attended: false }],
    });
    await expect(start(sitting)).rejects.toMatchObject({ code: 'COVERAGE_MISSING' });
    const memberId = sitting.viewer.memberId ?? 0;
    await services.db.$executeRaw`
      insert into session_coverage (session_id, member_id, live, recording, covered, ticket_at, last_beat_at)
      select s, ${memberId}, '{}', '{[0,85)}', 85, now(), now() from unnest(${sitting.room.sessionIds}::int[]) s`;
    expect(await intro(sitting)).toMatchObject({ availability: 'READY' });
    expect((await start(sitting)).number).toBe(1);
  });

  test('who is not on the roster does not find it', async () => {
    const sitting = await sit();
    const stranger = await sit();
    const other = { ...sitting, viewer: stranger.viewer };
    await expect(intro(other)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(start(other)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(findMemberQuiz({ code: sitting.code, memberId: null, now }, services.db)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('a colleague’s attempt is not found', async () => {
    const sitting = await sit();
    await start(sitting);
    const colleague = {
      ...sitting,
      viewer: await makeViewer(services.db, sitting.room, { memberId: sitting.room.memberIds[1] ?? 0 }),
    };
    await expect(look(colleague)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(save(colleague, [{ number: 1, answer: { choice: 0 }, revision: 1 }])).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('saving answers', () => {
  const GIFT = '::a:: Gì? {=A ~B ~C}';
  const answerOf = async (sitting: Sitting) => {
    const page = await look(sitting);
    return page.state === 'running' ? page.questions[0]?.answer : null;
  };

  test('a late, older save does not win, whatever order they arrive in', async () => {
    const sitting = await sit({ gift: GIFT, questionCount: 1 });
    await start(sitting);
    later(10_000);
    await save(sitting, [{ number: 1, answer: { choice: 2 }, revision: 9_000 }]);
    const kept = await save(sitting, [{ number: 1, answer: { choice: 1 }, revision: 4_000 }]);
    expect(kept.stored).toEqual([{ number: 1, revision: 9_000, answer: { choice: 2 } }]);
    expect(await answerOf(sitting)).toEqual({ choice: 2 });
    const revisions = [9_100, 9_500, 9_300, 9_900, 9_700];
    await Promise.all(
      revisions.map((revision, index) => save(sitting, [{ number: 1, answer: { choice: index % 3 }, revision }])),
    );
    expect(await answerOf(sitting)).toEqual({ choice: 0 });
  });

  test('a revision from the future is cut to now, so that it cannot lock out the other device', async () => {
    const sitting = await sit({ gift: GIFT, questionCount: 1 });
    await start(sitting);
    later(5_000);
    const { stored } = await save(sitting, [{ number: 1, answer: { choice: 0 }, revision: 2_000_000_000 }]);
    expect(stored[0]?.revision).toBe(5_000);
    later(1_000);
    await save(sitting, [{ number: 1, answer: { choice: 1 }, revision: 6_000 }]);
    expect(await answerOf(sitting)).toEqual({ choice: 1 });
  });

  test('an answer can be taken back', async () => {
    const sitting = await sit({ gift: GIFT, questionCount: 1 });
    await start(sitting);
    later(1_000);
    await save(sitting, [{ number: 1, answer: { choice: 0 }, revision: 500 }]);
    await save(sitting, [{ number: 1, answer: { choice: null }, revision: 600 }]);
    expect(await answerOf(sitting)).toEqual({ choice: null });
  });

  test('what does not fit the question is refused', async () => {
    const sitting = await sit({ gift: GIFT, questionCount: 1 });
    await start(sitting);
    for (const answer of [{ choice: 3 }, { text: 'A' }, { pairs: [0] }]) {
      await expect(save(sitting, [{ number: 1, answer, revision: 1 }])).rejects.toMatchObject({
        code: 'ANSWER_MISFIT',
      });
    }
    await expect(save(sitting, [{ number: 2, answer: { choice: 0 }, revision: 1 }])).rejects.toMatchObject({
      code: 'ANSWER_MISFIT',
    });
  });

  test('a posted form writes only what its sender changed', async () => {
    const sitting = await sit({ gift: `${GIFT}\n\n::b:: Hai? {=A ~B}`, questionCount: 2 });
    await start(sitting);
    const page = await look(sitting);
    const form = new FormData();
    form.set(
      RENDERED_FIELD,
      JSON.stringify(page.state === 'running' ? page.questions.map((question) => question.answer) : []),
    );
    form.set(fieldName(2), '1');
    later(2_000);
    await save(sitting, [{ number: 1, answer: { choice: 1 }, revision: 1_500 }]);
    later(1_000);
    const after = await saveForm({ ...sitting, attemptNumber: 1, form, now }, services.db);
    expect(after.questions.map((question) => question.answer)).toEqual([{ choice: 1 }, { choice: 1 }]);
  });
});

describe('the end', () => {
  test('answers in transit are taken within the grace, then refused with a clear message; the clock submits what is there', async () => {
    const sitting = await sit({ questionCount: 4 });
    const { id, endsAt } = await start(sitting);
    const [first, second] = await rightAnswers(id);
    if (!first || !second) throw new Error('no paper');
    now = new Date(endsAt.getTime() + GRACE_MS - 1);
    await save(sitting, [first]);
    expect(await submitAttempt({ attemptId: id, now, actor: null }, services.db)).toBe('running');
    now = new Date(endsAt.getTime() + GRACE_MS + 1);
    await expect(save(sitting, [second])).rejects.toMatchObject({ code: 'ATTEMPT_ENDED', status: 410 });
    expect(await look(sitting)).toMatchObject({
      state: 'finished',
      timedOut: true,
      score: 1000,
      maxScore: 4000,
      answered: 1,
    });
    const row = await services.db.quizAttempt.findUniqueOrThrow({ where: { id } });
    expect(row.submittedAt).toEqual(endsAt);
  });

  test('whoever reads first submits: the intro, the attempt, the next start', async () => {
    for (const read of [intro, (sitting: Sitting) => look(sitting), start]) {
      const sitting = await sit();
      const { id, endsAt } = await start(sitting);
      now = new Date(endsAt.getTime() + GRACE_MS);
      await read(sitting);
      expect(await services.db.quizAttempt.findUniqueOrThrow({ where: { id } })).toMatchObject({
        timedOut: true,
        score: 0,
      });
    }
  });

  test('the sweep finds the expired ones, also when the window was moved forward', async () => {
    const sitting = await sit();
    const { id } = await start(sitting);
    expect(await findExpiredAttempts({ now, limit: 100 }, services.db)).not.toContain(id);
    await services.db.quiz.update({
      where: { campaignId: sitting.room.campaignId },
      data: { closesAt: new Date(now.getTime() + 1_000) },
    });
    later(1_000 + GRACE_MS);
    expect(await findExpiredAttempts({ now, limit: 100 }, services.db)).toContain(id);
    expect(await submitAttempt({ attemptId: id, now, actor: null }, services.db)).toBe('submitted');
  });

  test('ten submits at once mark once', async () => {
    const sitting = await sit();
    const { id } = await start(sitting);
    await save(sitting, await rightAnswers(id));
    const results = await Promise.all(
      Array.from({ length: 10 }, () => submitAttempt({ attemptId: id, now, actor: sitting.viewer }, services.db)),
    );
    expect(results.filter((result) => result === 'submitted')).toHaveLength(1);
    expect(await services.db.auditEntry.count({ where: { action: 'quiz.submit', targetId: String(id) } })).toBe(1);
    expect(await look(sitting)).toMatchObject({ score: 10_000, passed: true });
    await expect(save(sitting, [{ number: 1, answer: { choice: 0 }, revision: 1 }])).rejects.toMatchObject({
      code: 'ATTEMPT_ENDED',
    });
  });

  test('saves racing with a submit are either marked or refused', async () => {
    const sitting = await sit({ gift: '::a:: Đúng? {T}', questionCount: 1 });
    const { id } = await start(sitting);
    const racing = [
      save(sitting, [{ number: 1, answer: { value: true }, revision: 1 }]),
      submitAttempt({ attemptId: id, now, actor: sitting.viewer }, services.db),
    ];
    const [saved] = await Promise.allSettled(racing);
    const page = await look(sitting);
    expect(page).toMatchObject({ state: 'finished', score: saved?.status === 'fulfilled' ? 1000 : 0 });
  });
});

describe('the key stays on the server until the window has closed', () => {
  test('neither the running paper nor the result holds it; the review does', async () => {
    const SECRET = 'phản hồi bí mật';
    const gift = [
      `::k1:: Một? {=A#${SECRET} ~B#${SECRET} ~C####${SECRET}}`,
      `::k2:: Hai? {~%60%A#${SECRET} ~%40%B ~%-100%C}`,
      `::k3:: Ba? {F#${SECRET}}`,
      '::k4:: Bốn? {#424242:1}',
      '::k5:: Năm? {=từ khóa mật =%50%nửa mật}',
      '::k6:: Sáu? {=a -> 1 =b -> 2 =c -> 3}',
    ].join('\n\n');
    const sitting = await sit({ gift, questionCount: 6 });
    const { id } = await start(sitting);
    const running = await look(sitting);
    const result = await save(sitting, await rightAnswers(id));
    const seen = [running, await intro(sitting)];
    await submitAttempt({ attemptId: id, now, actor: sitting.viewer }, services.db);
    const finished = await look(sitting);
    seen.push(finished as never, await intro(sitting));
    const text = JSON.stringify([seen, result.stored.map(({ number, revision }) => ({ number, revision }))]);
    for (const word of [
      SECRET,
      '424242',
      'khóa mật',
      'nửa mật',
      'weight',
      'feedback',
      '"key"',
      'accepted',
      'choiceOrder',
      'questionId',
      'k1',
      '10000000',
    ]) {
      expect(text).not.toContain(word);
    }
    expect(finished).toMatchObject({ state: 'finished', review: null, score: 6000 });

    const { closesAt } = (await intro(sitting)).window;
    now = new Date(new Date(closesAt).getTime() + GRACE_MS - 1);
    expect(await look(sitting)).toMatchObject({ review: null });
    now = new Date(new Date(closesAt).getTime() + GRACE_MS);
    const after = await look(sitting);
    expect(after.state === 'finished' && after.review?.map((item) => item.mark)).toEqual([
      1000, 1000, 1000, 1000, 1000, 1000,
    ]);
    expect(JSON.stringify(after)).toContain(SECRET);
  });

  test('the order on the screen does not tell the order of the bank', async () => {
    const gift = Array.from({ length: 40 }, (_, n) => `::o${n}:: Câu ${n}? {=đúng ~sai một ~sai hai ~sai ba}`).join(
      '\n\n',
    );
    const sitting = await sit({ gift, questionCount: 40 });
    await start(sitting);
    const page = await look(sitting);
    const places = page.state === 'running' ? page.questions.map((question) => question.choices.indexOf('đúng')) : [];
    expect(new Set(places).size).toBe(4);
  });
});
