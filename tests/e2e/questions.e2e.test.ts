import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Services } from '~/platform/services';
import { expectSoundPage, PHONE } from '../setup/browser';
import { openSessionStage, type SessionStage } from '../setup/session-stage';

let stage: SessionStage;
let services: Services;
let sessionId: number;
let memberIds: number[];
beforeAll(async () => {
  stage = await openSessionStage();
  ({ services, sessionId, memberIds } = stage);
}, 240_000);
afterAll(async () => stage?.close());

const visit: SessionStage['visit'] = (...args) => stage.visit(...args);

test('a member asks on a phone without script; a moderator answers; another member reads it and goes to the moment', async () => {
  const asker = await visit('hoc.0', { viewport: PHONE, javaScript: false });
  await asker.page.goto(`/buoi-hoc/${sessionId}`);
  await asker.page.getByRole('link', { name: 'Hỏi đáp, góp ý' }).click();
  await asker.page.getByRole('button', { name: 'Gửi ban tổ chức' }).click();
  await asker.page.getByText('Đồng chí hãy viết câu hỏi hoặc ý kiến.').waitFor();
  await asker.page.getByLabel('Câu hỏi hoặc ý kiến').fill('Khi nào có văn bản hướng dẫn?');
  await asker.page.getByRole('button', { name: 'Gửi ban tổ chức' }).click();
  await asker.page.getByText('Đồng chí đã gửi').waitFor();
  await asker.page.getByText('Khi nào có văn bản hướng dẫn?').waitFor();

  const moderator = await visit('to.chuc');
  await moderator.page.goto(`/quan-ly/buoi-hoc/${sessionId}/gop-y`);
  await moderator.page.getByText('Nguyễn Văn 1').waitFor();
  await expectSoundPage(moderator.page);
  await moderator.page.locator('summary', { hasText: 'Trả lời' }).click();
  await moderator.page.getByLabel('Câu trả lời').fill('Trong tháng 12.');
  await moderator.page.getByLabel('Báo cáo viên trả lời từ phút').fill('99 phút');
  await moderator.page.getByRole('button', { name: 'Lưu câu trả lời' }).click();
  await moderator.page.getByText('Mốc thời gian có dạng 12:30 hoặc 1:02:30.').waitFor();
  expect(await moderator.page.getByLabel('Câu trả lời').inputValue()).toBe('Trong tháng 12.');
  await moderator.page.getByLabel('Báo cáo viên trả lời từ phút').fill('1:10');
  await moderator.page.getByRole('button', { name: 'Lưu câu trả lời' }).click();
  await moderator.page.getByText('Không có câu nào ở mục này').waitFor();
  expect(moderator.errors).toEqual([]);

  const reader = await visit('hoc.1', { viewport: PHONE, dark: true });
  await reader.page.goto(`/buoi-hoc/${sessionId}/gop-y`);
  await reader.page.getByText('Trong tháng 12.').waitFor();
  expect(await reader.page.content()).not.toContain('Nguyễn Văn 1');
  await expectSoundPage(reader.page);
  await reader.page.getByRole('link', { name: 'Xem đoạn trả lời từ 1:10' }).click();
  await reader.page.waitForURL(`**/buoi-hoc/${sessionId}?tu=70`);
  expect(reader.errors).toEqual([]);
  for (const { context } of [asker, moderator, reader]) await context.close();
});

test('what was let through stands on the lecturer’s screen, large and without names', async () => {
  await services.db.sessionQuestion.create({
    data: { sessionId, memberId: memberIds[0] ?? 0, body: 'Chi bộ ở nước ngoài học thế nào?' },
  });
  const { page, context, errors } = await visit('to.chuc', { viewport: PHONE });
  await page.goto(`/quan-ly/buoi-hoc/${sessionId}/gop-y`);
  await page.getByRole('button', { name: 'Đưa lên', exact: true }).click();
  await page.getByText('Không có câu nào ở mục này').waitFor();
  await page.getByRole('link', { name: 'Màn hình của báo cáo viên' }).click();
  await page.getByText('Chi bộ ở nước ngoài học thế nào?').waitFor();
  // As a document of its own: the page before, with names for the moderator, left its data in this one.
  await page.reload();
  await page.getByText('Chi bộ ở nước ngoài học thế nào?').waitFor();
  expect(await page.content()).not.toContain('Nguyễn Văn');
  await expectSoundPage(page);
  expect(errors).toEqual([]);
  await context.close();
});
