import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { hashPassword } from '~/modules/accounts/password-hash.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { type LectureRoom, makeLectureRoom } from '../factories/media';
import {
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  openContext,
  PHONE,
  signIn,
  watchErrors,
} from '../setup/browser';
import { withFormToken } from '../setup/form-token';
import { openPoorLink } from '../setup/poor-link';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

const LECTURE = path.resolve('content/lecture/lecture.mp4');
const CAPTIONS = path.resolve('content/lecture/lecture.vi.vtt');
let stack: Stack;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let services: Services;
let room: LectureRoom;
let context: BrowserContext;
let address: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ demo: false }), launchBrowser()]);
  services = createServices(readEnv(stack.env), 'test');
  room = await makeLectureRoom(services);
  await admit(room);
  address = `/quan-ly/buoi-hoc/${room.sessionId}/ban-ghi`;
  context = await openContext(browser, stack);
  await signIn(await context.newPage(), stack, room.organiser.username);
}, 240_000);
afterAll(async () => {
  await services?.close();
  await browser?.close();
  await stack?.stop();
});

afterEach(() => context.setOffline(false));

/** Lets the room's organiser sign in with the demo password. */
async function admit({ organiser, unitId }: LectureRoom): Promise<void> {
  const { accountId } = organiser;
  await services.db.account.update({
    where: { id: accountId },
    data: { passwordHash: await hashPassword(stack.password) },
  });
  await services.db.roleGrant.create({ data: { accountId, role: 'ORGANISER', unitId } });
}

async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.locator('input[name="file"]').setInputFiles(file);
  await page.getByLabel('Tôi xác nhận nội dung bài giảng không chứa bí mật nhà nước.').check();
  await page.getByRole('button', { name: /^Tải lên/ }).click();
}

const received = async (): Promise<number> => {
  const upload = await services.db.upload.findFirst({
    where: { sessionId: room.sessionId },
    orderBy: { createdAt: 'desc' },
  });
  return upload
    ? stat(path.join(stack.dataDir, 'uploads', upload.id)).then(
        (file) => file.size,
        () => 0,
      )
    : 0;
};
const currentTime = (page: Page): Promise<number> =>
  page.locator('video').evaluate((video) => (video as HTMLVideoElement).currentTime);

describe('from a lecture file to a recording that plays', () => {
  test('a broken connection and a reload lose nothing that was sent; the video is processed and published', async () => {
    const link = await openPoorLink(stack.url, 150_000);
    const page = await context.newPage();
    await page.goto(link.url + address);
    await choose(page, LECTURE);
    await until(async () => (await received()) > 150_000, { what: 'a first part on the server' });

    link.cut();
    await page.getByText('Mất kết nối – đang thử lại. Phần đã tải lên không mất.').waitFor();
    const before = await received();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(1_000_000);
    link.restore();
    await until(async () => (await received()) > before + 100_000, { seconds: 60, what: 'the upload going on' });

    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Có một lần tải lên dở dang').waitFor();
    const kept = await received();
    expect(kept).toBeLessThan(1_125_763);
    const offset = page.waitForResponse(
      (response) => response.request().method() === 'HEAD' && response.url().includes('/uploads/'),
    );
    await choose(page, LECTURE);
    const resumed = Number((await offset).headers()['upload-offset']);
    expect(resumed).toBeGreaterThan(before);
    expect(resumed).toBeGreaterThanOrEqual(kept);
    link.setSpeed(10_000_000);

    await page.getByRole('heading', { name: 'Video đang xử lý' }).waitFor({ timeout: 60_000 });
    await until(
      async () =>
        ((await services.db.mediaAsset.findFirst({ where: { upload: { sessionId: room.sessionId } } }))?.progress ??
          0) > 5,
      { seconds: 60, what: 'progress in the row' },
    );
    await page.reload();
    const bar = page.getByRole('progressbar');
    await bar.waitFor();
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await page.getByRole('heading', { name: 'Bản ghi đang phát cho đảng viên' }).waitFor({ timeout: 180_000 });
    expect(await services.db.upload.count({ where: { sessionId: room.sessionId } })).toBe(1);
    await page.close();
    await link.close();
  }, 300_000);

  test('captions are added by a form that needs no script; wrong ones say which line', async () => {
    const plain = await openContext(browser, stack, { javaScript: false });
    await plain.addCookies(await context.cookies());
    const page = await plain.newPage();
    await page.goto(address);
    const send = async (file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
      await page.locator('input[name="xac-nhan"]').check();
      await page.locator('input[name="captions"]').setInputFiles(file);
      await page.getByRole('button', { name: /(Tải|Thay) phụ đề/ }).click();
    };
    await send({
      name: 'sai.vtt',
      mimeType: 'text/vtt',
      buffer: Buffer.from('WEBVTT\n\n00:00:61.000 --> 00:00:62.000\nA'),
    });
    await page.getByText('Dòng 3: mốc thời gian không đúng dạng').waitFor();
    await send(CAPTIONS);
    await page.getByText('Đang có phụ đề tiếng Việt, 17 câu').waitFor();
    await plain.close();
  });

  test('it plays, encrypted, with captions; hls.js comes with the first press only', async () => {
    const page = await context.newPage();
    const errors = watchErrors(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(address);
    await page.getByRole('button', { name: 'Phát bài giảng' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.filter((one) => /hls/i.test(one) || one.endsWith('.m3u8'))).toEqual([]);
    await page.getByRole('button', { name: 'Phát bài giảng' }).click();
    await until(async () => (await currentTime(page)) > 3, { seconds: 60, what: 'three seconds of playing' });
    expect(asked.some((one) => /hls/i.test(one))).toBe(true);
    expect(asked.some((one) => one.endsWith('/keys/0'))).toBe(true);
    expect(await page.locator('video').evaluate((video) => (video as HTMLVideoElement).videoWidth)).toBeGreaterThan(0);
    await page.getByText('Đây là bài học mẫu về chuyển đổi số trong công tác đảng.').waitFor();
    await page.getByRole('button', { name: 'Phụ đề', exact: true }).click();
    await page.locator('[data-captions]').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('keyboard, speed, quality and seeking', async () => {
    const page = await context.newPage();
    await page.goto(address);
    const player = page.getByRole('region', { name: /^Trình phát/ });
    // The big button comes with the page's script: from then on keys are heard.
    await page.getByRole('button', { name: 'Phát bài giảng' }).waitFor();
    await player.focus();
    await page.keyboard.press('k');
    await until(async () => (await currentTime(page)) > 0.5, { seconds: 60, what: 'playing' });
    await page.keyboard.press('l');
    await until(async () => (await currentTime(page)) > 10, { what: 'ten seconds on' });
    await page.keyboard.press('>');
    await until(
      async () => (await page.locator('video').evaluate((video) => (video as HTMLVideoElement).playbackRate)) === 1.25,
    );
    await page.getByLabel('Chất lượng').selectOption('720');
    await page.getByLabel('Vị trí trong bài giảng').fill('70');
    await until(async () => (await currentTime(page)) > 71, { seconds: 60, what: 'playing after the seek' });
    await until(
      async () => (await page.locator('video').evaluate((video) => (video as HTMLVideoElement).videoHeight)) === 720,
      { what: '720 lines' },
    );
    await player.focus();
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Phát bài giảng' }).waitFor();
    await page.close();
  }, 150_000);

  test('saving data: only sound travels, and the choice is remembered', async () => {
    const page = await context.newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Tiết kiệm dữ liệu (chỉ nghe)' }).click();
    const segments: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.m4s')) segments.push(path.basename(request.url()));
    });
    await page.getByRole('button', { name: 'Phát bài giảng' }).click();
    await until(async () => (await currentTime(page)) > 2, { seconds: 60, what: 'sound playing' });
    expect(segments.length).toBeGreaterThan(0);
    expect(segments.filter((name) => !/^a(32|96)_/.test(name))).toEqual([]);
    const at = await currentTime(page);
    await page.getByRole('button', { name: 'Tiết kiệm dữ liệu (chỉ nghe)' }).click();
    await until(
      async () => (await page.locator('video').evaluate((video) => (video as HTMLVideoElement).videoWidth)) > 0,
      { what: 'the picture' },
    );
    await until(async () => (await currentTime(page)) > at + 1, { what: 'going on from the same moment' });
    await page.close();
  });

  test('a lost network is said, and playing begins by itself when it is back', async () => {
    const link = await openPoorLink(stack.url, 10_000_000);
    const page = await context.newPage();
    await page.goto(link.url + address);
    const code = page.waitForResponse((response) => /hls/i.test(new URL(response.url()).pathname));
    await page.getByRole('button', { name: 'Phát bài giảng' }).hover();
    await (await code).finished();
    link.cut();
    await page.getByRole('button', { name: 'Phát bài giảng' }).click();
    await page.getByText('Mất kết nối – đang thử lại.').waitFor({ timeout: 60_000 });
    link.restore();
    await until(async () => (await currentTime(page)) > 1, { seconds: 60, what: 'playing' });
    await page.getByText('Mất kết nối – đang thử lại.').waitFor({ state: 'detached' });
    await page.close();
    await link.close();
  }, 150_000);

  test.each([
    ['phone', PHONE, false],
    ['phone, dark', PHONE, true],
    ['desk', undefined, false],
  ] as const)('the page can be used by anyone: %s', async (_name, viewport, dark) => {
    const other = await openContext(browser, stack, { dark, ...(viewport ? { viewport } : {}) });
    await other.addCookies(await context.cookies());
    const page = await other.newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Phát bài giảng' }).waitFor();
    await expectNoAxeViolations(page);
    await expectNoSidewaysScroll(page);
    await other.close();
  });
});

describe('captions are edited beside the video', () => {
  const track = () =>
    services.db.captionTrack.findFirstOrThrow({
      where: { asset: { recordings: { some: { sessionId: room.sessionId } } } },
    });
  const textOf = (page: Page, number: number) => page.getByRole('textbox', { name: `Câu ${number}`, exact: true });
  const save = (page: Page) => page.getByRole('button', { name: 'Lưu phụ đề' }).click();
  const edit = () => address.replace('ban-ghi', 'phu-de');

  test('words and times change, errors and a reload lose nothing, two editors do not overwrite each other unasked', async () => {
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(address);
    await page.getByRole('link', { name: 'Sửa phụ đề trong trình duyệt' }).click();
    await textOf(page, 1).fill('Lời mở đầu đã sửa.');
    // A cue in two, back, and with the one that follows.
    await textOf(page, 2).press('Control+Enter');
    await page.getByText('18 câu').or(page.locator('[data-captions-state=changed]')).first().waitFor();
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByRole('button', { name: 'Gộp câu sau, câu 2', exact: true }).click();
    await textOf(page, 1).press('Alt+ArrowDown');
    expect(await page.evaluate('document.activeElement.name')).toBe('text.1');
    // A wrong time is said beside its field; what was typed stays, also over a reload.
    const start = page.getByRole('textbox', { name: 'Từ', exact: true }).nth(3);
    await start.fill('giây thứ tư');
    await save(page);
    await page.getByText('Chưa lưu được: còn 1 chỗ cần sửa').waitFor();
    await page.getByText('Mốc chưa đúng dạng').waitFor();
    await until(async () => Boolean(await page.evaluate(`localStorage.getItem('dc.captions.${room.sessionId}')`)));
    await page.reload();
    await page.getByText('Đã lấy lại phần sửa chưa lưu của đồng chí.').waitFor();
    expect(await start.inputValue()).toBe('giây thứ tư');
    const before = await track();
    const old = await context.newPage();
    await old.goto(edit());
    await old.getByText('Đã lấy lại phần sửa chưa lưu của đồng chí.').waitFor();
    await start.fill('0:00:20,5');
    await save(page);
    await page.getByText('Đã lưu phụ đề.').waitFor();
    const after = await track();
    expect(after.version).toBe(before.version + 1);
    expect(after.body).toContain('Lời mở đầu đã sửa.');
    expect(after.body).toContain('00:00:20.500 -->');
    expect(after.body.split('-->')).toHaveLength(17);
    // The other tab still has the version before.
    await old.getByRole('textbox', { name: 'Từ', exact: true }).nth(3).fill('0:00:21');
    await textOf(old, 1).fill('Bản của thẻ thứ hai.');
    await save(old);
    await old.getByText('Người khác đã lưu phụ đề này').waitFor();
    expect(await textOf(old, 1).inputValue()).toBe('Bản của thẻ thứ hai.');
    expect((await track()).body).not.toContain('Bản của thẻ thứ hai.');
    await old.getByRole('button', { name: 'Lưu đè bằng bản của tôi' }).click();
    await old.getByText('Đã lưu phụ đề.').waitFor();
    expect((await track()).body).toContain('Bản của thẻ thứ hai.');
    const audited = await services.db.auditEntry.findMany({
      where: { action: 'recording.captions', targetId: String(room.sessionId) },
    });
    expect(audited.filter(({ data }) => (data as { edited?: boolean }).edited)).toHaveLength(2);
    // Whoever loads the page anew has the new words.
    await page.goto(address);
    // An earlier test has switched them off.
    await page.getByRole('button', { name: 'Phụ đề', exact: true }).click();
    await page.getByRole('button', { name: 'Phát bài giảng' }).click();
    await page.getByText('Bản của thẻ thứ hai.').waitFor({ timeout: 30_000 });
    expect(errors).toEqual([]);
    await old.close();
    await page.close();
  }, 120_000);

  test('without script, and two thousand cues on a phone', async () => {
    const plain = await openContext(browser, stack, { javaScript: false });
    await plain.addCookies(await context.cookies());
    const paper = await plain.newPage();
    await paper.goto(edit());
    await textOf(paper, 1).fill('Không cần JavaScript');
    await paper.getByRole('button', { name: 'Tách đôi, câu 1', exact: true }).click();
    expect(await textOf(paper, 1).inputValue()).toBe('Không cần');
    await save(paper);
    await paper.getByText('Đã lưu phụ đề.').waitFor();
    expect((await track()).body).toContain('\nJavaScript\n');
    await plain.close();

    const at = (ms: number) =>
      `00:0${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}`;
    const cues = Array.from(
      { length: 2_000 },
      (_, i) => `${at(i * 40)} --> ${at(i * 40 + 39)}\nCâu thứ ${i + 1} của bài giảng dài hai giờ`,
    );
    await services.db.captionTrack.update({
      where: { id: (await track()).id },
      data: { body: `WEBVTT\n\n${cues.join('\n\n')}\n` },
    });
    for (const dark of [false, true]) {
      const phone = await openContext(browser, stack, { viewport: PHONE, dark });
      await phone.addCookies(await context.cookies());
      const page = await phone.newPage();
      await page.goto(`${edit()}?trang=67`);
      await textOf(page, 2_000).fill('Câu cuối cùng');
      if (dark) await expectNoAxeViolations(page);
      await expectNoSidewaysScroll(page);
      if (dark) {
        await save(page);
        await page.getByText('Đã lưu phụ đề.').waitFor();
        expect((await track()).body).toContain('Câu cuối cùng');
      }
      await phone.close();
    }
  }, 120_000);
});

describe('files that are no lecture', () => {
  test.each([
    ['bai-giang.mp4', 'Kính gửi các đồng chí', 'Tệp không phải là video'],
    ['trong.mp4', '', 'Tệp trống (0 byte)'],
  ])('%s', async (name, text, message) => {
    const page = await context.newPage();
    await page.goto(address);
    await choose(page, { name, mimeType: 'video/mp4', buffer: Buffer.from(text) });
    await page.getByText(message).first().waitFor();
    await page.close();
  });

  test('a file cut short is refused on arrival, and nothing of it stays', async () => {
    const page = await context.newPage();
    await page.goto(address);
    const buffer = (await readFile(LECTURE)).subarray(0, 500_000);
    await choose(page, { name: 'thieu.mp4', mimeType: 'video/mp4', buffer });
    await page.getByText('Tệp video bị thiếu phần cuối').first().waitFor();
    expect(await received()).toBe(0);
    await page.close();
  });
});

describe('what is not one’s own does not exist', () => {
  test('uploads, media and the page', async () => {
    const cookies = await context.cookies();
    const own = cookies
      .filter(({ path: at }) => at === '/')
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const stranger = await makeLectureRoom(services);
    await admit(stranger);
    const other = await openContext(browser, stack);
    const page = await other.newPage();
    await signIn(page, stack, stranger.organiser.username);
    expect((await page.goto(address))?.status()).toBe(404);

    const create = await fetch(`${stack.url}/uploads`, {
      method: 'POST',
      headers: withFormToken(stack.env, {
        cookie: own,
        'tus-resumable': '1.0.0',
        'upload-length': '10',
        'upload-metadata': `filename ${btoa('a.mp4')},attested ${btoa('1')},sessionId ${btoa(String(room.sessionId))}`,
      }),
    });
    expect(create.status).toBe(201);
    const location = new URL(create.headers.get('location') ?? '', stack.url);
    const theirs = (await other.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const head = (cookie: string) =>
      fetch(location, { method: 'HEAD', headers: { cookie, 'tus-resumable': '1.0.0' } }).then(
        (answer) => answer.status,
      );
    expect(await head(own)).toBe(200);
    expect(await head(theirs)).toBe(404);
    expect(await head('')).toBe(401);
    // The bytes of an upload are never handed out, not even to its owner.
    expect((await fetch(location, { headers: { cookie: own } })).status).toBe(404);
    expect(
      (
        await fetch(location, {
          method: 'DELETE',
          headers: withFormToken(stack.env, { cookie: theirs, 'tus-resumable': '1.0.0' }),
        })
      ).status,
    ).toBe(404);
    expect(
      (
        await fetch(location, {
          method: 'DELETE',
          headers: withFormToken(stack.env, { cookie: own, 'tus-resumable': '1.0.0' }),
        })
      ).status,
    ).toBe(204);

    const { asset } = await services.db.recording.findUniqueOrThrow({
      where: { sessionId: room.sessionId },
      include: { asset: true },
    });
    const media = (file: string, cookie = '') =>
      fetch(`${stack.url}/media/${asset.publicPath}/${file}`, { headers: { cookie } }).then((answer) => answer.status);
    for (const file of [
      'master.m3u8',
      'audio.m3u8',
      '240p.m3u8',
      'keys/0',
      'captions/vi.vtt',
      'poster.jpg',
      'sprite_001.jpg',
    ]) {
      expect([file, await media(file, theirs)]).toEqual([file, 403]);
    }
    expect(await media('240p_00000.m4s')).toBe(200);
    expect(await media('init_240p.mp4')).toBe(200);
    expect(await media('..%2f..%2fsecrets%2fmedia_secret')).toBe(404);
    await other.close();
  });
});
