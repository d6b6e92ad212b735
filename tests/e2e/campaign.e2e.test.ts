import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { importBank } from '~/modules/quizzes/import-bank.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { toLocalInput } from '~/platform/time';
import { inRoot } from '../../bin/lib/root.mjs';
import { makeAccount, makeMember, makeUnit, TEST_PASSWORD } from '../factories/accounts';
import { DESKTOP, expectSoundPage, launchBrowser, PHONE, type VisitOptions, withVisit } from '../setup/browser';
import { expectCleanLogs } from '../setup/clean-logs';
import { type Stack, startStack } from '../setup/stack';

let stack: Stack;
let browser: Browser;
let services: Services;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false, names: ['web'] }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  const root = await makeUnit(services, 'K', null, 'Đảng bộ Khối Mẫu');
  const cell = await makeUnit(services, 'K.B.2', root, 'Chi bộ 2 – Cơ quan Tư pháp Mẫu');
  const tokyo = await makeUnit(services, 'K.N.OV.JP', root, 'Chi bộ tại Tokyo');
  await makeUnit(services, 'K.X', root, 'Chi bộ đứng ngoài');
  await services.db.unit.update({ where: { id: tokyo.id }, data: { timeZone: 'Asia/Tokyo' } });
  const anh = await makeMember(services, cell, 'Ưng Hoài Anh');
  await makeMember(services, cell, 'Trần Công Tùng');
  const dung = await makeMember(services, tokyo, 'Trịnh Thành Dũng');
  await makeAccount(services, { username: 'dangvien', memberId: anh.id });
  await makeAccount(services, { username: 'dangvien.tokyo', memberId: dung.id });
  await makeAccount(services, { username: 'bithu', grants: [['SECRETARY', cell]] });
  await makeAccount(services, { username: 'tochuc', grants: [['ORGANISER', root]] });
  await importBank(
    {
      bytes: readFileSync(inRoot('content/questions.gift')),
      code: 'mau',
      title: 'Ngân hàng mẫu',
      unitCode: 'K',
      dryRun: false,
      actor: { system: 'kiểm thử' },
    },
    services.db,
  );
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

const as = (username: string, options: VisitOptions, work: (page: Page) => Promise<void>) =>
  withVisit({ browser, stack }, { ...options, username, password: TEST_PASSWORD, timeout: 15_000 }, work);

/** What this page's forms carry, for sending one without pressing its button. */
const formTokenOf = async (page: Page) => (await page.locator('meta[name="form-token"]').getAttribute('content')) ?? '';

const inDays = (days: number) =>
  toLocalInput(new Date(Date.now() + days * 86_400_000), 'Asia/Ho_Chi_Minh').slice(0, 10);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Các phần của đợt học tập' }).getByRole('link', { name }).click();
const saved = (page: Page) => page.getByText('Đã lưu.').waitFor();

describe('from nothing to an open campaign', () => {
  test('the organiser sets it up on the pages, wrong entries are explained and kept', async () => {
    await as('tochuc', { viewport: DESKTOP }, async (page) => {
      await page.goto('/quan-ly/dot-hoc-tap');
      await expectSoundPage(page);
      await page.getByRole('link', { name: 'Lập đợt học tập' }).click();
      await page.waitForURL('**/dot-hoc-tap/moi');
      await page.getByLabel('Mã đợt học tập').fill('Đợt 1');
      await page.getByLabel('Tên đợt học tập').fill('Học tập nghị quyết thử');
      await press(page, 'Lưu bản nháp');
      await page.getByText('Mã gồm 2–60 chữ thường không dấu').waitFor();
      await page.getByText('Đồng chí nhập ngày và giờ.').waitFor();
      expect(await page.getByLabel('Tên đợt học tập').inputValue()).toBe('Học tập nghị quyết thử');
      await expectSoundPage(page);
      await page.getByLabel('Mã đợt học tập').fill('nghi-quyet-thu');
      await page.getByLabel('Hạn hoàn thành').fill(`${inDays(10)}T17:00`);
      await press(page, 'Lưu bản nháp');
      await page.waitForURL('**/dot-hoc-tap/nghi-quyet-thu');
      await page.getByText('Chưa có buổi học nào. Đồng chí thêm ít nhất một buổi học.').waitFor();
      await expectSoundPage(page);

      await tab(page, 'Tài liệu');
      await page.getByRole('link', { name: 'Thêm tài liệu' }).click();
      await page.getByLabel('Tên văn bản').fill('Nghị quyết thử');
      await page
        .getByLabel('Nội dung', { exact: true })
        .fill('## Mục I\n\n<script>alert(1)</script>\n\n**Đậm** và TUYỆT MẬT');
      await press(page, 'Lưu tài liệu');
      await page.getByText('Văn bản có dấu độ mật').waitFor();
      await page.getByText('Đồng chí cần xác nhận văn bản không có nội dung bí mật nhà nước.').waitFor();
      await expectSoundPage(page);
      await page.getByLabel('Nội dung', { exact: true }).fill('## Mục I\n\n<script>alert(1)</script>\n\n**Đậm**');
      await press(page, 'Xem trước');
      await page.locator('.document-text').getByText('<script>alert(1)</script>').waitFor();
      await page.getByLabel(/Tôi xác nhận/).check();
      await press(page, 'Lưu tài liệu');
      await saved(page);
      await expectSoundPage(page);

      await tab(page, 'Buổi học');
      await page.getByRole('link', { name: 'Thêm buổi học' }).click();
      await page.getByLabel('Tên buổi học').fill('Nhận thức và hành động');
      await page.getByLabel(/^Báo cáo viên/).fill('Nguyễn Văn Mẫu');
      await page.getByLabel('Thời lượng (phút)').fill('chín mươi');
      await press(page, 'Lưu buổi học');
      await page.getByText('Đồng chí nhập số phút.').waitFor();
      await expectSoundPage(page);
      await page.getByLabel('Bắt đầu').fill(`${inDays(1)}T07:30`);
      await page.getByLabel('Thời lượng (phút)').fill('90');
      await press(page, 'Lưu buổi học');
      await saved(page);
      await expectSoundPage(page);

      await tab(page, 'Đối tượng');
      await page.getByLabel(/Đảng bộ Khối Mẫu/).uncheck();
      await press(page, 'Lưu đối tượng');
      await page.getByText('Đồng chí chọn ít nhất một đơn vị phải học.').waitFor();
      await page.getByLabel(/Chi bộ 2/).check();
      await page.getByLabel(/Chi bộ tại Tokyo/).check();
      await page.getByText('Đã chọn 3 đảng viên').waitFor();
      await press(page, 'Lưu đối tượng');
      await saved(page);
      await expectSoundPage(page);

      await tab(page, 'Quy tắc');
      await page.getByLabel('Số câu mỗi đề').fill('5');
      await press(page, 'Lưu bài trắc nghiệm');
      await saved(page);
      await page.getByLabel('Phải đạt bài trắc nghiệm').check();
      await page.getByLabel(/Phải theo dõi ít nhất/).fill('75');
      // Everybody may always miss one check: as many as are asked cannot be needed. What was entered stays.
      await page.getByLabel('Câu hỏi theo dõi mỗi buổi').selectOption('2');
      await page.getByLabel('Câu trả lời dùng để').selectOption('3');
      await press(page, 'Lưu quy tắc');
      await page.getByText('Số lần phải trả lời cần ít hơn số lần hỏi').waitFor();
      expect(await page.getByLabel('Câu hỏi theo dõi mỗi buổi').inputValue()).toBe('2');
      await page.getByLabel('Câu hỏi theo dõi mỗi buổi').selectOption('4');
      await page.getByLabel('Câu trả lời dùng để').selectOption('1');
      await press(page, 'Lưu quy tắc');
      await saved(page);
      await page.waitForFunction('document.querySelector("[name=coveragePercent]").value === "75"');
      await expectSoundPage(page);

      await tab(page, 'Thông tin chung');
      await expectSoundPage(page);
      await tab(page, 'Tổng quan');
      await page.getByText('Đợt học tập đã sẵn sàng để mở').waitFor();
      await page.getByText('4 lần mỗi buổi, cần ít nhất 1 lần').waitFor();
      await page.getByText('theo dõi ít nhất 75% mỗi buổi và đạt bài trắc nghiệm 5 câu (từ 7/10)').waitFor();
    });
  }, 180_000);

  test('it opens without script, on a phone, with a question first; a second press is harmless', async () => {
    await as('tochuc', { viewport: PHONE, javaScript: false }, async (page) => {
      await page.goto('/quan-ly/dot-hoc-tap/nghi-quyet-thu');
      await page.getByRole('link', { name: 'Mở đợt học tập' }).click();
      await page.getByText('Mở đợt học tập?').waitFor();
      await press(page, 'Mở đợt học tập');
      await page.getByText('Đợt học tập đã mở.', { exact: true }).waitFor();
      const again = await page.request.post('/quan-ly/dot-hoc-tap/nghi-quyet-thu/mo', {
        form: {},
        headers: { origin: stack.url, 'x-form-token': await formTokenOf(page) },
      });
      expect(again.status()).not.toBe(403);
    });
    const campaign = await services.db.campaign.findUniqueOrThrow({ where: { code: 'nghi-quyet-thu' } });
    expect(campaign).toMatchObject({ state: 'OPEN', coverageThreshold: 7500, quizRequired: true });
    expect(campaign).toMatchObject({ presenceChecks: 4, presenceChecksNeeded: 1 });
    expect(await services.db.rosterEntry.count({ where: { campaignId: campaign.id } })).toBe(3);
    expect(await services.db.auditEntry.count({ where: { action: 'campaign.open' } })).toBe(1);
    await as('tochuc', { viewport: PHONE }, async (page) => {
      await page.goto('/quan-ly/dot-hoc-tap/nghi-quyet-thu');
      await expectSoundPage(page);
      await page.goto('/quan-ly/dot-hoc-tap/nghi-quyet-thu/danh-sach');
      await page.getByText('Không có gì phải cập nhật.').waitFor();
      await expectSoundPage(page);
      await page.goto('/quan-ly/dot-hoc-tap/nghi-quyet-thu/ket-thuc');
      await page.getByText('Còn 3 đồng chí chưa hoàn thành.').waitFor();
      await expectSoundPage(page);
    });
  }, 120_000);
});

describe('what the campaign asks', () => {
  test.each([false, true])(
    'a member on a phone sees each requirement and what to do next, dark: %s',
    async (dark) => {
      await as('dangvien', { viewport: PHONE, dark }, async (page) => {
        await page.goto('/');
        await page.getByText('Sắp diễn ra').first().waitFor();
        await page.getByRole('heading', { name: 'Chuyên đề 1: Nhận thức và hành động' }).first().waitFor();
        await page.getByText('Mở sau khi đồng chí học xong các buổi học ở trên.').waitFor();
        expect(await page.getByText('Giờ Tokyo').count()).toBe(0);
        await expectSoundPage(page);
        await page.getByRole('link', { name: 'Xem đợt học tập' }).click();
        await page.waitForURL('**/dot-hoc-tap/nghi-quyet-thu');
        await page.getByText('5 câu, 15 phút, được làm 2 lần; đạt từ 7/10.').waitFor();
        await expectSoundPage(page);
        await page.getByRole('link', { name: 'Nghị quyết thử' }).click();
        await page.getByRole('heading', { name: 'Mục I' }).waitFor();
        await page.getByText('<script>alert(1)</script>').waitFor();
        await expectSoundPage(page);
        await page.getByRole('link', { name: 'Về đợt học tập' }).click();
        await page.getByText('đã đọc').waitFor();
        await page.goto('/dot-hoc-tap');
        await expectSoundPage(page);
      });
    },
    120_000,
  );

  test('a member in Tokyo sees both clocks: the session’s and the deadline’s', async () => {
    await as('dangvien.tokyo', { viewport: PHONE }, async (page) => {
      await page.goto('/');
      const card = page.locator('[data-card]', { hasText: 'Sắp diễn ra' }).first();
      await card.getByText('Giờ Tokyo').waitFor();
      expect(await card.locator('dl').textContent()).toMatch(/Giờ Tokyo\s*09:30 .*Giờ Hà Nội\s*07:30 /);
      await page
        .getByText(/Hạn 17:00 .*, giờ Hà Nội/)
        .first()
        .waitFor();
      await page
        .getByText(/tức 19:00 .*, giờ Tokyo/)
        .first()
        .waitFor();
      await expectSoundPage(page);
    });
  });

  test('the secretary sees how far the cell is, and nothing that is not theirs', async () => {
    await as('bithu', { viewport: PHONE }, async (page) => {
      await page.goto('/quan-ly');
      await page.getByText('0 trên 2 đồng chí đã học, 0,00%').waitFor();
      await page.getByText('Còn 2 đồng chí chưa hoàn thành.').waitFor();
      expect(await page.getByRole('link', { name: 'Xem từng đồng chí' }).getAttribute('href')).toBe(
        '/quan-ly/tong-hop/nghi-quyet-thu/K.B.2',
      );
      await expectSoundPage(page);
      for (const address of ['', '/thong-tin', '/buoi-hoc', '/mo', '/danh-sach']) {
        expect((await page.goto(`/quan-ly/dot-hoc-tap/nghi-quyet-thu${address}`))?.status()).toBe(404);
      }
      const refused = await page.request.post('/quan-ly/dot-hoc-tap/nghi-quyet-thu/ket-thuc', {
        form: {},
        headers: { origin: stack.url, 'x-form-token': await formTokenOf(page) },
      });
      expect(refused.status()).toBe(404);
    });
    expect((await services.db.campaign.findUnique({ where: { code: 'nghi-quyet-thu' } }))?.state).toBe('OPEN');
  });

  test('addresses that make no sense are not found, never an error', async () => {
    await as('tochuc', { viewport: DESKTOP }, async (page) => {
      for (const address of [
        '/dot-hoc-tap/khong-co',
        '/tai-lieu/khong-co',
        '/quan-ly/dot-hoc-tap/khong-co',
        '/quan-ly/dot-hoc-tap/nghi-quyet-thu/buoi-hoc/abc',
        '/quan-ly/dot-hoc-tap/nghi-quyet-thu/buoi-hoc/99999999999',
        '/quan-ly/dot-hoc-tap/nghi-quyet-thu/tai-lieu/khong-co',
      ]) {
        expect([address, (await page.goto(address))?.status()]).toEqual([address, 404]);
      }
      await page.goto('/');
      await page.getByText('Đây là tài khoản cán bộ').waitFor();
      await expectSoundPage(page);
    });
  });
});

describe('what the system keeps about a member', () => {
  const phone = (username: string, password: string, work: (page: Page) => Promise<void>) =>
    withVisit({ browser, stack }, { viewport: PHONE, username, password, timeout: 15_000 }, work);

  test('read the notice and come back; see one’s data; have something corrected, without script too', async () => {
    await as('dangvien', { viewport: PHONE }, async (page) => {
      await page.goto('/dot-hoc-tap');
      await page.getByRole('link', { name: 'Đọc thông báo' }).click();
      await page.getByRole('button', { name: 'Tôi đã đọc thông báo này' }).waitFor();
      await expectSoundPage(page);
      await press(page, 'Tôi đã đọc thông báo này');
      await page.waitForURL('**/dot-hoc-tap');
      expect(await page.getByText('Mời đồng chí đọc thông báo').count()).toBe(0);
      await page.goto('/du-lieu-cua-toi');
      await page.getByText('Ưng Hoài Anh').first().waitFor();
      await expectSoundPage(page);
    });
    await as('dangvien', { viewport: PHONE, javaScript: false }, async (page) => {
      await page.goto('/du-lieu-cua-toi/yeu-cau');
      await page.getByLabel('Ngày sinh').fill('12/3/1956');
      await page.getByLabel('Điện thoại').fill('chín số');
      await press(page, 'Gửi yêu cầu');
      await page.getByText('Số điện thoại chưa đúng').waitFor();
      expect(await page.getByLabel('Ngày sinh').inputValue()).toBe('12/3/1956');
      await page.getByLabel('Điện thoại').fill('0987 654 321');
      await press(page, 'Gửi yêu cầu');
      await page.getByText('Đã gửi yêu cầu').waitFor();
    });
    await as('bithu', { viewport: DESKTOP, dark: true }, async (page) => {
      await page.goto('/quan-ly/yeu-cau-du-lieu');
      await expectSoundPage(page);
      await page.getByRole('link', { name: 'Ưng Hoài Anh' }).click();
      await page.getByText('0987 654 321').waitFor();
      await page.getByLabel('Câu trả lời và lý do').fill('Đã đối chiếu với hồ sơ.');
      await expectSoundPage(page);
      await press(page, 'Gửi câu trả lời');
      await page.getByText('Đã gửi câu trả lời').waitFor();
    });
    await as('dangvien', { viewport: PHONE }, async (page) => {
      await page.goto('/du-lieu-cua-toi');
      await page.getByText('Đã giải quyết xong').first().waitFor();
      await page.getByText('0987654321').waitFor();
    });
  }, 120_000);

  test('a code on paper from the secretary sets a new password; the person is told', async () => {
    const member = await services.db.member.findFirstOrThrow({ where: { fullName: 'Ưng Hoài Anh' } });
    let code = '';
    await as('bithu', { viewport: PHONE }, async (page) => {
      await page.goto(`/quan-ly/dang-vien/${member.id}`);
      await page.getByRole('link', { name: 'Cấp mã đặt lại mật khẩu' }).click();
      await press(page, 'Cấp mã');
      await page.getByText('Mã chỉ hiện một lần này').waitFor();
      code =
        (await page
          .locator('dd')
          .filter({ hasText: /^[2-9A-Z]{5}-[2-9A-Z]{5}$/ })
          .textContent()) ?? '';
      await expectSoundPage(page);
      await page.reload();
      expect(await page.getByText(code).count()).toBe(0);
    });
    const password = 'mùa gặt trên cánh đồng làng';
    await withVisit({ browser, stack }, { viewport: PHONE, timeout: 15_000 }, async (page) => {
      await page.goto('/dang-nhap');
      await page.getByRole('link', { name: 'Quên mật khẩu' }).click();
      // Both pages have a field of this name.
      await page.waitForURL('**/quen-mat-khau');
      await page.getByLabel('Tên đăng nhập', { exact: true }).fill('dangvien');
      await page.getByLabel('Mã trên giấy').fill(code.toLowerCase());
      await page.getByLabel('Mật khẩu mới', { exact: true }).fill(password);
      await page.getByLabel('Nhập lại mật khẩu mới').fill(password);
      await expectSoundPage(page);
      await press(page, 'Đặt mật khẩu mới');
      await page.getByText('Đã đặt mật khẩu mới').waitFor();
    });
    await phone('dangvien', password, async (page) => {
      await page.getByText('Mật khẩu của đồng chí đã được đặt lại').waitFor();
      await expectSoundPage(page);
      await press(page, 'Tôi đã biết');
      await page.getByText('Mật khẩu của đồng chí đã được đặt lại').waitFor({ state: 'detached' });
    });
  }, 120_000);
});

test('nothing of all this names anybody in the logs, or could open anything', () =>
  expectCleanLogs(stack, services, [TEST_PASSWORD]));
