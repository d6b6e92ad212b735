import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { importLectureFile } from '~/modules/media/import-lecture-file.server';
import { makeCode, makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { H264, makeClip, PICTURE, TONE } from '../factories/media';
import {
  DESKTOP,
  expectNoSidewaysScroll,
  expectSoundPage,
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
let venueId: number;
let folder: string;
const accounts: Record<string, number> = {};

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  const { db } = services;
  room = await makeClassroom(db, { members: 12 });
  const sessionId = room.sessionIds[0] ?? 0;
  await db.recording.deleteMany({ where: { sessionId } });
  const { accountId } = await makeViewer(db, room, { roles: ['ORGANISER'] });
  await db.roleGrant.create({ data: { accountId, role: 'ORGANISER', unitId: room.unitId } });
  for (const name of ['clerk', 'second'])
    accounts[name] = (await makeViewer(db, room, { roles: ['VENUE_CLERK'] })).accountId;
  await db.roleGrant.createMany({
    data: Object.values(accounts).map((id) => ({ accountId: id, role: 'VENUE_CLERK' as const, unitId: room.unitId })),
  });
  for (const index of [0, 1])
    accounts[`member${index}`] = (await makeViewer(db, room, { memberId: room.memberIds[index] ?? 0 })).accountId;
  const venue = await db.venue.create({
    data: {
      ...{ sessionId, unitId: room.unitId, name: 'Hội trường A', place: 'Hà Nội' },
      units: { create: { unitId: room.unitId } },
      clerks: { create: ['clerk', 'second'].map((name) => ({ accountId: accounts[name] ?? 0 })) },
    },
  });
  venueId = venue.id;
  accounts.organiser = accountId;
  folder = await mkdtemp(path.join(tmpdir(), 'diemcau-hall-'));
  const clip = await makeClip(folder, 'buoi-hoc.mp4', [...PICTURE(6), ...TONE(6), ...H264]);
  await importLectureFile({ file: clip, sessionId, ownerId: accountId }, services);
  await until(async () => (await db.recording.findUnique({ where: { sessionId } })) !== null, {
    seconds: 120,
    what: 'the recording',
  });
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signedIn(
  name: string,
  options: { viewport?: typeof PHONE; javaScript?: boolean } = {},
): Promise<BrowserContext> {
  const token = await openAuthSession({ accountId: accounts[name] ?? 0, now: new Date() }, services.db);
  const context = await openContext(browser, stack, { viewport: PHONE, ...options });
  await context.addCookies([{ name: 'dc', value: token, url: stack.url }]);
  return context;
}
const memberAt = (index: number) => room.memberIds[index] ?? 0;
const row = (page: Page, index: number) => page.locator(`[data-member="${memberAt(index)}"]`);
const choose = (page: Page, index: number, word: 'Có mặt' | 'Vắng') =>
  row(page, index).getByText(word, { exact: true }).click();
const saved = (page: Page) => page.locator('[data-sending="saved"]').waitFor();
const wayOf = async (index: number) =>
  (await services.db.memberOutcome.findFirst({ where: { memberId: memberAt(index) } }))?.ways[0] ?? 0;
const roll = () => `/quan-ly/diem-cau/${venueId}`;
const key = () => venueKey(stack.env.SESSION_SECRET ?? '');
const screen = () => `/diem-cau/${makeScreenToken({ venueId, linkVersion: 1 }, key())}`;

test('on a phone: one tap a member is saved, counts as HALL on the board, and survives a lost connection', async () => {
  const context = await signedIn('clerk');
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto('/quan-ly/diem-cau');
  await page.getByRole('link', { name: /Hội trường A/ }).click();
  await saved(page);
  await expectSoundPage(page);
  await choose(page, 0, 'Có mặt');
  await choose(page, 1, 'Vắng');
  await until(async () => (await wayOf(0)) === 1, { what: 'HALL' });
  await saved(page);
  await page.locator('[data-present="1"]').waitFor();

  await context.setOffline(true);
  await choose(page, 2, 'Có mặt');
  await page.locator('[data-sending="offline"]').waitFor();
  await page.getByText('Mất kết nối – sẽ tự gửi lại').waitFor();
  await row(page, 2).getByText('chưa gửi').waitFor();
  // The phone goes to sleep: the page is gone, the tap is not.
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(roll());
  await until(async () => (await wayOf(2)) === 1, { what: 'the tap of the closed page' });
  await saved(again);
  await expectNoSidewaysScroll(again);

  const board = await services.db.memberOutcome.findMany({ where: { campaignId: room.campaignId, way: 'HALL' } });
  expect(board.map(({ memberId }) => memberId).sort()).toEqual([memberAt(0), memberAt(2)].sort());
  expect(errors.filter((text) => !text.includes('net::'))).toEqual([]);
  await context.close();
});

test('the organiser sets up a hall: units and clerks are found by typing, with the keyboard', async () => {
  const context = await signedIn('organiser');
  const page = await context.newPage();
  const errors = watchErrors(page);
  const list = `/quan-ly/dot-hoc-tap/${room.campaignCode}/buoi-hoc/${room.sessionIds[0]}/diem-cau`;
  const unit = await services.db.unit.findUniqueOrThrow({ where: { id: room.unitId } });
  const clerk = await services.db.account.findUniqueOrThrow({ where: { id: accounts.clerk ?? 0 } });
  await page.goto(`${list}/moi`);
  await page.getByLabel('Tên điểm cầu').fill('Hội trường B');
  const host = page.getByRole('combobox', { name: 'Đơn vị chủ trì' });
  await host.fill('không có đơn vị này');
  await page.getByText('Không tìm thấy. Đồng chí thử từ khác.').waitFor();
  await host.fill(unit.code.toLowerCase());
  await page.locator('[role=listbox] [role=option]').first().waitFor();
  await host.press('Enter');
  await page.getByRole('button', { name: new RegExp(`Bỏ ?: ${unit.name}`) }).waitFor();
  const clerks = page.getByRole('combobox', { name: /Người phụ trách/ });
  await clerks.fill(clerk.username);
  await clerks.press('ArrowDown');
  await page.locator('[role=listbox] [role=option]').first().click();
  await page.getByRole('button', { name: new RegExp(`Bỏ ?: ${clerk.displayName}`) }).waitFor();
  await expectSoundPage(page);
  await page.getByRole('button', { name: 'Lưu điểm cầu' }).click();
  await page.getByRole('link', { name: 'Hội trường B' }).click();
  await page
    .getByRole('button', { name: new RegExp(`Bỏ ?: ${unit.name}`) })
    .first()
    .waitFor();
  expect(
    await services.db.venue.findFirst({ where: { name: 'Hội trường B' }, include: { units: true, clerks: true } }),
  ).toMatchObject({ unitId: unit.id, units: [{ unitId: unit.id }], clerks: [{ accountId: clerk.id }] });
  expect(errors).toEqual([]);
  await context.close();

  // Without script the codes are typed.
  const plain = await signedIn('organiser', { javaScript: false });
  const typed = await plain.newPage();
  await typed.goto(`${list}/moi`);
  await typed.getByLabel('Tên điểm cầu').fill('Hội trường C');
  await typed.getByLabel('Đơn vị chủ trì').fill('KHONG-CO');
  await typed.getByRole('button', { name: 'Lưu điểm cầu' }).click();
  await typed.getByText('Không có đơn vị nào mang mã “KHONG-CO”').waitFor();
  await typed.getByLabel('Đơn vị chủ trì').fill(unit.code);
  await typed.getByRole('button', { name: 'Lưu điểm cầu' }).click();
  await typed.getByRole('link', { name: 'Hội trường C' }).waitFor();
  await plain.close();
});

test('two clerks: the other’s word appears by itself; a tap on an old page does not overwrite it and is told', async () => {
  const [one, two] = [await signedIn('clerk'), await signedIn('second')];
  const [mine, theirs] = [await one.newPage(), await two.newPage()];
  await Promise.all([mine.goto(roll()), theirs.goto(roll())]);
  await Promise.all([saved(mine), saved(theirs)]);
  await two.setOffline(true);
  await choose(theirs, 3, 'Vắng');
  await theirs.locator('[data-sending="offline"]').waitFor();
  await choose(mine, 3, 'Có mặt');
  await until(async () => (await wayOf(3)) === 1, { what: 'HALL' });
  await two.setOffline(false);
  await theirs.getByText('vừa ghi đồng chí này có mặt').waitFor();
  expect(await wayOf(3)).toBe(1);
  expect(await row(theirs, 3).getByRole('radio', { name: 'Có mặt' }).isChecked()).toBe(true);
  await Promise.all([one.close(), two.close()]);
});

test('without JavaScript: choose, save with one button, “all present”, counts with what is wrong beside its field', async () => {
  const context = await signedIn('clerk', { javaScript: false });
  const page = await context.newPage();
  await page.goto(roll());
  await choose(page, 4, 'Có mặt');
  await choose(page, 5, 'Vắng');
  await page.getByRole('button', { name: 'Lưu điểm danh' }).click();
  await page.getByText('Đã lưu điểm danh.').waitFor();
  expect([await wayOf(4), await wayOf(5)]).toEqual([1, 0]);
  await page.getByRole('button', { name: 'Chọn tất cả có mặt' }).click();
  await page.getByText('Đã lưu điểm danh.').waitFor();
  expect([await wayOf(5), await wayOf(11)]).toEqual([0, 1]);
  await page.getByLabel(/^Số đảng viên đếm được/).fill('mười');
  await page.getByLabel(/^Số quần chúng cùng dự/).fill('6');
  await page.getByRole('button', { name: 'Lưu số đếm' }).click();
  await page.getByText('Đồng chí nhập một số nguyên, ví dụ 45.').waitFor();
  expect(await page.getByLabel(/^Số quần chúng cùng dự/).inputValue()).toBe('6');
  await page.getByLabel(/^Số đảng viên đếm được/).fill('10');
  await page.getByRole('button', { name: 'Lưu số đếm' }).click();
  await page.getByText('Đã lưu số đếm.').waitFor();
  expect(await services.db.guestCount.findFirst({ where: { campaignId: room.campaignId } })).toMatchObject({
    count: 6,
  });
  await context.close();
});

test('the hall’s screen: no sign-in, no personal data, the lecture plays, the code changes by itself', async () => {
  const clerk = await signedIn('clerk');
  const phone = await clerk.newPage();
  await phone.goto(roll());
  await phone.getByRole('button', { name: 'Mở điểm cầu' }).click();
  const link = phone.getByRole('link', { name: 'Mở màn hình hội trường' });
  expect(await link.getAttribute('href')).toBe(screen());
  await clerk.close();

  const context = await openContext(browser, stack, { viewport: DESKTOP });
  const page = await context.newPage();
  const errors = watchErrors(page);
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (/json|html/.test(response.headers()['content-type'] ?? '')) bodies.push(await response.text().catch(() => ''));
  });
  await page.goto(screen());
  await expectSoundPage(page);
  const drawn = () => page.locator('svg[data-code] path').nth(1).getAttribute('d');
  const first = await drawn();
  await page.getByRole('button', { name: 'Phát bài giảng' }).click();
  await until(async () => Number(await page.evaluate('document.querySelector("video").currentTime')) > 0.5, {
    seconds: 30,
    what: 'the lecture',
  });
  // The link is away: the codes that the screen was given go on.
  await context.setOffline(true);
  await until(async () => (await drawn()) !== first, { seconds: 45, what: 'the next code' });
  await context.setOffline(false);
  const everything = [await page.content(), ...bodies].join('\n');
  const people = await services.db.member.findMany({ select: { fullName: true, id: true } });
  const staff = await services.db.account.findMany({ select: { displayName: true, username: true } });
  expect(people.length).toBeGreaterThan(5);
  for (const text of [...people.map((m) => m.fullName), ...staff.flatMap((a) => [a.displayName, a.username])])
    expect(everything).not.toContain(text);
  expect(errors.filter((text) => !/net::|Failed to fetch/.test(text))).toEqual([]);
  const closing = await signedIn('clerk');
  const desk = await closing.newPage();
  await desk.goto(roll());
  await desk.getByRole('button', { name: 'Đóng điểm cầu' }).click();
  await page.getByText('Điểm cầu đã đóng. Cảm ơn các đồng chí.').waitFor();
  await closing.close();
  await context.close();

  // A wrong link is nothing at all, and the link opens nothing else of the lecture for those without it.
  expect((await fetch(`${stack.url}${screen().slice(0, -1)}_`)).status).toBe(404);
});

test('a member checks in by the code; an old code and a foreign one are refused in words', async () => {
  await services.db.venue.update({ where: { id: venueId }, data: { openedAt: new Date(), closedAt: null } });
  const context = await signedIn('member0');
  const page = await context.newPage();
  const at = (seconds: number) => `/diem-danh/${makeCode(venueId, Date.now() - seconds * 1000, key())}`;
  expect((await page.goto(at(125)))?.status()).toBe(410);
  await page.getByText('Mã này đã hết hạn').waitFor();
  expect((await page.goto(`/diem-danh/${'x'.repeat(27)}`))?.status()).toBe(404);
  await page.getByText('không phải mã điểm danh').waitFor();
  await services.db.venueCheckIn.deleteMany({});
  // Called already: the page says so at once.
  await page.goto(at(0));
  await page.getByText('Đồng chí đã điểm danh tại Hội trường A').waitFor();
  await context.close();

  // Absent by the roll so far: the check-in is kept, and the clerk decides.
  const absent = {
    sessionId: room.sessionIds[0] ?? 0,
    memberId: memberAt(1),
    kind: 'ROLL_CALL',
    positive: false,
  } as const;
  await services.db.attendanceEvidence.create({ data: { ...absent, recordedByName: 'Phụ trách', venueId } });
  const other = await signedIn('member1');
  const scanned = await other.newPage();
  await scanned.goto(at(0));
  await expectSoundPage(scanned);
  await scanned.getByRole('button', { name: 'Tôi có mặt tại đây' }).click();
  await scanned.getByText('Đồng chí đã điểm danh tại Hội trường A').waitFor();
  await scanned.getByText('Phụ trách điểm cầu sẽ xác nhận').waitFor();
  expect(await services.db.venueCheckIn.count({ where: { memberId: memberAt(1), venueId } })).toBe(1);
  expect(
    await services.db.attendanceEvidence.count({ where: { memberId: memberAt(1), positive: true, venueId } }),
  ).toBe(0);
  await other.close();
});
