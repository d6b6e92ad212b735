import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { importLectureFile } from '~/modules/media/import-lecture-file.server';
import { checkMoments, presenceCheckKey } from '~/modules/presence-checks/check-moments';
import { readEnv } from '~/platform/env';
import { fromMultirange, rangesLength, type SecondRange, subtractRanges, unionRanges } from '~/platform/ranges';
import { createServices, type Services } from '~/platform/services';
import { inRoot } from '../../bin/lib/root.mjs';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import {
  DESKTOP,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  openContext,
  PHONE,
  watchErrors,
} from '../setup/browser';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

let stack: Stack;
let services: Services;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let room: Classroom;
let sessionId: number;
let address: string;
let timeline: number;
let toTheEnd: Promise<void>;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ demo: false, env: { PRESENCE_CHECK_SECONDS: '12' } }),
    launchBrowser(),
  ]);
  services = createServices(readEnv(stack.env), 'test');
  room = await makeClassroom(services.db, { members: 8 });
  sessionId = room.sessionIds[0] ?? 0;
  address = `/buoi-hoc/${sessionId}`;
  await services.db.recording.deleteMany({ where: { sessionId } });
  const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  await importLectureFile(
    {
      file: inRoot('content/lecture/lecture.mp4'),
      captionsFile: inRoot('content/lecture/lecture.vi.vtt'),
      sessionId,
      ownerId: organiser.accountId,
    },
    services,
  );
  const recording = () => services.db.recording.findUnique({ where: { sessionId } });
  await until(async () => (await recording()) !== null, { seconds: 240, what: 'the recording' });
  timeline = (await recording())?.timelineSeconds ?? 0;
  toTheEnd = playToTheEnd();
  // Its own test tells.
  toTheEnd.catch(() => {});
}, 500_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

/** A member's browser, signed in. */
async function signedIn(memberIndex: number, viewport = DESKTOP, javaScript = true): Promise<BrowserContext> {
  const memberId = room.memberIds[memberIndex] ?? 0;
  const account =
    (await services.db.account.findUnique({ where: { memberId } })) ??
    (await services.db.account.findUniqueOrThrow({
      where: { id: (await makeViewer(services.db, room, { memberId })).accountId },
    }));
  const token = await openAuthSession({ accountId: account.id, now: new Date() }, services.db);
  const context = await openContext(browser, stack, { viewport, javaScript });
  await context.addCookies([{ name: 'dc', value: token, url: stack.url }]);
  return context;
}

const state = async (memberIndex: number) =>
  (
    await services.pool.query<{ recording: string; covered: number; position: number }>(
      'select recording::text, covered, position from session_coverage where session_id = $1 and member_id = $2',
      [sessionId, room.memberIds[memberIndex]],
    )
  ).rows[0];
const coverage = async (memberIndex: number) => fromMultirange((await state(memberIndex))?.recording ?? '{}');

/** What the browser itself says it played, in whole seconds. */
async function played(page: Page): Promise<SecondRange[]> {
  const pieces = (await page.evaluate(`(() => {
    const { played } = document.querySelector('video');
    return Array.from({ length: played.length }, (_, i) => [played.start(i), played.end(i)]);
  })()`)) as [number, number][];
  return unionRanges(pieces.map(([from, to]) => [Math.ceil(from - 0.3), Math.floor(to + 0.3)]));
}
const away = (a: SecondRange[], b: SecondRange[]) =>
  rangesLength(subtractRanges(a, b)) + rangesLength(subtractRanges(b, a));
const at = (page: Page) => page.evaluate('document.querySelector("video").currentTime') as Promise<number>;
const start = (page: Page) => page.getByRole('button', { name: /^(Phát bài giảng|Xem tiếp)$/ }).click();
const pause = (page: Page) => page.evaluate('document.querySelector("video").pause()');
const playsFor = async (page: Page, seconds: number) => {
  await until(async () => rangesLength(await played(page)) >= seconds, { seconds: 60, what: `${seconds} s of play` });
};

test.each([
  ['1280 px', DESKTOP, 0],
  ['360 px', PHONE, 1],
])(
  'what was played counts, seeking does not, closing and coming back resumes (%s)',
  async (_name, viewport, member) => {
    const context = await signedIn(member, viewport);
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(address);
    await expectNoAxeViolations(page);
    await expectNoSidewaysScroll(page);
    await start(page);
    await playsFor(page, 4);
    // A jump: to the middle of what has not been watched, by the keyboard-reachable list of gaps after a pause.
    await page.evaluate('document.querySelector("video").currentTime = 40');
    await until(async () => (await at(page)) > 43.5, { seconds: 60 });
    await pause(page);
    await page.locator('[data-sending="saved"]').waitFor();
    const whole = await played(page);
    await until(async () => away(await coverage(member), whole) <= 2, { what: 'coverage as played' });
    await until(async () => Number(await page.locator('[data-covered]').getAttribute('data-covered')) >= 6);
    const stoppedAt = await at(page);
    expect(Math.abs(((await state(member))?.position ?? 0) - stoppedAt)).toBeLessThanOrEqual(1.5);
    await expectNoAxeViolations(page);

    // Play on and close the tab in the middle: nothing says goodbye but the page itself.
    await start(page);
    await until(async () => (await at(page)) > stoppedAt + 3);
    const before = await at(page);
    await page.close({ runBeforeUnload: true });
    await until(async () => ((await state(member))?.position ?? 0) >= Math.floor(before) - 1);
    const again = await context.newPage();
    await again.goto(address);
    await start(again);
    await until(async () => (await at(again)) > 0);
    expect(await at(again)).toBeGreaterThan(before - 2);
    await pause(again);
    // A gap is a button: it goes there and plays.
    await again
      .getByRole('button', { name: /^Tới phần chưa xem/ })
      .first()
      .click();
    await until(async () => (await at(again)) < 12);
    expect(errors).toEqual([]);
    await context.close();
  },
);

test('without network: it says so, keeps everything, and sends it by itself when the network is back', async () => {
  const context = await signedIn(2, PHONE);
  const page = await context.newPage();
  await page.goto(address);
  await start(page);
  await playsFor(page, 3);
  await context.setOffline(true);
  await playsFor(page, 8);
  await pause(page);
  await page.getByText('Mất kết nối – sẽ tự gửi lại').waitFor();
  const lost = await coverage(2);
  const whole = await played(page);
  expect(rangesLength(whole)).toBeGreaterThan(rangesLength(lost) + 3);
  await context.setOffline(false);
  await until(async () => away(await coverage(2), whole) <= 2, { seconds: 40, what: 'coverage after the outage' });
  await page.locator('[data-sending="saved"]').waitFor();
  await context.close();
});

test('the tab is closed while the network is away: the next visit sends what it left', async () => {
  const context = await signedIn(3);
  const page = await context.newPage();
  await page.goto(address);
  await start(page);
  await playsFor(page, 2);
  await context.setOffline(true);
  await playsFor(page, 7);
  const whole = await played(page);
  await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
  expect(rangesLength(await coverage(3))).toBeLessThan(rangesLength(whole) - 2);
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(address);
  await until(async () => away(await coverage(3), whole) <= 2, { what: 'what the closed tab left' });
  await context.close();
});

test('two tabs: the union of what both really played', async () => {
  const context = await signedIn(4);
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto(address);
  await start(one);
  await playsFor(one, 5);
  await pause(one);
  await two.goto(address);
  await start(two);
  await two.evaluate('document.querySelector("video").currentTime = 2');
  await until(async () => (await at(two)) > 8, { seconds: 60 });
  await pause(two);
  const whole = unionRanges([...(await played(one)), ...(await played(two))]);
  await until(async () => away(await coverage(4), whole) <= 2, { what: 'the union' });
  await context.close();
});

/** A minute and more of real time, beside the journeys before it: other members, another browser. */
async function playToTheEnd(): Promise<void> {
  const context = await signedIn(5);
  const page = await context.newPage();
  await page.goto(address);
  await start(page);
  await until(async () => (await at(page)) > 0);
  await page.evaluate('document.querySelector("video").playbackRate = 1.5');
  await until(async () => (await page.evaluate('document.querySelector("video").ended')) === true, {
    seconds: 240,
    what: 'the end of the lecture',
  });
  // A stalled machine may swallow a tick; the end itself must be there, and nothing beyond a few seconds may be missing.
  await until(async () => (await coverage(5)).at(-1)?.[1] === timeline, { what: 'the last second' });
  await until(async () => away(await coverage(5), await played(page)) <= 3, { what: 'coverage as played' });
  await page.locator('[data-way="MAKE_UP"]').waitFor();
  expect(await services.db.memberOutcome.findFirst({ where: { memberId: room.memberIds[5] ?? 0 } })).toMatchObject({
    ...{ ways: [3], studied: true, way: 'MAKE_UP' },
  });
  await context.close();
}

test('played to the end at 1.5×, the whole timeline counts and the session is done', () => toTheEnd, 300_000);

/** Plays over the member's one moment and waits for the question. A pause sends a beat: its answer tells the player. */
async function playIntoCheck(page: Page, memberIndex: number): Promise<void> {
  const [moment] = checkMoments(
    { sessionId, memberId: room.memberIds[memberIndex] ?? 0, count: 2, seconds: timeline },
    presenceCheckKey(readEnv(stack.env).SESSION_SECRET),
  );
  const second = moment?.at ?? 0;
  await start(page);
  await until(async () => (await at(page)) > 0, { seconds: 60 });
  await page.evaluate(`document.querySelector("video").currentTime = ${second - 6}`);
  await until(async () => (await at(page)) > second - 3, { seconds: 60 });
  await pause(page);
  await until(async () => ((await state(memberIndex))?.position ?? 0) >= second - 4, { what: 'the beat' });
  await page.getByRole('button', { name: 'Phát', exact: true }).click();
  await page.locator('[data-check="asking"]').waitFor({ timeout: 30_000 });
}
const askMembers = () => services.db.campaign.update({ where: { id: room.campaignId }, data: { presenceChecks: 2 } });
const check = async (memberIndex: number) =>
  services.db.presenceCheck.findFirst({ where: { sessionId, memberId: room.memberIds[memberIndex] ?? 0 } });

test('asked whether one follows: announced before, answered by a key, and nothing takes the focus away', async () => {
  await askMembers();
  const context = await signedIn(6);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(`/dot-hoc-tap/${room.campaignCode}`);
  await page.getByText('mỗi buổi hệ thống hỏi đồng chí nhiều nhất 2 lần').waitFor();
  await page.goto(address);
  await page.getByText('hệ thống hỏi 1 lần, vào lúc bất kỳ').waitFor();
  await playIntoCheck(page, 6);
  const player = page.getByRole('region', { name: /^Trình phát/ });
  // Inside the player, so that it is there in full screen too.
  await player.getByRole('button', { name: 'Tôi đang theo dõi' }).waitFor();
  await page.getByText('Bấm nút Tôi đang theo dõi, hoặc phím Ctrl và Enter').waitFor({ state: 'attached' });
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^(Tạm dừng|Phát)$/);
  // The network is away just then: the tap is kept, and sent by itself.
  await context.setOffline(true);
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-check="kept"]').waitFor();
  await context.setOffline(false);
  await page.locator('[data-check="answered"]').waitFor();
  await page.locator('[data-check-state="ANSWERED"]').waitFor();
  await pause(page);
  await expectNoAxeViolations(page);
  expect(await check(6)).toMatchObject({ number: 1, answeredAt: expect.any(Date) });
  expect(errors.filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  await context.close();
});

test('a missed one stands over a reload, is explained, and the secretary accepts the explanation', async () => {
  await askMembers();
  const context = await signedIn(7, PHONE);
  const page = await context.newPage();
  await page.goto(address);
  await playIntoCheck(page, 7);
  await expectNoAxeViolations(page);
  await expectNoSidewaysScroll(page);
  await page.reload();
  await page.locator('[data-check="asking"]').waitFor();
  await page.locator('[data-check="missed"]').waitFor({ timeout: 20_000 });
  const row = page.locator('[data-check-state="MISSED"]');
  await row.getByText('Giải trình lần này').click();
  const text = row.getByLabel('Vì sao đồng chí chưa trả lời được');
  await text.evaluate((element) => element.removeAttribute('minlength'));
  await text.fill('Bận');
  await row.getByRole('button', { name: 'Gửi giải trình' }).click();
  await row.getByText('Đồng chí hãy ghi rõ hơn (ít nhất 5 ký tự).').waitFor();
  expect(await text.inputValue()).toBe('Bận');
  await text.fill('Có điện thoại khẩn của cơ quan');
  await row.getByRole('button', { name: 'Gửi giải trình' }).click();
  await page.locator('[data-check-state="EXPLAINED"]').waitFor();

  const secretary = await makeViewer(services.db, room);
  await services.db.roleGrant.create({
    data: { accountId: secretary.accountId, unitId: room.unitId, role: 'SECRETARY' },
  });
  const desk = await openContext(browser, stack, { viewport: DESKTOP, javaScript: true });
  const token = await openAuthSession({ accountId: secretary.accountId, now: new Date() }, services.db);
  await desk.addCookies([{ name: 'dc', value: token, url: stack.url }]);
  const board = await desk.newPage();
  await board.goto(`/quan-ly/tong-hop/${room.campaignCode}/${room.campaignCode}`);
  await board.getByRole('region', { name: 'Giải trình chờ xem xét' }).getByRole('link').click();
  await board.getByText('Xem xét giải trình', { exact: true }).click();
  await expectNoAxeViolations(board);
  await board.getByLabel('Lý do của quyết định').fill('Đã xác minh với cơ quan');
  await board.getByRole('button', { name: 'Chấp nhận giải trình' }).click();
  await board.locator('[data-check-state="ACCEPTED"]').waitFor();
  await desk.close();
  await page.reload();
  await page.locator('[data-check-state="ACCEPTED"]', { hasText: 'Đã xác minh với cơ quan' }).waitFor();
  expect(await check(7)).toMatchObject({ accepted: true, answeredAt: null });
  await context.close();
});

test('without JavaScript the lecture can be read', async () => {
  const context = await signedIn(0, PHONE, false);
  const page = await context.newPage();
  await page.goto(address);
  // Playwright's text search passes over noscript, the browser does not.
  await page.locator('noscript [role="status"]').waitFor();
  // A question that stands is answered by a form.
  const memberId = room.memberIds[0] ?? 0;
  const answerBy = new Date(Date.now() + 60_000);
  await services.db.presenceCheck.deleteMany({ where: { sessionId, memberId } });
  await askMembers();
  await services.db.presenceCheck.create({
    data: { sessionId, memberId, number: 1, at: 20, askedAt: new Date(), answerBy },
  });
  await page.reload();
  await page.locator('[data-check-state="OPEN"] noscript button').click();
  await page.locator('[data-check-state="ANSWERED"]').waitFor();
  await page.getByRole('link', { name: 'Đọc lời giảng dạng chữ' }).click();
  await page.getByRole('heading', { level: 1, name: /^Lời giảng/ }).waitFor();
  expect(await page.getByRole('listitem').count()).toBeGreaterThan(5);
  await context.close();
});
