import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readEnv } from '~/platform/env';
import type { Services } from '~/platform/services';
import { createServices } from '~/platform/services';
import { makeAccount, makeUnit, TEST_PASSWORD } from '../factories/accounts';
import { makeClassroom } from '../factories/attendance';
import { makeQuiz } from '../factories/quizzes';
import {
  DESKTOP,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  expectSoundPage,
  launchBrowser,
  openVisit,
  PHONE,
  type VisitOptions,
} from '../setup/browser';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

let stack: Stack;
let browser: Browser;
let services: Services;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

const SECRET = 'phản hồi bí mật';
const GIFT = [
  `::k1:: Thủ đô ở đâu? {=Hà Nội#${SECRET} ~Huế#${SECRET} ~Đà Nẵng}`,
  `::k2:: Những màu nào có trên cờ? {~%50%Đỏ#${SECRET} ~%50%Vàng ~%-100%Xanh}`,
  `::k3:: Trái đất tròn. {T#${SECRET}}`,
  '::k4:: Một năm có bao nhiêu tháng? {#12:0.12321}',
  '::k5:: Tháng đầu năm gọi là gì? {=tháng giêng =%50%mật khẩu phụ}',
  '::k6:: Nối số với chữ. {=một số 1 -> chữ một =một số 2 -> chữ hai =một số 3 -> chữ ba}',
].join('\n\n');
const FORBIDDEN = [
  SECRET,
  '12321',
  'mật khẩu phụ',
  'tháng giêng',
  'weights',
  'feedback',
  'accepted',
  'choiceOrder',
  'questionId',
];

/** A member with an account and a quiz of six questions, one of each kind. */
async function makeSitting(options: Parameters<typeof makeQuiz>[2] = {}, session = {}) {
  const room = await makeClassroom(services.db, { members: 1, ...session });
  const quiz = await makeQuiz(services.db, room, { gift: GIFT, questionCount: 6, ...options });
  const username = `thi.${room.memberIds[0]}`;
  await makeAccount(services, { username, memberId: room.memberIds[0] ?? 0 });
  return { room, quiz, username, path: `/trac-nghiem/${room.campaignCode}` };
}
async function open(username: string, options: VisitOptions) {
  const { context, page, errors } = await openVisit(
    { browser, stack },
    { ...options, username, password: TEST_PASSWORD },
  );
  const payloads: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/trac-nghiem/.test(response.url()) && !response.url().includes('/assets/'))
      payloads.push(response.text().catch(() => ''));
  });
  return { context, page, errors, payloads: () => Promise.all(payloads) };
}
/** What the server sends for these addresses: the HTML and the single-fetch data, as bytes, with the person's cookies. */
async function fetched(page: Page, addresses: string[]): Promise<string> {
  const answers = addresses
    .flatMap((address) => [address, `${address}.data`])
    .map((address) => page.request.get(address));
  const bodies = await Promise.all((await Promise.all(answers)).map((answer) => answer.body()));
  return bodies.map((bytes) => bytes.toString('utf8')).join('\n');
}
const card = (page: Page, stem: string) => page.locator('li[data-card]', { hasText: stem });

async function answerAll(page: Page) {
  await card(page, 'Thủ đô').getByLabel('Hà Nội').check();
  await card(page, 'màu nào').getByLabel('Đỏ').check();
  await card(page, 'màu nào').getByLabel('Vàng').check();
  await card(page, 'Trái đất').getByLabel('Đúng').check();
  await card(page, 'bao nhiêu tháng').getByRole('textbox').fill('12');
  for (const [left, right] of [
    ['một số 1', 'chữ một'],
    ['một số 2', 'chữ hai'],
    ['một số 3', 'chữ ba'],
  ] as const) {
    await card(page, 'Nối số').getByLabel(left).selectOption({ label: right });
  }
}

describe.each([
  ['a phone', PHONE],
  ['a desk', DESKTOP],
])('on %s', (_name, viewport) => {
  test('answers are saved as they are given, survive a lost network and another device, and are marked on the server', async () => {
    const { path, username, quiz } = await makeSitting();
    const { page, errors, context, payloads } = await open(username, { viewport });
    await page.goto(path);
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click();
    await page.waitForURL(`**${path}/luot/1`);
    await page.getByText('Đã trả lời 0/6').waitFor();
    await expectSoundPage(page);
    const saved = () => services.db.quizAnswer.count({ where: { attempt: { quizId: quiz.id } } });

    const running = await fetched(page, [path, `${path}/luot/1`]);
    expect(running.split('Thủ đô ở đâu?').length).toBeGreaterThan(2);

    await card(page, 'Thủ đô').getByLabel('Huế').check();
    await until(async () => (await saved()) === 1);
    await page.getByText('Đã lưu câu trả lời').waitFor();

    await context.setOffline(true);
    await answerAll(page);
    await page.getByText('Mất kết nối – sẽ tự gửi lại').first().waitFor();
    await page.getByText('Đã trả lời 5/6').waitFor();
    expect(await saved()).toBe(1);
    await context.setOffline(false);
    await until(async () => (await saved()) === 5);
    await page.getByText('Đã lưu câu trả lời').waitFor();

    const phone = await open(username, { viewport: PHONE });
    await phone.page.goto(path);
    await phone.page.getByRole('link', { name: 'Tiếp tục làm bài' }).click();
    await phone.page.getByText('Đã trả lời 5/6').waitFor();
    expect(await card(phone.page, 'Thủ đô').getByLabel('Hà Nội').isChecked()).toBe(true);
    expect(await card(phone.page, 'Nối số').getByLabel('một số 3').inputValue()).not.toBe('');
    await phone.page.getByRole('button', { name: 'Nộp bài' }).click();
    await phone.page.getByText('Các câu chưa trả lời hoặc chưa đủ').waitFor();
    await phone.page.getByRole('link', { name: /Tháng đầu năm/ }).waitFor();
    await expectNoAxeViolations(phone.page);
    await phone.page.getByRole('button', { name: 'Nộp bài ngay' }).click();
    await phone.page.getByText('5/6', { exact: true }).waitFor();
    await expectNoAxeViolations(phone.page);
    await expectNoSidewaysScroll(phone.page);

    // The first device is told, its paper is closed.
    await card(page, 'Thủ đô').getByLabel('Đà Nẵng').check();
    await page.getByText('Lượt thi đã kết thúc nên câu trả lời này không được ghi.').waitFor();

    await page.goto(path);
    await page.getByText('Đạt', { exact: true }).first().waitFor();
    const finished = await fetched(page, [path, `${path}/luot/1`]);
    const seen = [running, finished, ...(await payloads()), ...(await phone.payloads())].join('\n');
    expect(FORBIDDEN.filter((word) => seen.includes(word))).toEqual([]);
    expect([...errors, ...phone.errors]).toEqual([]);

    // After the window has closed the right answers are shown.
    await services.db.quiz.update({ where: { id: quiz.id }, data: { closesAt: new Date(Date.now() - 5_000) } });
    await page.goto(`${path}/luot/1`);
    await page.getByText(SECRET).first().waitFor();
    await expectSoundPage(page);
    await Promise.all([context.close(), phone.context.close()]);
  });

  test('works without JavaScript', async () => {
    const { path, username, quiz } = await makeSitting();
    const { page, context, payloads } = await open(username, { viewport, javaScript: false });
    await page.goto(path);
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click();
    await page.waitForURL(`**${path}/luot/1`);
    await answerAll(page);
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click();
    await page.getByText('Đã lưu các câu trả lời.').waitFor();
    await page.getByText('Đã trả lời 5/6').waitFor();
    expect(await services.db.quizAnswer.count({ where: { attempt: { quizId: quiz.id } } })).toBe(5);
    await page.getByRole('button', { name: 'Nộp bài' }).click();
    await page.getByText('Các câu chưa trả lời hoặc chưa đủ').waitFor();
    await page.getByRole('link', { name: 'Quay lại làm tiếp' }).click();
    await card(page, 'Tháng đầu năm').getByRole('textbox').fill('Tháng  Giêng');
    await page.getByRole('button', { name: 'Nộp bài' }).click();
    await page.getByText('Đồng chí đã trả lời tất cả các câu.').waitFor();
    await page.getByRole('button', { name: 'Nộp bài ngay' }).click();
    await page.getByText('6/6', { exact: true }).waitFor();
    const seen = (await payloads()).join('\n');
    // This member wrote the accepted spelling, so it stands in the answer box.
    expect(FORBIDDEN.filter((word) => word !== 'tháng giêng' && seen.includes(word))).toEqual([]);
    await context.close();
  });
});

describe('the clock', () => {
  test('an open page submits itself when the time is up', async () => {
    const { path, username, quiz } = await makeSitting();
    const { page, context, errors } = await open(username, { viewport: PHONE });
    await page.goto(path);
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click();
    await page.waitForURL(`**${path}/luot/1`);
    await services.db.quizAttempt.updateMany({
      where: { quizId: quiz.id },
      data: { endsAt: new Date(Date.now() + 8_000) },
    });
    await page.reload();
    await page.getByText('Đã trả lời 0/6').waitFor();
    await card(page, 'Trái đất').getByLabel('Đúng').check();
    await page.getByText('tự nộp khi hết giờ').waitFor({ timeout: 20_000 });
    await page.getByText('1/6', { exact: true }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test('the worker submits what nobody looks at', async () => {
    const { path, username, quiz } = await makeSitting({ closesAt: new Date(Date.now() + 6_000) });
    const { page, context } = await open(username, { viewport: PHONE, javaScript: false });
    await page.goto(path);
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click();
    await page.waitForURL(`**${path}/luot/1`);
    await context.close();
    await until(
      async () => (await services.db.quizAttempt.count({ where: { quizId: quiz.id, timedOut: true } })) === 1,
      { seconds: 30, what: 'the submission by the worker' },
    );
  });

  test('a post after the end is refused in words, what was saved before is marked', async () => {
    const { path, username, quiz } = await makeSitting();
    const { page, context } = await open(username, { viewport: PHONE, javaScript: false });
    await page.goto(path);
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click();
    await page.waitForURL(`**${path}/luot/1`);
    await answerAll(page);
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click();
    await page.getByText('Đã lưu các câu trả lời.').waitFor();
    await card(page, 'Tháng đầu năm').getByRole('textbox').fill('tháng giêng');
    const past = new Date(Date.now() - 10_000);
    await services.db.quizAttempt.updateMany({
      where: { quizId: quiz.id },
      data: { startedAt: new Date(past.getTime() - 60_000), endsAt: past },
    });
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click();
    await page.getByText('Đã hết giờ khi bài được gửi đến.').waitFor();
    await page.getByText('5/6', { exact: true }).waitFor();
    await context.close();
  });
});

test('before the sessions are covered the page says which one is missing and leads there', async () => {
  const { path, username, room } = await makeSitting({ afterCoverage: true }, { sessions: 2 });
  const { page, context } = await open(username, { viewport: PHONE });
  await page.goto(path);
  await page.getByText('Đồng chí cần học đủ các buổi trước khi làm bài').waitFor();
  expect(await page.getByRole('link', { name: /Chuyên đề 2/ }).getAttribute('href')).toBe(
    `/buoi-hoc/${room.sessionIds[1]}`,
  );
  await expectSoundPage(page);
  await context.close();
});

test('an organiser imports a bank, meets each error with its line, and opens a question to its key', async () => {
  const root = await makeUnit(services, `KQ${Date.now()}`, null);
  const username = `tochuc.${Date.now()}`;
  await makeAccount(services, { username, grants: [['ORGANISER', root]] });
  const { page, context, errors } = await open(username, { viewport: DESKTOP });
  await page.goto('/quan-ly/ngan-hang-cau-hoi');
  await page.getByRole('textbox', { name: 'Mã ngân hàng' }).fill('thi-thu');
  await page.getByRole('textbox', { name: /Tên ngân hàng/ }).fill('Ngân hàng thi thử');
  await page.getByLabel('Tổ chức quản lý').selectOption(root.code);
  await page.getByLabel('không chứa bí mật nhà nước').check();
  await page.getByLabel('Tệp câu hỏi').setInputFiles({
    name: 'thi.gift',
    mimeType: 'text/plain',
    buffer: Buffer.from(`${GIFT}\n\n::hong:: Hỏng? {~A ~B}`),
  });
  await page.getByRole('button', { name: 'Nhập câu hỏi' }).click();
  await page.getByText('Đã nhập câu hỏi.').waitFor();
  await page.getByRole('row', { name: /13.*hong.*Không có phương án đúng nào/ }).waitFor();
  await expectNoAxeViolations(page);
  await page.getByRole('link', { name: 'Mở ngân hàng' }).click();
  await page.getByRole('heading', { name: 'Ngân hàng thi thử' }).waitFor();
  await page.getByText('Thủ đô ở đâu?').click();
  await page.getByText(SECRET).first().waitFor();
  await expectNoAxeViolations(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await expectNoAxeViolations(page);
  expect(errors).toEqual([]);
  await context.close();
});
