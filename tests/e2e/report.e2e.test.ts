import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeAccount, TEST_PASSWORD, viewerOf } from '../factories/accounts';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import {
  DESKTOP,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  openContext,
  PHONE,
  signIn,
  watchErrors,
} from '../setup/browser';
import { type Stack, startStack } from '../setup/stack';

let stack: Stack;
let browser: Browser;
let services: Services;
const trees = new Map<string, StudyTree>();

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  for (const code of ['KR', 'KH', 'KJ']) {
    const tree = await makeStudyTree(services, code);
    trees.set(code, tree);
    await makeAccount(services, { username: `uyvien.${code.toLowerCase()}`, grants: [['COMMITTEE', tree.root]] });
  }
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

async function sound(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectNoAxeViolations(page);
}

/** From the board down to the evidence, freeze, report, three files, and a correction that changes none of them. */
async function story(page: Page, code: string, javaScript: boolean): Promise<void> {
  const tree = trees.get(code) as StudyTree;
  await signIn(page, stack, `uyvien.${code.toLowerCase()}`, TEST_PASSWORD);
  await page.goto(`/quan-ly/tong-hop/${code}`);
  expect(await page.getByText('25,00%').first().isVisible()).toBe(true);
  expect(await page.getByText('3/12 phải học').isVisible()).toBe(true);
  if (javaScript) await sound(page);

  // The menu's entry leads straight to the board of the only campaign; its own list is one step back.
  await page.goto('/quan-ly/tong-hop');
  expect(new URL(page.url()).pathname).toBe(`/quan-ly/tong-hop/${code}`);
  await page.getByRole('link', { name: 'Tổng hợp' }).last().click();
  await page.getByRole('link', { name: `Chuyển đổi số ${code}` }).waitFor();
  if (javaScript) await sound(page);

  // Who is missing what, with a text to send.
  await page.goto(`/quan-ly/tong-hop/${code}/${code}.1/don-doc`);
  expect(await page.getByLabel('Nội dung để gửi').inputValue()).toContain('1. Trần Văn Đức: chưa học buổi 2');
  if (javaScript) await sound(page);

  // A figure opens the members it counts, a member the evidence.
  await page.goto(`/quan-ly/tong-hop/${code}/${code}.1?loc=chua-hoc`);
  await page.getByRole('link', { name: 'Trần Văn Đức' }).click();
  await page.getByRole('heading', { name: 'Bằng chứng: Trần Văn Đức' }).waitFor();
  if (javaScript) await sound(page);

  await page.goto(`/quan-ly/tong-hop/${code}`);
  await page.getByRole('button', { name: 'Chốt số liệu' }).click();
  await page.waitForURL(/\/quan-ly\/bao-cao\/so-lieu\/\d+/);
  await page.getByText('Đã chốt số liệu').waitFor();
  if (javaScript) await sound(page);
  await page.getByRole('button', { name: 'Xuất báo cáo' }).click();
  await page.waitForURL(/\/quan-ly\/bao-cao\/\d+$/);
  const reportUrl = page.url();
  await page.getByRole('link', { name: /Bản để đọc, in/ }).waitFor({ timeout: 60_000 });
  if (javaScript) await sound(page);

  const before = await download(page);
  for (const sessionId of tree.sessionIds) {
    const viewer = await viewerOf(services, `uyvien.${code.toLowerCase()}`);
    await correctAttendance(
      { viewer, sessionId, memberId: tree.memberIds[0]?.[3] ?? 0, verdict: 'HALL', reason: 'Có mặt tại hội trường' },
      services.db,
    );
  }
  await page.goto(`/quan-ly/tong-hop/${code}`);
  expect(await page.getByText('4/12 phải học').isVisible()).toBe(true);
  await page.goto(reportUrl);
  expect(await download(page)).toEqual(before);
}

async function download(page: Page): Promise<string[]> {
  const files: string[] = [];
  for (const [label, magic] of [
    ['Bản Word để sửa', 'PK'],
    ['Bản để đọc, in', '%PDF'],
    ['Biểu số liệu', 'PK'],
  ] as const) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: new RegExp(label) }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Báo cáo kết quả Chuyển đổi số .* – Đảng bộ .*\.(docx|pdf|xlsx)$/);
    const bytes = await readFile(await file.path());
    expect(bytes.subarray(0, magic.length).toString()).toBe(magic);
    files.push(bytes.toString('base64'));
  }
  return files;
}

describe('the completion report, from the board to the files', () => {
  test.each([
    ['on a desktop', 'KR', { viewport: DESKTOP }],
    ['on a phone in the dark', 'KH', { viewport: PHONE, dark: true }],
    ['without JavaScript', 'KJ', { viewport: DESKTOP, javaScript: false }],
  ] as const)(
    '%s',
    async (_name, code, options) => {
      const context = await openContext(browser, stack, options);
      const page = await context.newPage();
      const errors = watchErrors(page);
      await story(page, code, !('javaScript' in options));
      expect(errors).toEqual([]);
      await context.close();
    },
    180_000,
  );
});
