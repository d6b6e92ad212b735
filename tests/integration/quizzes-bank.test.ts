import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { configureQuiz } from '~/modules/quizzes/configure-quiz.server';
import { getBank } from '~/modules/quizzes/get-bank.server';
import { importBank } from '~/modules/quizzes/import-bank.server';
import { listBanks } from '~/modules/quizzes/list-banks.server';
import { QuizSettingsForm } from '~/modules/quizzes/schema';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { SAMPLE_BANK } from '../factories/quizzes';
import { createTestServices } from '../setup/services';

let services: Services;
let room: Classroom;
beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db);
});
afterAll(() => services?.close());

const bytes = (text: string) => new TextEncoder().encode(text);
const load = (code: string, text: string | Uint8Array, dryRun = false) =>
  importBank(
    {
      bytes: typeof text === 'string' ? bytes(text) : text,
      code,
      title: '',
      unitCode: room.campaignCode,
      dryRun,
      actor: { system: 'test' },
    },
    services.db,
  );
const questions = async (code: string) =>
  (
    await services.db.question.findMany({ where: { bank: { code } }, orderBy: [{ code: 'asc' }, { version: 'asc' }] })
  ).map(({ code: name, version, retiredAt }) => `${name}.${version}${retiredAt ? '-' : ''}`);

describe('importing a bank', () => {
  test('the sample: 25 questions, and the same file again changes nothing', async () => {
    expect(await load('mau', SAMPLE_BANK)).toMatchObject({ newBank: true, total: 25, problems: [], unchanged: 0 });
    const before = await services.db.question.findMany({ where: { bank: { code: 'mau' } }, orderBy: { id: 'asc' } });
    const audits = await services.db.auditEntry.count();
    expect(await load('mau', SAMPLE_BANK)).toMatchObject({
      newBank: false,
      added: [],
      changed: [],
      retired: [],
      unchanged: 25,
    });
    expect(await services.db.question.findMany({ where: { bank: { code: 'mau' } }, orderBy: { id: 'asc' } })).toEqual(
      before,
    );
    expect(await services.db.auditEntry.count()).toBe(audits);
  });

  test('changed becomes a version, missing is retired, returned is used again', async () => {
    await load('doi', '::a:: Một? {T}\n\n::b:: Hai? {T}\n\n::c:: Ba? {T}');
    const report = await load('doi', '::a:: Một? {T}\n\n::b:: Hai? {F}\n\n::d:: Bốn? {T}');
    expect(report).toMatchObject({ added: ['d'], changed: ['b'], retired: ['c'], unchanged: 1 });
    expect(await questions('doi')).toEqual(['a.1', 'b.1-', 'b.2', 'c.1-', 'd.1']);
    expect(await load('doi', '::a:: Một? {T}\n\n::b:: Hai? {F}\n\n::c:: Ba? {T}')).toMatchObject({
      restored: ['c'],
      retired: ['d'],
    });
    expect(await questions('doi')).toEqual(['a.1', 'b.1-', 'b.2', 'c.1', 'd.1-']);
  });

  test('a broken question keeps its place in the bank; one without a code stops all retiring', async () => {
    await load('hong', '::a:: Một? {T}\n\n::b:: Hai? {T}\n\n::c:: Ba? {T}');
    const known = await load('hong', '::a:: Một? {T}\n\n::b:: Hai? {sai}');
    expect(known).toMatchObject({
      retired: ['c'],
      problems: [{ line: 3, question: 'b', code: 'TEXT_BEFORE_ANSWERS' }],
    });
    expect(await questions('hong')).toEqual(['a.1', 'b.1', 'c.1-']);
    const unknown = await load('hong', '::a:: Một? {T}\n\nkhông có gì');
    expect(unknown).toMatchObject({ retired: [], retirementSkipped: true });
    expect(await questions('hong')).toEqual(['a.1', 'b.1', 'c.1-']);
  });

  test('a file without a readable question makes no bank', async () => {
    expect(await load('khong', 'chẳng có gì')).toMatchObject({ total: 0, problems: [{ code: 'NO_ANSWERS' }] });
    expect(await services.db.questionBank.count({ where: { code: 'khong' } })).toBe(0);
  });

  test('a dry run reports the same and changes nothing', async () => {
    await load('thu', '::a:: Một? {T}');
    expect(await load('thu', '::b:: Hai? {T}', true)).toMatchObject({ dryRun: true, added: ['b'], retired: ['a'] });
    expect(await questions('thu')).toEqual(['a.1']);
    expect(await load('thu-moi', '::b:: Hai? {T}', true)).toMatchObject({ newBank: true });
    expect(await services.db.questionBank.count({ where: { code: 'thu-moi' } })).toBe(0);
  });

  test('two imports at once give one set of questions', async () => {
    await Promise.all([load('dua', SAMPLE_BANK), load('dua', SAMPLE_BANK), load('dua', SAMPLE_BANK)]);
    expect(await services.db.question.count({ where: { bank: { code: 'dua' } } })).toBe(25);
  });
});

describe('who may see a bank', () => {
  test('organisers of the subtree, with the key; nobody else finds it', async () => {
    const filters = { search: '', category: '', kind: '', retired: false, page: 1, pageSize: 10 };
    const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
    const page = await getBank({ viewer: organiser, code: 'mau', filters }, services.db);
    expect(page).toMatchObject({ total: 25, canManage: true });
    expect(page.questions).toHaveLength(10);
    expect(
      page.questions.every(
        (question) => question.detail?.lines.some((line) => line.right) || question.kind === 'ESSAY',
      ),
    ).toBe(true);
    expect(
      await getBank({ viewer: organiser, code: 'mau', filters: { ...filters, kind: 'MATCHING' } }, services.db),
    ).toMatchObject({ total: 2 });
    expect(
      await getBank({ viewer: organiser, code: 'mau', filters: { ...filters, search: 'CHUYỂN ĐỔI số' } }, services.db),
    ).toMatchObject({ total: 2 });

    const elsewhere = await makeViewer(services.db, await makeClassroom(services.db), { roles: ['ORGANISER'] });
    const secretary = await makeViewer(services.db, room, { roles: ['SECRETARY'] });
    for (const viewer of [elsewhere, secretary]) {
      await expect(getBank({ viewer, code: 'mau', filters }, services.db)).rejects.toMatchObject({ kind: 'not-found' });
      expect((await listBanks({ viewer, search: '', page: 1, pageSize: 10 }, services.db)).total).toBe(0);
    }
    await expect(
      importBank(
        {
          bytes: SAMPLE_BANK,
          code: 'mau',
          title: '',
          unitCode: elsewhere.grants[0]?.unitCode ?? '',
          dryRun: false,
          actor: elsewhere,
        },
        services.db,
      ),
    ).rejects.toMatchObject({ code: 'BANK_CODE_TAKEN' });
  });
});

describe('configuring a quiz', () => {
  const settings = (change: Record<string, unknown>) =>
    QuizSettingsForm.parse({
      bankCode: 'mau',
      questionCount: '10',
      minutes: '15',
      attempts: '2',
      passPercent: '70',
      afterCoverage: 'on',
      ...change,
    });
  const configure = (change: Record<string, unknown>) =>
    configureQuiz({ campaignId: room.campaignId, settings: settings(change), actor: { system: 'test' } }, services.db);

  test('stores basis points and the plan', async () => {
    await configure({
      draw: {
        'mau/chuyen-doi-so/an-ninh': '4',
        'mau/chuyen-doi-so/nen-tang': '6',
        'mau/chuyen-doi-so/ngoai-nuoc': '0',
      },
    });
    expect(await services.db.quiz.findUnique({ where: { campaignId: room.campaignId } })).toMatchObject({
      passMark: 7000,
      afterCoverage: true,
      draw: { 'mau/chuyen-doi-so/an-ninh': 4, 'mau/chuyen-doi-so/nen-tang': 6 },
    });
  });
  test.each([
    ['BANK_UNKNOWN', { bankCode: 'khong-co' }],
    ['BANK_TOO_SMALL', { questionCount: '25' }],
    ['CATEGORY_TOO_SMALL', { draw: { 'mau/chuyen-doi-so/tu-luan': '1' } }],
    ['PLAN_SUM', { draw: { 'mau/chuyen-doi-so/an-ninh': '4' } }],
  ])('refuses: %s', async (code, change) => {
    await expect(configure(change)).rejects.toMatchObject({ code });
  });
});
