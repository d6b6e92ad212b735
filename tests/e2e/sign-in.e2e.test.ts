import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { createAccount } from '~/modules/accounts/create-account.server';
import { makeTotpSecret } from '~/modules/accounts/totp.server';
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
import { startOidcProvider, type TestProvider } from '../setup/oidc-provider';
import { startWithSettings } from '../setup/second-web';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

let stack: Stack;
let browser: Browser;
let services: Services;
let root: TestUnit;
let cell: TestUnit;
let provider: TestProvider;

beforeAll(async () => {
  // Another site than ours (localhost), as in life: strict cookies do not come back from it.
  provider = await startOidcProvider(() => `${stack.env.PUBLIC_URL}/dang-nhap/oidc/ve`, '127.0.0.1');
  [stack, browser] = await Promise.all([
    startStack({ demo: false, names: ['web'], publicHost: 'localhost', env: provider.env }),
    launchBrowser(),
  ]);
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
  await provider?.stop();
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

test('a powerful role waits for a second person; an emergency is told of, ended and reviewed; roles are reviewed', async () => {
  const second = await makeAccount(services, { username: 'quantri.hai', grants: [['ADMINISTRATOR', root]] });
  await makeAccount(services, { username: 'nguoi.nhan', grants: [['VENUE_CLERK', cell]] });
  await withPage({ viewport: PHONE }, async (page) => {
    await signIn(page, stack, 'quantri', TEST_PASSWORD);
    await page.goto('/quan-ly/tai-khoan/nguoi.nhan');
    await page.getByLabel('Vai trò').selectOption('INSPECTOR');
    await page.getByLabel('Mã đơn vị').fill('K.B.2');
    await page.getByRole('button', { name: 'Giao vai trò' }).click();
    await page.waitForURL('**/nguoi.nhan?cho-duyet');
    await expectSoundPage(page);
    await page.goto('/quan-ly/khan-cap');
    await page.getByText('Cần truy cập khẩn cấp…').click();
    await page.getByLabel('Cấp ủy').check();
    await page.getByLabel('Mã đơn vị').fill('K.B.2');
    await page.getByLabel('Lý do').fill('Máy chủ báo lỗi số liệu ngay trước giờ họp');
    await page.getByRole('button', { name: 'Mở truy cập khẩn cấp' }).click();
    await page.waitForURL('**/khan-cap?xong=mo');
    await expectSoundPage(page);
    // Not an administrator's page without it.
    expect((await page.goto('/quan-ly/tong-hop'))?.status()).toBe(200);
    // Another's shows on a page that is open already, when its person comes back to it.
    const other = await services.db.emergencyAccess.create({
      data: {
        ...{ accountId: second.id, accountName: 'Người khác', role: 'SECRETARY', readOnly: true, unitId: cell.id },
        ...{ reason: 'Máy chủ hỏng giữa buổi học', untilAt: new Date(Date.now() + 900_000) },
      },
    });
    // The page may not have come to life when it is told for the first time.
    await until(async () => {
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      return page.getByRole('alert').getByText('Truy cập khẩn cấp đang mở: Người khác').isVisible();
    });
    await services.db.emergencyAccess.update({ where: { id: other.id }, data: { endedAt: new Date() } });
  });
  await withPage({ viewport: PHONE }, async (page) => {
    await signIn(page, stack, 'quantri.hai', TEST_PASSWORD);
    await page.goto('/quan-ly/tai-khoan/de-nghi');
    await page.getByRole('alert').getByText('Truy cập khẩn cấp đang mở: Tài khoản quantri').waitFor();
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Duyệt, giao vai trò' }).click();
    await page.waitForURL('**/de-nghi?xong=duyet');
    await page.getByRole('alert').getByRole('button', { name: 'Kết thúc ngay' }).click();
    await page.waitForURL('**/khan-cap?xong=ket-thuc');
    await page.getByRole('button', { name: 'Ghi kết luận' }).click();
    await page.waitForURL('**/khan-cap?xong=xem-xet');
    await expectSoundPage(page);
    await page.goto('/quan-ly/ra-soat');
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Mở đợt rà soát' }).click();
    await page.waitForURL(/ra-soat\/\d+$/);
    await page.getByRole('button', { name: /trên trang này/ }).click();
    await page.getByText('còn 1.').waitFor();
    await expectSoundPage(page);
  });
  const roles = await services.db.roleGrant.findMany({
    where: { account: { username: 'nguoi.nhan' }, role: 'INSPECTOR' },
    select: { grantedById: true, approvedById: true },
  });
  expect(roles).toHaveLength(1);
  expect(roles[0]?.approvedById).not.toBe(roles[0]?.grantedById);
  const emergencies = await services.db.emergencyAccess.findMany({ orderBy: { id: 'asc' }, select: { verdict: true } });
  expect(emergencies).toEqual([{ verdict: 'ACCEPTED' }, { verdict: null }]);
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

/** Presses a button that posts, and waits for the page that answers. */
async function press(page: Page, name: string) {
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  await page.waitForLoadState('load');
}

const secretOf = async (page: Page) =>
  ((await page.locator('[data-totp-secret]').textContent()) ?? '').replaceAll(/\s/g, '');
const codesOf = (page: Page) => page.locator('[data-recovery-codes] li span:last-child').allTextContents();
/** The code of the next 30 seconds: the present one may have been used for setting up. */
const nextCode = (secret: string) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 });

test('an app is set up and asked for, and a code from the paper stands in for it, all without script', async () => {
  const username = 'hai.lop';
  const options = { viewport: PHONE, javaScript: false };
  await makeAccount(services, { username });
  let secret = '';
  let codes: string[] = [];
  await withPage(options, async (page) => {
    await signIn(page, stack, username, TEST_PASSWORD);
    await page.goto('/bao-mat');
    await page.getByRole('link', { name: 'Thiết lập xác thực lần hai' }).click();
    await page.getByRole('link', { name: 'Dùng ứng dụng xác thực' }).click();
    secret = await secretOf(page);
    await page.getByLabel('Mã 6 chữ số').fill('12');
    await press(page, 'Hoàn thành thiết lập');
    await page.getByText('Mã chưa đúng hoặc đã hết hạn').waitFor();
    expect(await secretOf(page)).toBe(secret);
    await page.getByLabel('Mã 6 chữ số').fill(await generate({ secret }));
    await press(page, 'Hoàn thành thiết lập');
    codes = await codesOf(page);
    expect(codes).toHaveLength(10);
    await page.getByRole('link', { name: 'Tôi đã ghi lại, tiếp tục' }).click();
    await page.waitForURL((url) => url.pathname === '/');
  });
  await withPage(options, async (page) => {
    await page.goto('/dot-hoc-tap?x=1');
    await submit(page, username, TEST_PASSWORD);
    expect(path(page)).toBe('/dang-nhap/xac-thuc');
    // Half-way is not signed in.
    await page.goto('/bao-mat');
    expect(path(page)).toMatch(/^\/dang-nhap\?/);
    await page.goto('/dang-nhap/xac-thuc');
    await page.getByLabel('Mã 6 chữ số').fill('000 000');
    await press(page, 'Xác thực và đăng nhập');
    await page.getByText('Mã chưa đúng hoặc đã hết hạn').waitFor();
    await page.getByLabel('Mã 6 chữ số').fill(await nextCode(secret));
    await press(page, 'Xác thực và đăng nhập');
    expect(path(page)).toBe('/dot-hoc-tap?x=1');
  });
  await withPage(options, async (page) => {
    await page.goto('/dang-nhap');
    await submit(page, username, TEST_PASSWORD);
    await page.getByRole('link', { name: 'Không có điện thoại bên mình? Dùng mã dự phòng' }).click();
    await page.getByLabel('Mã dự phòng').fill((codes[4] ?? '').toUpperCase().replaceAll('-', ' '));
    await press(page, 'Xác thực và đăng nhập');
    expect(path(page)).toBe('/');
    await page.goto('/bao-mat');
    await page.getByText('Còn 9 mã chưa dùng').waitFor();
    await page.getByText('bằng mật khẩu và mã dự phòng').waitFor();
  });
});

test('a passkey is made, signs in alone, is the second step after a password, and opens a locked session', async () => {
  await makeAccount(services, { username: 'co.khoa' });
  const localhost = stack.url.replace('127.0.0.1', 'localhost');
  const context = await browser.newContext({ baseURL: localhost, viewport: PHONE, locale: 'vi-VN' });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await signIn(page, stack, 'co.khoa', TEST_PASSWORD);
  await page.goto('/bao-mat/khoa');
  await page.getByLabel('Tên gọi cho dễ nhớ').fill('Điện thoại của tôi');
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click();
  await page.locator('[data-recovery-codes]').waitFor();
  await expectSoundPage(page);
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toHaveLength(1);

  const pressPasskey = () => page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
  await context.clearCookies();
  await page.goto('/dang-nhap?tiep=/bao-mat');
  await pressPasskey();
  await page.waitForURL('**/bao-mat');
  await page.getByText('bằng khóa truy cập').waitFor();

  await context.clearCookies();
  await page.goto('/dang-nhap');
  await submit(page, 'co.khoa', TEST_PASSWORD);
  expect(path(page)).toBe('/dang-nhap/xac-thuc');
  await pressPasskey();
  await page.waitForURL((url) => url.pathname === '/');

  await services.pool.query(`update auth_session set last_seen_at = now() - interval '16 minutes'`);
  await page.goto('/dot-hoc-tap');
  expect(path(page)).toBe('/mo-khoa?tiep=%2Fdot-hoc-tap');
  await pressPasskey();
  await page.waitForURL('**/dot-hoc-tap');

  // A device that does not check its person proves too little to sign in alone.
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await context.clearCookies();
  await page.goto('/dang-nhap');
  await pressPasskey();
  await page.getByRole('alert').getByText('Đã hủy, hoặc thiết bị này chưa có khóa truy cập').waitFor();
  expect(path(page)).toBe('/dang-nhap');
  await context.close();
});

test('who must have a second factor sets it up first and gets nowhere else', async () => {
  await makeAccount(services, { username: 'bat.buoc', grants: [['ADMINISTRATOR', root]] });
  const strict = await startWithSettings(stack, { SECOND_FACTOR: 'required' });
  try {
    await withVisit({ browser, stack: { ...stack, url: strict.url } }, { viewport: PHONE }, async (page) => {
      await page.goto('/dang-nhap');
      await submit(page, 'bat.buoc', TEST_PASSWORD);
      for (const address of ['/', '/quan-ly/tai-khoan', '/bao-mat', '/dot-hoc-tap']) {
        await page.goto(address);
        expect(path(page)).toBe('/bao-mat/thiet-lap');
      }
      const status = async (address: string) => (await page.request.get(address, { maxRedirects: 0 })).status();
      expect(await status('/resources/coverage/1')).toBe(401);
      expect(await status('/events/broadcasts/1')).toBe(401);
      await expectSoundPage(page);
      await page.getByRole('link', { name: 'Dùng ứng dụng xác thực' }).click();
      await page.waitForURL('**/bao-mat/ung-dung');
      await page.getByLabel('Mã 6 chữ số').fill(await generate({ secret: await secretOf(page) }));
      await press(page, 'Hoàn thành thiết lập');
      expect(await codesOf(page)).toHaveLength(10);
      await page.goto('/quan-ly/tai-khoan');
      expect(path(page)).toBe('/quan-ly/tai-khoan');
    });
  } finally {
    await strict.stop();
  }
});

describe('a session left alone', () => {
  const leave = (minutes: number) =>
    services.pool.query(`update auth_session set last_seen_at = now() - make_interval(mins => $1)`, [minutes]);

  test('locks; the password brings back where one was, and what was sent meanwhile', async () => {
    await makeAccount(services, { username: 'di.hop', grants: [['ADMINISTRATOR', root]] });
    await withPage({ viewport: PHONE, javaScript: false }, async (page) => {
      await signIn(page, stack, 'di.hop', TEST_PASSWORD);
      await page.goto('/quan-ly/tai-khoan/moi');
      await page.getByLabel('Tên hiển thị').fill('Đồng chí Chờ');
      await page.getByLabel('Tên đăng nhập').fill('dang.cho');
      await page.getByLabel('Vai trò').selectOption('COMMITTEE');
      await page.getByLabel('Mã đơn vị').fill('K.B.2');
      await leave(6);
      await press(page, 'Tạo tài khoản');
      expect(path(page)).toMatch(/^\/mo-khoa\?tiep=%2Fquan-ly%2Ftai-khoan%2Fmoi&giu=/);
      expect(await page.content()).not.toContain('Đồng chí Chờ');
      await page.getByLabel('Mật khẩu').fill('không phải');
      await press(page, 'Mở khóa');
      await page.getByText('Mật khẩu chưa đúng').waitFor();
      await page.getByLabel('Mật khẩu').fill(TEST_PASSWORD);
      await press(page, 'Mở khóa');
      await page.getByText('Nội dung đồng chí vừa nhập vẫn còn').waitFor();
      await press(page, 'Gửi lại');
      await page.locator('[data-one-time-password]').waitFor();
      expect(await services.db.account.findUnique({ where: { username: 'dang.cho' } })).toMatchObject({
        displayName: 'Đồng chí Chờ',
      });
    });
  });

  test('with script warns before, and keeps what is being typed under the lock', async () => {
    await withVisit({ browser, stack }, {}, async (page) => {
      await page.clock.install();
      await signIn(page, stack, 'quantri', TEST_PASSWORD);
      await page.goto('/quan-ly/tai-khoan/moi');
      await page.getByLabel('Tên hiển thị').fill('Chưa gửi');
      await services.pool.query(`update auth_session set last_seen_at = now() - interval '4 minutes 30 seconds'`);
      await page.clock.fastForward(4 * 60_000 + 30_000);
      await page.getByRole('button', { name: 'Tiếp tục phiên' }).waitFor();
      await expectNoAxeViolations(page);
      await leave(6);
      await page.clock.fastForward(60_000);
      const dialog = page.locator('dialog[data-idle="locked"]');
      await dialog.waitFor();
      await expectNoAxeViolations(page);
      await dialog.getByLabel('Mật khẩu').fill(TEST_PASSWORD);
      await dialog.getByRole('button', { name: 'Mở khóa' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await page.getByLabel('Tên hiển thị').inputValue()).toBe('Chưa gửi');
    });
  });
});

test('a privileged order asks for the password when it was said more than five minutes ago', async () => {
  await makeAccount(services, { username: 'duoc.cap' });
  await services.db.account.update({
    where: { username: 'duoc.cap' },
    data: { grants: { create: { role: 'SECRETARY', unitId: cell.id } } },
  });
  await withPage({ viewport: PHONE }, async (page) => {
    await signIn(page, stack, 'quantri', TEST_PASSWORD);
    await services.pool.query(`update auth_session set authenticated_at = now() - interval '6 minutes'`);
    await page.goto('/quan-ly/tai-khoan/duoc.cap');
    await page.getByText('Cấp lại mật khẩu', { exact: true }).click();
    const form = page.locator('form', { has: page.getByRole('button', { name: 'Cấp mật khẩu mới' }) });
    const token = async () => (await page.context().cookies()).find(({ name }) => name === 'dc')?.value;
    const before = await token();
    await form.getByRole('button').click();
    await page.getByRole('alert').getByText('cần xác nhận lại mật khẩu').waitFor();
    await form.getByLabel('Mật khẩu của đồng chí').fill(TEST_PASSWORD);
    await form.getByRole('button').click();
    await page.locator('[data-one-time-password]').waitFor();
    await expectSoundPage(page);
    // The token that was there before is worth nothing any more.
    expect(await token()).not.toBe(before);
    const late = await fetch(`${stack.url}/bao-mat?index`, {
      method: 'POST',
      redirect: 'manual',
      headers: withFormToken(stack.env, { cookie: `dc=${before}` }),
      body: new URLSearchParams({ 'phien-khac': '1' }),
    });
    expect(late.headers.get('location')).toMatch(/^\/dang-nhap/);
    // For five minutes nobody is asked again.
    await page.goto('/quan-ly/tai-khoan/duoc.cap');
    expect(await page.getByLabel('Mật khẩu của đồng chí').count()).toBe(0);
  });
});

test('the devices of an account are listed and can be signed out', async () => {
  await makeAccount(services, { username: 'hai.may' });
  await withPage({ viewport: PHONE, javaScript: false }, async (phone) => {
    await signIn(phone, stack, 'hai.may', TEST_PASSWORD);
    await withPage({}, async (desktop) => {
      await signIn(desktop, stack, 'hai.may', TEST_PASSWORD);
      await desktop.goto('/bao-mat');
      await expectSoundPage(desktop);
      expect(await desktop.locator('[data-session]').count()).toBe(2);
      await desktop.getByText('Chrome trên Linux').first().waitFor();
      await desktop.getByText('Đăng xuất mọi thiết bị khác').click();
      await press(desktop, 'Đăng xuất các thiết bị khác');
      await desktop.locator('[data-session="other"]').waitFor({ state: 'detached' });
      await phone.goto('/bao-mat');
      expect(path(phone)).toMatch(/^\/dang-nhap/);
      await desktop.goto('/bao-mat');
      expect(path(desktop)).toBe('/bao-mat');
    });
  });
});

test('single sign-on: an administrator links the identity, it signs in with our second step, and removing it ends that', async () => {
  const { id } = await makeAccount(services, { username: 'mot.lan', grants: [['COMMITTEE', cell]] });
  const start = async (page: Page) => {
    await page.goto(`${stack.env.PUBLIC_URL}/dang-nhap?tiep=%2Fbao-mat`);
    await page.getByRole('link', { name: 'Đăng nhập một lần của cơ quan' }).click();
  };
  await withPage({ viewport: PHONE, timeout: 15_000 }, async (person) => {
    await start(person);
    await person.waitForURL(`${provider.issuer}/**`);
    await person.getByLabel('Tên').fill('ma-so-0147');
    await person.getByRole('button', { name: 'Vào' }).click();
    await person.waitForURL((url) => url.pathname === '/dang-nhap/oidc/ve');
    await person.getByText('ma-so-0147').waitFor();
    await expectSoundPage(person);
    await withPage({ timeout: 15_000 }, async (administrator) => {
      await signIn(administrator, stack, 'quantri', TEST_PASSWORD);
      await administrator.goto('/quan-ly/tai-khoan/mot.lan');
      await administrator.getByLabel('Mã định danh (sub)').fill('ma-so-0147');
      await administrator.getByRole('button', { name: 'Gắn đăng nhập một lần' }).click();
      await administrator.getByText('Chưa dùng lần nào').waitFor();
      await expectSoundPage(administrator);
      const secret = await addApp(id);
      // The provider knows the browser by now and asks for nothing.
      await start(person);
      await person.waitForURL('**/dang-nhap/xac-thuc');
      await person.getByText('Hệ thống đăng nhập một lần đã xác nhận').waitFor();
      await person.getByLabel('Mã 6 chữ số').fill(await generate({ secret }));
      await person.getByRole('button', { name: 'Xác thực và đăng nhập' }).click();
      await person.waitForURL('**/bao-mat');
      await person.getByText('bằng đăng nhập một lần và mã từ ứng dụng').waitFor();
      await person.getByText('người gắn: Tài khoản quantri').waitFor();
      expect(await person.getByLabel('Mã định danh (sub)').count()).toBe(0);
      await expectSoundPage(person);
      await administrator.getByText('Gỡ đăng nhập một lần').click();
      await press(administrator, 'Gỡ');
      await administrator.getByLabel('Mã định danh (sub)').waitFor();
    });
    await person.goto(`${stack.env.PUBLIC_URL}/bao-mat`);
    expect(path(person)).toMatch(/^\/dang-nhap/);
  });
});

/** An app that is set up, whose code of this moment has not been used. */
async function addApp(accountId: number): Promise<string> {
  const secret = makeTotpSecret();
  const sealed = services.cipher.seal(secret, { table: 'totp_factor', column: 'secret', row: accountId });
  await services.db.totpFactor.create({
    data: { accountId, secret: sealed, sealKey: services.cipher.currentKey(), confirmedAt: new Date(), lastStep: 0 },
  });
  return secret;
}
