import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createAccount } from '~/modules/accounts/create-account.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeAccount, makeMember, makeUnit, TEST_PASSWORD, type TestUnit } from '../factories/accounts';
import {
  DESKTOP,
  expectNoAxeViolations,
  expectSoundPage,
  launchBrowser,
  PHONE,
  signIn,
  type VisitOptions,
  withVisit,
} from '../setup/browser';
import { withFormToken } from '../setup/form-token';
import { type Stack, startStack } from '../setup/stack';

let stack: Stack;
let browser: Browser;
let services: Services;
let root: TestUnit;
let cell: TestUnit;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false, names: ['web'] }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  root = await makeUnit(services, 'K', null, 'Đảng bộ Khối Mẫu');
  cell = await makeUnit(services, 'K.B.2', root, 'Chi bộ 2');
  const member = await makeMember(services, cell, 'Nguyễn Thị Ánh');
  await makeMember(services, cell, 'Trần Quốc Bình');
  await makeAccount(services, { username: 'anh.nguyenthi', memberId: member.id });
  await makeAccount(services, { username: 'quantri', grants: [['ADMINISTRATOR', root]] });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

const path = (page: Page) => {
  const url = new URL(page.url());
  return url.pathname + url.search;
};
const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

const withPage = (options: VisitOptions, work: (page: Page) => Promise<void>) =>
  withVisit({ browser, stack }, options, work);

async function submit(page: Page, username: string, password: string) {
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Đăng nhập' }).click(),
  ]);
  await page.waitForLoadState('load');
}

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('the sign-in page on a %s', (_name, viewport) => {
  test.each([false, true])('is accessible and fits, dark: %s', async (dark) => {
    await withPage({ viewport, dark }, async (page) => {
      await page.goto('/dang-nhap');
      expect(await ground(page)).toBe(dark ? 'rgb(22, 20, 15)' : 'rgb(251, 248, 243)');
      await expectSoundPage(page);
      await submit(page, 'khong.co.ai', 'sai mật khẩu');
      await expectSoundPage(page);
    });
  });
});

test('without script, signing in comes back to the page that was asked for', async () => {
  await withPage({ javaScript: false }, async (page) => {
    await page.goto('/dot-hoc-tap?x=1');
    expect(path(page)).toBe('/dang-nhap?tiep=%2Fdot-hoc-tap%3Fx%3D1');
    await submit(page, 'ANH.nguyenthi ', TEST_PASSWORD);
    expect(path(page)).toBe('/dot-hoc-tap?x=1');
    await page.locator('summary', { hasText: 'Nguyễn Thị Ánh' }).or(page.locator('header summary').last()).click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    expect(path(page)).toBe('/dang-nhap');
    await page.goto('/');
    expect(path(page)).toMatch(/^\/dang-nhap/);
  });
});

test('the keyboard alone is enough', async () => {
  await withPage({}, async (page) => {
    await page.goto('/dang-nhap');
    await page.keyboard.type('anh.nguyenthi');
    await page.keyboard.press('Tab');
    await page.keyboard.type(TEST_PASSWORD);
    await Promise.all([page.waitForURL((url) => url.pathname === '/'), page.keyboard.press('Enter')]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Đến nội dung chính');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('noi-dung');
  });
});

test('keys pressed before and while the page comes to life are kept, and break nothing', async () => {
  // The moment that matters is short: every trial types from the first input on, without waiting for the scripts.
  for (let trial = 0; trial < 12; trial += 1) {
    await withPage({}, async (page) => {
      await page.goto('/dang-nhap', { waitUntil: 'commit' });
      await page.locator('input[name="username"]').focus();
      await page.keyboard.type('anh.nguyenthi');
      await page.waitForLoadState('networkidle');
      expect(await page.locator('input[name="username"]').inputValue()).toBe('anh.nguyenthi');
    });
  }
});

test('another site cannot be the place to go on to', async () => {
  await withPage({}, async (page) => {
    for (const evil of ['//evil.example/x', 'https://evil.example', '/\\evil.example', '/\t/evil.example']) {
      await page.goto(`/dang-nhap?tiep=${encodeURIComponent(evil)}`);
      expect(await page.locator('input[name="tiep"]').first().inputValue()).toMatch(/^\/(dang-nhap.*)?$/);
      expect(await page.locator('form:has(input[name="password"]) input[name="tiep"]').inputValue()).toBe('/');
    }
  });
});

test('wrong tries keep the name, say what to do, and lock after the fifth', async () => {
  await makeAccount(services, { username: 'hay.quen' });
  await withPage({ viewport: PHONE }, async (page) => {
    await page.goto('/dang-nhap');
    for (let wrong = 1; wrong <= 5; wrong += 1) {
      await submit(page, 'hay.quen', `sai lần ${wrong}`);
      await page.getByRole('alert').getByText('Tên đăng nhập hoặc mật khẩu chưa đúng').waitFor();
      expect(await page.getByLabel('Tên đăng nhập').inputValue()).toBe('hay.quen');
    }
    await submit(page, 'hay.quen', TEST_PASSWORD);
    await page.getByRole('alert').getByText('tạm khóa 15 phút').waitFor();
    expect(path(page)).toMatch(/^\/dang-nhap/);
  });
});

test('a form that another site sends is refused', async () => {
  const body = new URLSearchParams({ username: 'quantri', password: TEST_PASSWORD });
  const send = (headers: Record<string, string>) =>
    fetch(`${stack.url}/dang-nhap`, {
      method: 'POST',
      body,
      headers: withFormToken(stack.env, headers),
      redirect: 'manual',
    });
  expect((await send({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await send({ origin: 'null' })).status).toBe(403);
  expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const own = await send({ origin: stack.url });
  expect(own.status).toBe(302);
  expect(own.headers.get('set-cookie')).toMatch(/^dc=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
});

test('the first sign-in asks for a password of one’s own, on every page', async () => {
  const { password } = await createAccount(
    {
      actor: { system: 'test' },
      username: 'nguoi.moi',
      displayName: 'Người Mới',
      grants: [{ role: 'ADMINISTRATOR', unitCode: 'K' }],
    },
    services.db,
  );
  await withPage({ viewport: PHONE }, async (page) => {
    await signIn(page, stack, 'nguoi.moi', password);
    expect(path(page)).toMatch(/^\/doi-mat-khau/);
    await page.goto('/quan-ly/tai-khoan');
    expect(path(page)).toMatch(/^\/doi-mat-khau/);
    await expectSoundPage(page);
    const change = async (current: string, next: string, again = next) => {
      await page.getByLabel('Mật khẩu hiện tại').fill(current);
      await page.getByLabel('Mật khẩu mới', { exact: true }).fill(next);
      await page.getByLabel('Nhập lại mật khẩu mới').fill(again);
      await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        page.getByRole('button', { name: 'Đổi mật khẩu' }).click(),
      ]);
      await page.waitForLoadState('load');
    };
    await change(password, 'ngắn');
    await page.getByText('Mật khẩu cần ít nhất 12 ký tự').waitFor();
    await change(password, 'sông dài cá lội', 'sông dài cá lặn');
    await page.getByText('chưa giống nhau').waitFor();
    await expectNoAxeViolations(page);
    await change(password, 'sông dài cá lội biệt tăm');
    expect(path(page)).not.toMatch(/doi-mat-khau/);
    await page.goto('/quan-ly/tai-khoan');
    expect(path(page)).toBe('/quan-ly/tai-khoan');
  });
});

test('the English switch changes every word and stays with the account', async () => {
  await withPage({}, async (page) => {
    await page.goto('/dang-nhap');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.locator('input[name="username"]').fill('anh.nguyenthi');
    await page.locator('input[name="password"]').fill(TEST_PASSWORD);
    await Promise.all([
      page.waitForURL((url) => url.pathname === '/'),
      page.getByRole('button', { name: 'Sign in' }).click(),
    ]);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.locator('header summary').last().click();
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/ngon-ngu')),
      page.getByRole('button', { name: 'English' }).click(),
    ]);
    await page.waitForLoadState('load');
    expect((await services.db.account.findUnique({ where: { username: 'anh.nguyenthi' } }))?.language).toBe('en');
    await services.db.account.update({ where: { username: 'anh.nguyenthi' }, data: { language: 'vi' } });
  });
});

test('dark and light can be chosen against the system’s wish', async () => {
  await withPage({ dark: true }, async (page) => {
    await page.goto('/dang-nhap');
    await page.getByRole('button', { name: 'Sáng' }).click();
    await page.waitForLoadState('load');
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
    expect(await ground(page)).toBe('rgb(251, 248, 243)');
    await page.getByRole('button', { name: 'Tối' }).click();
    await page.waitForFunction('document.documentElement.dataset.theme === "dark"');
    expect(await ground(page)).toBe('rgb(22, 20, 15)');
  });
});

test.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('an administrator creates an account, gives and takes a role, on a %s', async (name, viewport) => {
  const username = `binh.${name}`;
  await withPage({ viewport }, async (page) => {
    await signIn(page, stack, 'quantri', TEST_PASSWORD);
    await page.goto('/quan-ly/tai-khoan');
    await expectSoundPage(page);
    await page.getByRole('link', { name: 'Tạo tài khoản' }).click();
    await page.waitForURL('**/tai-khoan/moi');
    await page.getByLabel('Tên hiển thị').fill('Cán bộ thử');
    await page.getByLabel('Tên đăng nhập').fill(username);
    await page.getByLabel('Vai trò').selectOption('COMMITTEE');
    await page.getByLabel('Mã đơn vị').fill('KHONG.CO');
    await page.getByRole('button', { name: 'Tạo tài khoản' }).click();
    await page.getByRole('alert').getByText('Không có đơn vị nào mang mã KHONG.CO').waitFor();
    await expectNoAxeViolations(page);
    await page.getByLabel('Mã đơn vị').fill('K.B.2');
    await page.getByRole('button', { name: 'Tạo tài khoản' }).click();
    const shown = page.locator('[data-one-time-password]');
    await shown.waitFor();
    expect(((await shown.textContent()) ?? '').trim()).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    await expectNoAxeViolations(page);

    await page.getByRole('link', { name: 'Xem tài khoản này' }).click();
    await page.waitForURL(`**/tai-khoan/${username}`);
    await expectSoundPage(page);
    await page.getByLabel('Vai trò').selectOption('SECRETARY');
    await page.getByLabel('Mã đơn vị').fill('K.B.2');
    await page.getByRole('button', { name: 'Giao vai trò' }).click();
    await page.locator('li', { hasText: 'Bí thư chi bộ' }).getByRole('button', { name: 'Thu hồi' }).click();
    await page.locator('li', { hasText: 'Bí thư chi bộ' }).waitFor({ state: 'detached' });
    const grants = await services.db.roleGrant.findMany({ where: { account: { username } }, orderBy: { id: 'asc' } });
    expect(grants.map((grant) => [grant.role, grant.revokedAt !== null])).toEqual([
      ['COMMITTEE', false],
      ['SECRETARY', true],
    ]);
  });
});

test('pages that are not there, or not for this person, say what to do', async () => {
  await withPage({ viewport: PHONE }, async (page) => {
    await signIn(page, stack, 'anh.nguyenthi', TEST_PASSWORD);
    for (const address of ['/khong-co-trang-nay', '/quan-ly', '/quan-ly/tai-khoan', '/quan-ly/tai-khoan/quantri']) {
      const response = await page.goto(address);
      expect(response?.status()).toBe(404);
      await page.getByRole('heading', { name: 'Không tìm thấy trang này' }).waitFor();
      await expectSoundPage(page);
    }
  });
});
