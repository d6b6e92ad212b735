import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Services } from '~/platform/services';
import { expectSoundPage, PHONE } from '../setup/browser';
import { openSessionStage, type SessionStage } from '../setup/session-stage';

let stage: SessionStage;
let services: Services;
let sessionId: number;

beforeAll(async () => {
  stage = await openSessionStage();
  ({ services, sessionId } = stage);
}, 240_000);
afterAll(async () => stage?.close());

const visit: SessionStage['visit'] = (...args) => stage.visit(...args);

test('a secret vote: opened, cast on a phone through a lost answer, closed, and checked by the voter', async () => {
  const organiser = await visit('to.chuc');
  await organiser.page.goto(`/quan-ly/buoi-hoc/${sessionId}/bieu-quyet`);
  await organiser.page.getByLabel('Nội dung biểu quyết').fill('abc');
  await organiser.page.getByLabel('Bỏ phiếu kín').check();
  await organiser.page.getByRole('button', { name: 'Thêm', exact: true }).click();
  await organiser.page.getByText('Nội dung biểu quyết dài 5 đến 500 ký tự.').waitFor();
  await organiser.page.getByLabel('Nội dung biểu quyết').fill('Thông qua chương trình hành động');
  await organiser.page.getByRole('button', { name: 'Thêm', exact: true }).click();
  await organiser.page.getByRole('heading', { name: 'Thông qua chương trình hành động' }).waitFor();
  await expectSoundPage(organiser.page);
  await organiser.page.getByRole('button', { name: 'Mở biểu quyết' }).click();
  await organiser.page.getByText('Đã tham gia: 0/2 đồng chí').waitFor();

  const voter = await visit('hoc.0', { viewport: PHONE });
  await voter.page.goto(`/buoi-hoc/${sessionId}`);
  await voter.page.getByRole('link', { name: 'Biểu quyết' }).click();
  await voter.page.getByRole('radio', { name: 'Tán thành', exact: true }).check();
  await expectSoundPage(voter.page);
  // The ballot is put into the box, and the answer never comes: the device sends the same one again.
  const cookies: (string | undefined)[] = [];
  let lost = 0;
  await voter.page.route('**/resources/phieu-kin/*/bo', async (route) => {
    cookies.push((await route.request().allHeaders()).cookie);
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await voter.page.getByRole('button', { name: 'Bỏ phiếu' }).click();
  await voter.page.getByText('Phiếu còn nguyên trên thiết bị này').waitFor();
  await voter.page.reload();
  await voter.page.getByRole('button', { name: 'Gửi lại phiếu' }).click();
  await voter.page.getByText('Đã bỏ phiếu').waitFor();
  expect(cookies).toEqual([undefined, undefined]);
  expect(await services.db.ballot.count()).toBe(1);

  await organiser.page.locator('summary', { hasText: 'Đóng biểu quyết' }).click();
  await organiser.page.getByRole('button', { name: 'Đóng và công bố kết quả' }).click();
  await organiser.page.getByText('1 phiếu · 100,00%').waitFor();
  await expectSoundPage(organiser.page);
  expect(organiser.errors).toEqual([]);

  await voter.page.reload();
  await voter.page.getByRole('button', { name: 'Kiểm tra phiếu của tôi' }).click();
  await voter.page.getByText('Phiếu của đồng chí đã được đếm').waitFor();
  await voter.page.getByText('Phương án: Tán thành').waitFor();
  await expectSoundPage(voter.page);
  for (const { context } of [organiser, voter]) await context.close();
}, 120_000);

test('the minutes: written, finalised and downloaded', async () => {
  const { page, context, errors } = await visit('to.chuc');
  await page.goto(`/quan-ly/buoi-hoc/${sessionId}/bien-ban`);
  await expectSoundPage(page);
  await page.getByLabel('Chủ trì', { exact: false }).first().fill('Đỗ Thị Mai');
  await page.getByLabel('Số biên bản').fill('năm');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Số biên bản chỉ gồm chữ số').waitFor();
  await page.getByLabel('Số biên bản').fill('5');
  await page.getByLabel('Người ghi biên bản').fill('Lê Văn Ghi');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Lưu lần cuối lúc').waitFor();
  expect(await page.getByLabel('Người ghi biên bản').inputValue()).toBe('Lê Văn Ghi');
  await page.locator('summary', { hasText: 'Chốt biên bản' }).click();
  await page.getByRole('button', { name: 'Xác nhận chốt' }).click();
  const file = page.getByRole('link', { name: 'Bản 1 (DOCX)' });
  await file.waitFor();
  await expectSoundPage(page);
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toMatch(/^Biên bản buổi 1 – .* \(bản 1\)\.docx$/);
  const xml = execFileSync('unzip', ['-p', await download.path(), 'word/document.xml'], { encoding: 'utf8' });
  expect(xml).toContain('Thông qua chương trình hành động');
  expect(errors).toEqual([]);
  await context.close();
});

test('an open vote works without script', async () => {
  const poll = await services.db.poll.create({
    data: {
      ...{ sessionId, title: 'Chọn ngày học bổ sung', options: ['Thứ Bảy', 'Chủ nhật'] },
      ...{ state: 'OPEN', eligible: 2, openedAt: new Date() },
    },
  });
  const { page, context } = await visit('hoc.1', { viewport: PHONE, javaScript: false });
  await page.goto(`/buoi-hoc/${sessionId}/bieu-quyet`);
  await page.getByRole('radio', { name: 'Chủ nhật' }).check();
  await page.getByRole('button', { name: 'Biểu quyết', exact: true }).click();
  await page.getByRole('button', { name: 'Đổi lựa chọn' }).waitFor();
  expect(await services.db.pollVote.findFirst({ where: { pollId: poll.id } })).toMatchObject({ option: 1 });
  await context.close();
});
