import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeAccount, TEST_PASSWORD } from '../factories/accounts';
import { importSampleUnits } from '../factories/org';
import { compound, emptySheets, entities, zipBomb } from '../factories/spreadsheets';
import { launchBrowser, openContext, signIn } from '../setup/browser';
import { runCli } from '../setup/cli';
import { withFormToken } from '../setup/form-token';
import { type Stack, startStack } from '../setup/stack';

let stack: Stack;
let browser: Browser;
let services: Services;
let folder: string;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  folder = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'lists-'));
  await importSampleUnits(services);
  const root = { ...(await services.db.unit.findUniqueOrThrow({ where: { code: 'K' } })), path: '' };
  await makeAccount(services, { username: 'quantri', grants: [['ADMINISTRATOR', root]] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const MB = 1024 * 1024;
const files: [string, string, () => Buffer, string][] = [
  ['text renamed', 'danh-sach.xlsx', () => Buffer.from('xin chào'), 'Tệp này không phải là bảng tính'],
  ['a PDF renamed', 'danh-sach.xlsx', () => Buffer.from('%PDF-1.7\n'), 'Tệp này không phải là bảng tính'],
  ['old Excel', 'danh-sach.xls', () => compound('Workbook'), 'định dạng Excel cũ (.xls)'],
  ['encrypted', 'danh-sach.xlsx', () => compound('EncryptedPackage'), 'đang được đặt mật khẩu'],
  ['a zip bomb', 'danh-sach.xlsx', () => zipBomb(), 'Tệp nén bất thường'],
  ['entities', 'danh-sach.xlsx', entities, 'Tệp Excel bị hỏng'],
  ['only empty sheets', 'danh-sach.xlsx', emptySheets, 'Không tìm thấy bảng dữ liệu trong tệp'],
  ['nothing in it', 'danh-sach.xlsx', () => Buffer.alloc(0), 'Tệp rỗng'],
  ['50 MB', 'danh-sach.xlsx', () => Buffer.alloc(50 * MB, 65), 'Tệp lớn hơn 30 MB'],
];

describe.each([[true], [false]])('script: %s', (javaScript) => {
  test('what is no list gets one answer, the same on the page and on the command line', async () => {
    const context = await openContext(browser, stack, { javaScript });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await signIn(page, stack, 'quantri', TEST_PASSWORD);
    const statuses: number[] = [];
    page.on('response', (response) => statuses.push(response.status()));
    for (const [what, name, make, answer] of files) {
      const file = path.join(folder, name);
      await writeFile(file, make());
      await page.goto('/quan-ly/nhap-du-lieu');
      await page.getByLabel('không chứa bí mật nhà nước').check();
      await page.getByLabel('Tệp danh sách').setInputFiles(file);
      await page.getByRole('button', { name: 'Gửi tệp và xem trước' }).click();
      const said = page.getByText(answer);
      if (!javaScript) await reloadUntil(page, () => said.count());
      await said.waitFor();
      const whole = (await said.textContent()) ?? '';
      if (javaScript) {
        const cli = await runCli(['members', 'import', file], { ...stack.env, DATA_DIR: path.join(folder, 'data') });
        expect([what, cli.code, cli.out]).toEqual([what, 1, '']);
        expect(cli.err).toContain(answer);
        expect(whole).toContain(cli.err.trim());
      }
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(await services.db.member.count()).toBe(0);
    await context.close();
  }, 180_000);
});

test('a sender without a length is stopped at the limit, gets the answer, and nothing stays', async () => {
  const context = await openContext(browser, stack);
  const page = await context.newPage();
  await signIn(page, stack, 'quantri', TEST_PASSWORD);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const before = await services.storage.list('imports');
  const body = async function* () {
    yield Buffer.from('--x\r\nContent-Disposition: form-data; name="tep"; filename="a.xlsx"\r\n\r\n');
    for (let sent = 0; sent < 45; sent++) yield Buffer.alloc(MB, 65);
    yield Buffer.from('\r\n--x--\r\n');
  };
  const answer = await fetch(`${stack.url}/quan-ly/nhap-du-lieu?index`, {
    method: 'POST',
    headers: withFormToken(stack.env, { cookie, 'content-type': 'multipart/form-data; boundary=x' }),
    body: body(),
    duplex: 'half',
  } as unknown as RequestInit);
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain('Tệp lớn hơn 30 MB');
  expect(await services.storage.list('imports')).toEqual(before);
  expect(await readdir(path.join(stack.dataDir, 'storage', '.tmp'))).toEqual([]);
  await context.close();
});

/** Without script the page of a run is reloaded by hand, as it says. */
async function reloadUntil(page: Page, found: () => Promise<number>): Promise<void> {
  await page.waitForLoadState();
  while ((await found()) === 0) {
    const again = page.getByRole('link', { name: 'Tải lại trang để xem tiến độ' });
    if ((await again.count()) === 0) return;
    await again.click();
    await page.waitForLoadState();
  }
}
