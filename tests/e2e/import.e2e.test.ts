import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openIdentity } from '~/modules/org/member-identity';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { inRoot } from '../../bin/lib/root.mjs';
import { makeAccount, TEST_PASSWORD } from '../factories/accounts';
import { importSampleUnits } from '../factories/org';
import { DESKTOP, expectSoundPage, launchBrowser, PHONE, type VisitOptions, withVisit } from '../setup/browser';
import { type Stack, startStack } from '../setup/stack';

const MESSY = inRoot('content/members-messy.xlsx');
let stack: Stack;
let browser: Browser;
let services: Services;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  await importSampleUnits(services);
  const root = { ...(await services.db.unit.findUniqueOrThrow({ where: { code: 'K' } })), path: '' };
  const committee = { ...(await services.db.unit.findUniqueOrThrow({ where: { code: 'K.B' } })), path: '' };
  await makeAccount(services, { username: 'quantri', grants: [['ADMINISTRATOR', root]] });
  await makeAccount(services, { username: 'diemdanh', grants: [['VENUE_CLERK', committee]] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

const as = (username: string, options: VisitOptions, work: (page: Page) => Promise<void>) =>
  withVisit({ browser, stack }, { ...options, username, password: TEST_PASSWORD, timeout: 20_000 }, work);

async function upload(page: Page): Promise<void> {
  await page.goto('/quan-ly/nhap-du-lieu');
  await page.getByLabel('không chứa bí mật nhà nước').check();
  await page.getByLabel('Tệp danh sách').setInputFiles(MESSY);
  await Promise.all([
    page.waitForURL(/nhap-du-lieu\/[0-9a-f-]{36}$/),
    page.getByRole('button', { name: 'Gửi tệp và xem trước' }).click(),
  ]);
}

async function chooseCell(page: Page): Promise<void> {
  await page.getByText('Tệp không ghi chi bộ', { exact: true }).waitFor();
  await page.getByLabel('Chi bộ cho dòng không ghi mã đơn vị').selectOption('K.B.2');
  await page.getByRole('button', { name: 'Xem trước lại' }).click();
}

/** The message stands in what describes the control, and the control is marked as wrong. */
async function expectBeside(page: Page, label: string, message: string): Promise<void> {
  const control = page.getByLabel(label).and(page.locator('[aria-invalid=true]'));
  await page.getByText(message).waitFor();
  const ids = (await control.getAttribute('aria-describedby')) ?? '';
  const texts = await Promise.all(ids.split(' ').map((id) => page.locator(`[id="${id}"]`).textContent()));
  expect(texts.join(' ')).toContain(message);
}

const tab = (page: Page, name: string) => page.getByRole('link', { name });

test('a messy list: upload, reload while it waits, choose the cell, see every error, try, import', async () => {
  await as('quantri', { viewport: DESKTOP }, async (page) => {
    // The worker stands still, so that the page is seen while the file waits to be read.
    const worker = stack.pid('worker');
    process.kill(worker, 'SIGSTOP');
    try {
      await upload(page);
      await page.getByRole('progressbar', { name: 'Đang đọc tệp' }).waitFor();
      await page.reload();
      await page.getByRole('progressbar', { name: 'Đang đọc tệp' }).waitFor();
      await expectSoundPage(page);
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    await chooseCell(page);
    await tab(page, 'Mới (33)').waitFor();
    await page.getByText('Chi bộ: Chi bộ 2').first().waitFor();
    await expectSoundPage(page);

    await tab(page, 'Lỗi (2)').click();
    const error = page.getByRole('row').filter({ has: page.getByRole('cell', { name: '43', exact: true }) });
    await error.getByText('31/02/1980 không có trong lịch').waitFor();
    await error.getByText('không đúng mẫu 12 chữ số').waitFor();
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: '45', exact: true }) })
      .getByText('chứa công thức')
      .waitFor();
    await tab(page, 'Trùng (1)').click();
    await page.getByText('dòng 9').waitFor();

    await page.getByRole('button', { name: 'Chạy thử' }).click();
    await page.getByText('Chạy thử thành công, chưa ghi gì').waitFor();
    expect(await services.db.member.count()).toBe(0);

    await page.getByRole('button', { name: 'Nhập 33 dòng hợp lệ' }).click();
    await page.getByText('Đã nhập xong: 33 mới, 0 cập nhật').waitFor();
    expect(await services.db.member.count()).toBe(33);
    await expectSoundPage(page);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải danh sách dòng lỗi (CSV)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('dong-loi.csv');
  });
});

test('the same file again on a phone changes nothing, in the dark as well', async () => {
  await as('quantri', { viewport: PHONE, dark: true }, async (page) => {
    await upload(page);
    await chooseCell(page);
    await tab(page, 'Không đổi (33)').waitFor();
    await tab(page, 'Mới (0)').waitFor();
    expect(await page.getByRole('button', { name: /dòng hợp lệ/ }).isDisabled()).toBe(true);
    await expectSoundPage(page);
    await page.goto('/quan-ly/nhap-du-lieu');
    await expectSoundPage(page);
    expect(await services.db.member.count()).toBe(33);
  });
});

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('on a %s', (_name, viewport) => {
  test('units, members and one member are accessible and fit', async () => {
    await as('quantri', { viewport }, async (page) => {
      const an = await services.db.member.findFirstOrThrow({ where: { fullName: 'Phạm Phương An' } });
      for (const path of ['don-vi', 'don-vi/K.B', 'don-vi/moi?cha=K.B', 'dang-vien', `dang-vien/${an.id}`]) {
        const answer = await page.goto(`/quan-ly/${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        await expectSoundPage(page);
      }
    });
  });
});

test('without script: a unit is added, changed and closed; a unit with members is not', async () => {
  await as('quantri', { javaScript: false }, async (page) => {
    await page.goto('/quan-ly/don-vi/moi?cha=K.B');
    await page.getByLabel('Mã đơn vị').fill('K.B 9');
    await page.getByLabel('Tên đơn vị').fill('Chi bộ Thử nghiệm');
    await page.getByRole('button', { name: 'Thêm đơn vị' }).click();
    await expectBeside(page, 'Mã đơn vị', 'Mã đơn vị chỉ gồm chữ, số');
    expect(await page.getByLabel('Tên đơn vị').inputValue()).toBe('Chi bộ Thử nghiệm');
    await page.getByLabel('Mã đơn vị').fill('K.B.9');
    await page.getByRole('button', { name: 'Thêm đơn vị' }).click();
    await page.waitForURL(/don-vi\/K\.B\.9/);
    const unit = await services.db.unit.findUniqueOrThrow({ where: { code: 'K.B.9' }, include: { parent: true } });
    expect(unit.parent?.code).toBe('K.B');

    await page.getByLabel('Tên đơn vị').fill('Chi bộ Cơ quan Thử nghiệm');
    await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
    await page.getByRole('heading', { level: 1, name: 'Chi bộ Cơ quan Thử nghiệm' }).waitFor();
    await page.getByText('Kết thúc hoạt động…').click();
    await page.getByRole('button', { name: 'Kết thúc hoạt động' }).click();
    await page.getByText('Đã kết thúc hoạt động').first().waitFor();

    await page.goto('/quan-ly/don-vi/K.B.2');
    await page.getByText('Kết thúc hoạt động…').click();
    await page.getByRole('button', { name: 'Kết thúc hoạt động' }).click();
    await page.getByText('còn 33 đảng viên').waitFor();
  });
  const actions = await services.db.auditEntry.findMany({ where: { targetType: 'unit' }, orderBy: { id: 'asc' } });
  expect(actions.map((entry) => entry.action)).toEqual(['unit.create', 'unit.update', 'unit.close']);
});

test('a member’s own data is changed on the member’s page, and what is wrong is said beside the field', async () => {
  await as('quantri', { viewport: PHONE }, async (page) => {
    const { id } = await services.db.member.findFirstOrThrow({ where: { fullName: 'Hà Thị Thu Huệ' } });
    await page.goto(`/quan-ly/dang-vien/${id}`);
    await page.getByText('Sửa thông tin…').click();
    await page.getByLabel('Số thẻ đảng viên').fill('123');
    await page.getByRole('button', { name: 'Lưu thông tin' }).click();
    await expectBeside(page, 'Số thẻ đảng viên', 'không đúng mẫu 12 chữ số');
    await page.getByLabel('Số thẻ đảng viên').fill('000370001152');
    await page.getByRole('button', { name: 'Lưu thông tin' }).click();
    await expectBeside(page, 'Số thẻ đảng viên', 'đã thuộc về đồng chí Phạm Phương An');
    await page.getByLabel('Số thẻ đảng viên').fill('000370009999');
    await page.getByLabel('Ngày sinh').fill('31/02/1990');
    await page.getByRole('button', { name: 'Lưu thông tin' }).click();
    await expectBeside(page, 'Ngày sinh', '31/02/1990 không có trong lịch');
    await page.getByLabel('Ngày sinh').fill('5.6.1990');
    await page.getByRole('button', { name: 'Lưu thông tin' }).click();
    await page.getByText('Đã lưu').waitFor();
    const saved = await services.db.member.findUniqueOrThrow({ where: { id } });
    expect([openIdentity(id, saved, services.cipher).cardNumber, saved.birthDate?.toISOString().slice(0, 10)]).toEqual([
      '000370009999',
      '1990-06-05',
    ]);
    expect(await services.db.auditEntry.count({ where: { action: 'member.update', targetId: String(id) } })).toBe(1);
  });
});

test('a dated change that cannot be says so beside the field and keeps what was entered', async () => {
  await as('quantri', { javaScript: false }, async (page) => {
    const { id } = await services.db.member.findFirstOrThrow({ where: { fullName: 'Hà Thị Thu Huệ' } });
    await page.goto(`/quan-ly/dang-vien/${id}`);
    await page.getByLabel('Lý do').fill('Theo quyết định');
    await page.getByRole('button', { name: 'Ghi tình trạng mới' }).click();
    await expectBeside(page, 'Tình trạng mới', 'đang ở đúng tình trạng đã chọn');
    expect(await page.getByLabel('Lý do').inputValue()).toBe('Theo quyết định');
    await page.getByLabel('Tính từ ngày').last().fill('1990-01-01');
    await page.getByRole('button', { name: 'Chuyển sinh hoạt' }).click();
    await page.locator('[name=validFrom][aria-invalid=true]').waitFor();
  });
});

test('whoever may see units but no members gets no link that ends in nothing', async () => {
  await as('diemdanh', { viewport: PHONE }, async (page) => {
    await page.goto('/quan-ly/don-vi');
    const links = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect([link, (await page.request.get(link)).status()]).toEqual([link, 200]);
    await page.goto('/quan-ly/don-vi/K.B');
    const below = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    for (const link of below) expect([link, (await page.request.get(link)).status()]).toEqual([link, 200]);
  });
});
