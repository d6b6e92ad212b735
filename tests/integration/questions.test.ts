import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { askQuestion } from '~/modules/questions/ask-question.server';
import { countParagraphs } from '~/modules/questions/count-paragraphs';
import { askInput, moderateInput } from '~/modules/questions/input';
import { listQuestionQueue, listSessionQuestions } from '~/modules/questions/list-questions.server';
import { moderateQuestion } from '~/modules/questions/moderate-question.server';
import { WAITING_MAX } from '~/modules/questions/schema';
import { broadcastTopic, EventHub } from '~/platform/events';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

let services: Services;
let room: Classroom;
let sessionId: number;
let asker: Viewer;
let neighbour: Viewer;
let organiser: Viewer;
let stranger: Viewer;

beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db, { members: 3 });
  sessionId = room.sessionIds[0] ?? 0;
  asker = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
  neighbour = await makeViewer(services.db, room, { memberId: room.memberIds[1] ?? 0 });
  organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  stranger = await makeViewer(services.db, room);
  await services.db.partyDocument.create({
    data: {
      ...{
        code: 'nq-1',
        kind: 'RESOLUTION',
        title: 'Nghị quyết mẫu',
        body: '# Phần\n\nĐoạn một.\n\n- mục\n\nĐoạn hai.',
      },
      campaigns: { create: { campaignId: room.campaignId, position: 1 } },
    },
  });
});
afterAll(async () => services?.close());

const ask = (viewer: Viewer, form: Record<string, string>) =>
  askQuestion({ viewer, sessionId, ...askInput.parse(form) }, services);
const moderate = (viewer: Viewer, form: Record<string, unknown>) =>
  moderateQuestion({ viewer, sessionId, input: moderateInput.parse(form) }, services);
const seenBy = async (viewer: Viewer) => (await listSessionQuestions(viewer, sessionId, 1, services.db)).questions.rows;

test('paragraphs are counted as the reading page numbers them: neither headings nor lists', () => {
  expect(countParagraphs('# A\n\nmột\nvẫn một\n\n- x\n- y\n\n> trích\n\nhai')).toBe(2);
  expect(countParagraphs('')).toBe(0);
});

describe('a question', () => {
  test('is seen by its member and the moderator until it is let through, then by all, without whose it is', async () => {
    const { id } = await ask(asker, { body: '  Nghị quyết áp dụng cho chi bộ ở nước ngoài thế nào?  ' });
    expect(await seenBy(asker)).toMatchObject([
      { id, mine: true, state: 'WAITING', body: 'Nghị quyết áp dụng cho chi bộ ở nước ngoài thế nào?' },
    ]);
    expect(await seenBy(neighbour)).toEqual([]);
    const queue = await listQuestionQueue(organiser, { sessionId, state: 'WAITING', page: 1 }, services.db);
    expect(queue.questions.rows).toMatchObject([{ id, fullName: 'Nguyễn Văn 1' }]);
    expect(queue.counts).toEqual({ WAITING: 1, SHOWN: 0, ANSWERED: 0, DECLINED: 0 });

    await moderate(organiser, { order: 'show', question: String(id) });
    const [shown] = await seenBy(neighbour);
    expect(shown).toMatchObject({ id, mine: false, state: 'SHOWN' });
    expect(JSON.stringify(shown)).not.toContain('Nguyễn');

    await moderate(organiser, { order: 'answer', question: String(id), answer: 'Theo hướng dẫn 02.', moment: '12:30' });
    expect(await seenBy(neighbour)).toMatchObject([
      { state: 'ANSWERED', answer: 'Theo hướng dẫn 02.', answerSecond: 750 },
    ]);
    const actions = await services.db.auditEntry.findMany({
      where: { targetType: 'SessionQuestion', targetId: String(id) },
      orderBy: { id: 'asc' },
    });
    expect(actions.map(({ action }) => action)).toEqual(['question.show', 'question.answer']);
  });

  test('that is declined comes back with the reason, to its member alone', async () => {
    const { id } = await ask(asker, { body: 'Câu này trùng với câu trước.' });
    await moderate(organiser, { order: 'decline', question: String(id), reason: 'Trùng nội dung' });
    expect((await seenBy(asker)).find((one) => one.id === id)).toMatchObject({ declineReason: 'Trùng nội dung' });
    expect((await seenBy(neighbour)).find((one) => one.id === id)).toBeUndefined();
  });

  test('two moderators: the second is told, the first decision stands', async () => {
    const { id } = await ask(neighbour, { body: 'Ai trả lời trước?' });
    await moderate(organiser, { order: 'answer', question: String(id), answer: 'Người thứ nhất.' });
    await expect(moderate(organiser, { order: 'show', question: String(id) })).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'ALREADY_MODERATED' },
    });
    expect((await seenBy(asker)).find((one) => one.id === id)).toMatchObject({ answer: 'Người thứ nhất.' });
  });

  test('about a paragraph names a document of the campaign and a paragraph it has', async () => {
    await ask(neighbour, { body: 'Đề nghị làm rõ.', document: 'nq-1', paragraph: '2' });
    expect((await seenBy(neighbour))[0]).toMatchObject({ documentTitle: 'Nghị quyết mẫu', paragraph: 2 });
    const codes = async (form: Record<string, string>) =>
      ask(neighbour, { body: 'x', ...form }).then(
        () => 'taken',
        (error: { code?: string }) => error.code,
      );
    expect(await codes({ document: 'nq-1', paragraph: '3' })).toBe('NO_PARAGRAPH');
    expect(await codes({ document: 'khac' })).toBe('NO_DOCUMENT');
    expect(await codes({ paragraph: '1' })).toBe('PARAGRAPH_ALONE');
    expect(await codes({ body: 'TỐI MẬT: kế hoạch' })).toBe('SECRECY_MARK');
  });

  test('so many may wait and no more, also from many tabs at once', async () => {
    const eager = await makeViewer(services.db, room, { memberId: room.memberIds[2] ?? 0 });
    const results = await Promise.allSettled(
      Array.from({ length: WAITING_MAX + 4 }, (_, i) => ask(eager, { body: `Câu ${i}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(WAITING_MAX);
    expect(await services.db.sessionQuestion.count({ where: { memberId: eager.memberId ?? 0 } })).toBe(WAITING_MAX);
  });

  test('is heard of by whoever is at the broadcast', async () => {
    const broadcast = await services.db.broadcast.create({ data: { sessionId, publicPath: 'x'.repeat(22) } });
    const hub = new EventHub(services.env, services.logger);
    const heard: string[] = [];
    const stop = hub.listen(broadcastTopic(broadcast.id), ({ type }) => heard.push(type));
    const { id } = await ask(neighbour, { body: 'Có ai nghe không?' });
    await until(async () => {
      // The first event may come before the subscription stands.
      if (heard.length === 0) await moderate(organiser, { order: 'answer', question: String(id), answer: 'Có.' });
      return heard.includes('questions');
    });
    stop();
    hub.close();
  });

  test('what is not one’s own does not exist; those who only look after the campaign cannot ask', async () => {
    const missing = { kind: 'not-found' };
    await expect(ask(stranger, { body: 'x' })).rejects.toMatchObject(missing);
    await expect(seenBy(stranger)).rejects.toMatchObject(missing);
    await expect(moderate(asker, { order: 'show', question: '1' })).rejects.toMatchObject(missing);
    await expect(listQuestionQueue(asker, { sessionId, state: 'WAITING', page: 1 }, services.db)).rejects.toMatchObject(
      missing,
    );
    await expect(ask(organiser, { body: 'x' })).rejects.toMatchObject({ code: 'NOT_LISTED' });
    const other = await makeClassroom(services.db, { members: 1 });
    await expect(
      moderateQuestion(
        { viewer: organiser, sessionId: other.sessionIds[0] ?? 0, input: { order: 'show', question: 1 } },
        services,
      ),
    ).rejects.toMatchObject(missing);
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'CLOSED' } });
    await expect(ask(asker, { body: 'x' })).rejects.toMatchObject({ code: 'CAMPAIGN_CLOSED' });
  });
});

test.each(['', '   ', 'a'.repeat(1_001)])('a form without words, or with too many, is told so', (body) => {
  expect(askInput.safeParse({ body }).success).toBe(false);
});
test.each([
  ['12:30', 750],
  ['1:02:30', 3750],
  ['0:05', 5],
  ['', null],
])('the moment %s', (moment, seconds) => {
  expect(moderateInput.parse({ order: 'answer', question: '1', answer: 'x', moment })).toMatchObject({
    moment: seconds,
  });
});
test.each(['12', '12:60', '1:2:3', '-1:00', 'abc'])('%s is no moment', (moment) => {
  expect(moderateInput.safeParse({ order: 'answer', question: '1', answer: 'x', moment }).success).toBe(false);
});
