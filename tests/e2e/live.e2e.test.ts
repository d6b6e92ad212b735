import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { openAuthSession } from '~/modules/accounts/open-auth-session.server';
import { readLiveView } from '~/modules/broadcasts/get-live-view.server';
import { timelineLength } from '~/modules/broadcasts/timeline';
import { createPoll, orderPoll } from '~/modules/polls/manage-polls.server';
import { makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import { readEnv } from '~/platform/env';
import { fromMultirange, rangesLength, type SecondRange, subtractRanges, unionRanges } from '~/platform/ranges';
import { createServices, type Services } from '~/platform/services';
import { makeViewer } from '../factories/attendance';
import { type Push, pushStream } from '../factories/broadcasts';
import { type LectureRoom, makeLectureRoom } from '../factories/media';
import { DESKTOP, expectSoundPage, launchBrowser, openContext, PHONE, watchErrors } from '../setup/browser';
import { burntClock, readFrames, seenFrames, seenRanges } from '../setup/burnt-clock';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

let stack: Stack;
let services: Services;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let room: LectureRoom;
let push: Push | undefined;
let backup: Push | undefined;
/** What the clocks in the pictures of the second push and of the backup encoder begin with. */
const SECOND = 240;
const BACKUP = 400;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ demo: false, names: ['web', 'worker', 'ingest'] }),
    launchBrowser(),
  ]);
  services = createServices(readEnv(stack.env), 'test');
  room = await makeLectureRoom(services);
  // Announced as a minute long, so that its one presence check comes while the test watches.
  await services.db.campaign.update({ where: { id: room.campaignId }, data: { presenceChecks: 2 } });
  const { startsAt } = await services.db.studySession.findUniqueOrThrow({ where: { id: room.sessionId } });
  await services.db.studySession.update({
    where: { id: room.sessionId },
    data: { endsAt: new Date(startsAt.getTime() + 60_000) },
  });
  await services.db.account.update({
    where: { id: room.organiser.accountId },
    data: { grants: { create: { role: 'ORGANISER', unitId: room.unitId } } },
  });
}, 240_000);
afterAll(async () => {
  push?.kill();
  backup?.kill();
  await browser?.close();
  await services?.close();
  await stack?.stop();
});

async function signedIn(accountId: number, viewport = DESKTOP, javaScript = true): Promise<BrowserContext> {
  const token = await openAuthSession({ accountId, now: new Date() }, services.db);
  const context = await openContext(browser, stack, { viewport, javaScript });
  await context.addCookies([{ name: 'dc', value: token, url: stack.url }]);
  return context;
}

const state = (page: Page, name: string) => page.locator(`[data-state="${name}"]`).first().waitFor({ timeout: 20_000 });
const confirm = async (page: Page, label: string) => {
  await page.locator('summary', { hasText: label }).click();
  await page.getByRole('button', { name: `Đồng ý: ${label.toLowerCase()}` }).click();
};
const at = (page: Page) => page.evaluate('document.querySelector("video").currentTime') as Promise<number>;
const latency = async (page: Page) =>
  Number(await page.locator('[data-latency]').getAttribute('data-latency', { timeout: 15_000 }));
const coverage = async (column: 'live' | 'recording') => {
  const { rows } = await services.pool.query<Record<string, string>>(
    'select live::text, recording::text from session_coverage where session_id = $1 and member_id = $2',
    [room.sessionId, room.memberIds[0]],
  );
  return fromMultirange(rows[0]?.[column] ?? '{}');
};
const away = (a: SecondRange[], b: SecondRange[]) =>
  rangesLength(subtractRanges(a, b)) + rangesLength(subtractRanges(b, a));

test('a broadcast from the first push to the recording, seen by its operator and a member', async () => {
  const operator = await signedIn(room.organiser.accountId);
  const desk = await operator.newPage();
  const deskErrors = watchErrors(desk);
  await desk.goto(`/quan-ly/buoi-hoc/${room.sessionId}/phat-truc-tiep`);
  await desk.getByRole('button', { name: 'Lên lịch phát trực tiếp' }).click();
  await state(desk, 'SCHEDULED');
  await desk.locator('textarea[name=agenda]').fill('Khai mạc\nChuyên đề 1');
  await desk.getByRole('button', { name: 'Lưu chương trình' }).click();
  await desk.getByText('Đã lưu chương trình.').waitFor();
  await desk.getByRole('button', { name: 'Mở phòng chờ' }).click();
  await state(desk, 'LOBBY');
  await expectSoundPage(desk);

  const viewer = await makeViewer(services.db, room, { memberId: room.memberIds[0] ?? 0 });
  const member = await signedIn(viewer.accountId, PHONE);
  const seat = await member.newPage();
  const seatErrors = watchErrors(seat);
  await seat.goto(`/buoi-hoc/${room.sessionId}`);
  await state(seat, 'LOBBY');
  await expectSoundPage(seat);

  // The key is shown once, and the encoder starts.
  await desk.getByRole('region', { name: 'Luồng chính' }).getByRole('button', { name: 'Tạo khóa' }).click();
  const key = (await desk.locator('[data-stream-key]').textContent()) ?? '';
  expect(key).toMatch(/^[\w-]{32}$/);
  const port = Number(stack.env.RTMP_PORT);
  push = pushStream(port, key, { picture: burntClock(0) });
  await desk.locator('[data-stream=PRIMARY]').waitFor({ timeout: 20_000 });
  await until(async () => (await desk.getByText('đang dùng').count()) > 0);
  await until(async () => (await services.db.broadcastSegment.count()) > 0, { what: 'the first segment' });
  await confirm(desk, 'Bắt đầu phát');
  await state(desk, 'ON_AIR');

  // The member's page changes by itself, plays, and is near what happens now.
  await seat.locator('video').waitFor();
  await readFrames(seat);
  await until(async () => (await at(seat)) > 0, { seconds: 30, what: 'the first picture' });
  await until(async () => (await latency(seat)) < 9, { seconds: 30, what: 'the live edge' });
  await seat.getByRole('button', { name: 'Trực tiếp', exact: true }).waitFor();
  await expectSoundPage(seat);
  await desk.getByRole('button', { name: /Chuyển sang mục này.*Chuyên đề 1/ }).click();
  await seat.locator('[aria-current=step]', { hasText: 'Chuyên đề 1' }).waitFor({ timeout: 15_000 });
  const broadcast = await services.db.broadcast.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
  const length = async () => timelineLength((await readLiveView(services, broadcast.id))?.pieces ?? []);
  await tryControls(await signedIn(room.organiser.accountId, PHONE));
  await Promise.all([watchFromHall(), hearOfVote(seat)]);
  await until(async () => (await length()) > 24, { seconds: 60, what: 'something to go back to' });

  // Back to the beginning, and to the edge again.
  await seat.getByRole('slider', { name: 'Vị trí trong bài giảng' }).fill('1');
  await until(async () => (await latency(seat)) > 15, { seconds: 20, what: 'the beginning' });
  const back = await at(seat);
  await until(async () => (await at(seat)) > back + 3, { seconds: 20, what: 'playing from the beginning' });
  await seat.getByRole('button', { name: 'Về trực tiếp' }).click();
  await until(async () => (await latency(seat)) < 9, { seconds: 20, what: 'the edge again' });

  // Asked whether they follow, at a moment of the live timeline: one tap.
  await seat.locator('[data-check="asking"]').waitFor({ timeout: 60_000 });
  await expectSoundPage(seat);
  await seat.getByRole('button', { name: 'Tôi đang theo dõi' }).click();
  await seat.locator('[data-check="answered"]').waitFor();
  // The button that held the focus is gone; the keyboard goes on from the same place.
  expect(await seat.evaluate('document.activeElement !== document.body')).toBe(true);
  const asked = () => services.db.presenceCheck.findMany({ where: { sessionId: room.sessionId } });
  expect(await asked()).toMatchObject([{ number: 1, answeredAt: expect.any(Date), deliveredAt: null }]);

  // The encoder loses its power: everybody is told, and all goes on by itself when it is back.
  push.kill();
  await Promise.all([
    desk.locator('[data-alarm]').waitFor({ state: 'attached', timeout: 10_000 }),
    seat.locator('[data-player-message]', { hasText: 'Tín hiệu từ hội trường' }).waitFor({ timeout: 15_000 }),
  ]);
  const stoppedAt = await at(seat);
  push = pushStream(port, key, { picture: burntClock(SECOND) });
  await until(async () => (await at(seat)) > stoppedAt + 4, {
    seconds: 40,
    what: 'the picture after the outage',
  });
  await seat
    .locator('[data-player-message]', { hasText: 'Tín hiệu từ hội trường' })
    .waitFor({ state: 'detached', timeout: 15_000 });
  await until(async () => (await latency(seat)) < 12, { seconds: 30, what: 'the edge after the outage' });

  // The encoder hangs without a word: the backup takes over, the operator sees which one is used, the member's picture goes on.
  await desk.getByRole('region', { name: 'Luồng dự phòng' }).getByRole('button', { name: 'Tạo khóa' }).click();
  await until(async () => ((await desk.locator('[data-stream-key]').textContent()) ?? key) !== key);
  const backupKey = (await desk.locator('[data-stream-key]').textContent()) ?? '';
  backup = pushStream(port, backupKey, { picture: burntClock(BACKUP) });
  const spare = desk.locator('[data-stream=BACKUP]');
  await spare.getByText('chờ thay').waitFor({ timeout: 20_000 });
  push.child.kill('SIGSTOP');
  await spare.getByText('đang dùng').waitFor({ timeout: 10_000 });
  await until(async () => (await seenFrames(seat)).some(([clock]) => clock >= BACKUP), {
    seconds: 40,
    what: 'the backup’s picture',
  });
  push.kill();

  await seat.evaluate('document.querySelector("video").pause()');
  await seat.locator('[data-sending="saved"]').waitFor();
  await until(async () => rangesLength(await coverage('live')) >= 20, { what: 'coverage of what was watched live' });

  // The end: the recording is there, on the same timeline.
  await confirm(desk, 'Kết thúc buổi phát');
  await until(
    async () => (await services.db.broadcast.findUnique({ where: { id: broadcast.id } }))?.state === 'PUBLISHED',
    { seconds: 20, what: 'the recording' },
  );
  backup.kill();
  const recording = await services.db.recording.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
  expect(Math.abs(recording.timelineSeconds - (await length()))).toBeLessThanOrEqual(1);
  await seat.getByRole('button', { name: /^(Phát bài giảng|Xem tiếp)$/ }).waitFor({ timeout: 30_000 });
  await expectSoundPage(seat);
  const before = unionRanges(await coverage('live'));
  const beginning = (await seenFrames(seat)).length;
  await seat.getByRole('navigation', { name: 'Các mục của buổi học' }).getByRole('button').first().click();
  await until(async () => (await at(seat)) > 3, { seconds: 30, what: 'the recording playing' });
  // Over the place where the encoder was away.
  await seat.evaluate(`document.querySelector('video').currentTime = ${recording.timelineSeconds - 6}`);
  await until(async () => (await seat.evaluate('document.querySelector("video").ended')) === true, {
    seconds: 40,
    what: 'the recording’s end',
  });
  await until(async () => (await coverage('recording')).at(-1)?.[1] === recording.timelineSeconds, {
    what: 'its last second',
  });
  expect(away(unionRanges(await coverage('live')), before)).toBe(0);

  // What counts is what was seen: the clock that the encoder drew into the picture, read off the presented frames.
  const frames = await seenFrames(seat);
  const inRecording = frames.slice(beginning);
  const [firstClock = 0, firstMedia = 0] = inRecording[0] ?? [];
  const begins = firstClock - firstMedia;
  const [lastClock = 0, lastMedia = 0] = frames.at(-1) ?? [];
  // The second push began with its part of the timeline; the last one's place is seen at the recording's end.
  const [, second] = (await readLiveView(services, broadcast.id))?.pieces ?? [];
  const onTimeline = (clock: number) => {
    if (clock < SECOND) return clock - begins;
    return clock < BACKUP ? clock - SECOND + (second?.at ?? Number.NaN) : clock - (lastClock - lastMedia);
  };
  const seen = unionRanges(
    seenRanges(frames)
      .map(([from, to]): SecondRange => [Math.max(0, onTimeline(from)), onTimeline(to)])
      .filter(([from, to]) => from < to),
  );
  const counted = unionRanges([...(await coverage('live')), ...(await coverage('recording'))]);
  const report = JSON.stringify({ seen, counted });
  expect([Math.abs(rangesLength(counted) - rangesLength(seen)) <= 2, report]).toEqual([true, report]);
  // And it lies where it was seen: what differs lies at the borders of the stretches.
  expect([away(counted, seen) <= 4, report]).toEqual([true, report]);
  // Poster and small pictures followed after it was published, from its encrypted segments.
  const asset = () => services.db.mediaAsset.findUniqueOrThrow({ where: { publicPath: broadcast.publicPath } });
  await until(async () => (await asset()).storyboard !== null, { seconds: 30, what: 'the storyboard' });
  const pictures = await Promise.all(
    ['poster.jpg', 'sprite_001.jpg', 'storyboard.vtt'].map((name) =>
      services.storage.stat(`media/${broadcast.publicPath}/${name}`),
    ),
  );
  for (const picture of pictures) expect(picture?.byteSize).toBeGreaterThan(500);
  await state(desk, 'PUBLISHED');
  await desk.getByRole('button', { name: 'Cắt bản ghi' }).waitFor();
  await expectSoundPage(desk);
  // Asked once, live or from the recording.
  expect(await asked()).toHaveLength(1);
  expect(deskErrors).toEqual([]);
  expect(seatErrors).toEqual([]);
}, 400_000);

/** A hall's screen shows what is on air, to nobody in particular. */
async function watchFromHall(): Promise<void> {
  const venue = await services.db.venue.create({
    data: { sessionId: room.sessionId, unitId: room.unitId, name: 'Hội trường A', openedAt: new Date() },
  });
  const token = makeScreenToken({ venueId: venue.id, linkVersion: 1 }, venueKey(services.env.SESSION_SECRET));
  const context = await openContext(browser, stack, { viewport: DESKTOP });
  const page = await context.newPage();
  const errors = watchErrors(page);
  const pictures: string[] = [];
  page.on('request', (request) => {
    const rung = /\/(\d+p)_\d+\.m4s$/.exec(request.url())?.[1];
    if (rung) pictures.push(rung);
  });
  await page.goto(`/diem-cau/${token}`);
  await until(async () => (await at(page)) > 0, { seconds: 30, what: 'the picture in the hall' });
  await page.locator('svg[data-code]').waitFor();
  const part = await services.db.broadcastPart.findFirstOrThrow({
    where: { broadcast: { sessionId: room.sessionId } },
  });
  const rungs = (part.renditions as { name: string; resolution: { height: number } | null }[])
    .filter(({ resolution }) => resolution !== null)
    .sort((a, b) => (b.resolution?.height ?? 0) - (a.resolution?.height ?? 0));
  expect(rungs.length).toBeGreaterThan(1);
  expect(pictures[0]).toBe(rungs[0]?.name);
  expect(errors).toEqual([]);
  await context.close();
}

/** A vote that is opened is told beside the picture, by an event, and taken away again. */
async function hearOfVote(page: Page): Promise<void> {
  const order = { viewer: room.organiser, sessionId: room.sessionId };
  const question = {
    title: 'Thông qua chương trình',
    options: ['Tán thành', 'Không'],
    secret: false,
    quorumPercent: 0,
  };
  const poll = await createPoll({ ...order, ...question }, services);
  const { campaignId } = await services.db.studySession.findUniqueOrThrow({ where: { id: room.sessionId } });
  expect(await services.db.rosterEntry.count({ where: { campaignId, reason: 'REQUIRED' } })).toBeGreaterThan(0);
  await orderPoll({ ...order, poll, order: 'open' }, services);
  await page.getByRole('link', { name: 'Mở trang biểu quyết' }).waitFor({ timeout: 10_000 });
  await orderPoll({ ...order, poll, order: 'close' }, services);
  await page.getByRole('link', { name: 'Mở trang biểu quyết' }).waitFor({ state: 'detached', timeout: 10_000 });
}

/** The player's keys and sound only; by somebody whose watching counts for nothing. */
async function tryControls(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(`/buoi-hoc/${room.sessionId}`);
  const player = page.getByRole('region', { name: /^Trình phát trực tiếp/ });
  await player.getByRole('button', { name: 'Xem trực tiếp' }).click();
  await until(async () => (await at(page)) > 0, { seconds: 20, what: 'the picture' });
  await player.focus();
  await page.keyboard.press('k');
  await player.getByRole('button', { name: 'Phát', exact: true }).waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('m');
  await player.getByRole('button', { name: 'Bật tiếng' }).waitFor();
  await page.keyboard.press('m');
  // Sound only: says what it saves, plays on from its own playlist, and fetches no picture any more.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1) ?? ''));
  await player.getByRole('button', { name: 'Tiết kiệm dữ liệu (chỉ nghe)' }).click();
  await player.getByText('Chỉ nghe tiếng để tiết kiệm dữ liệu').waitFor();
  expect(await player.locator('[data-data-use]').textContent()).toMatch(
    /khoảng \d+ MB mỗi giờ, thay cho đến [\d.]+ MB/,
  );
  await until(() => asked.includes('live-audio.m3u8'), { what: 'the sound’s playlist' });
  await until(async () => (await player.getAttribute('data-live-state')) === 'playing', { what: 'the sound' });
  const before = await at(page);
  await until(async () => (await at(page)) > before + 1, { seconds: 20, what: 'the sound playing' });
  const switched = asked.lastIndexOf('live-audio.m3u8');
  expect(asked.slice(switched).filter((name) => /^(?:\d+p|source)_/.test(name))).toEqual([]);
  await expectSoundPage(page);
  await player.getByRole('button', { name: 'Tiết kiệm dữ liệu (chỉ nghe)' }).click();
  // Ten seconds back, and to the edge by its key.
  await player.focus();
  await page.keyboard.press('j');
  await player.getByRole('button', { name: 'Về trực tiếp' }).waitFor({ timeout: 15_000 });
  await page.keyboard.press('t');
  await player.getByRole('button', { name: 'Trực tiếp', exact: true }).waitFor({ timeout: 15_000 });
  expect(await player.getByRole('button', { name: 'Xem phần bị lỡ' }).count()).toBe(0);
  expect(errors).toEqual([]);
  // The link is lost: it says so, and plays on by itself when it is back.
  await context.setOffline(true);
  await player.locator('[data-player-message]', { hasText: 'Mất kết nối' }).waitFor({ timeout: 30_000 });
  const lostAt = await at(page);
  await context.setOffline(false);
  await until(async () => (await at(page)) > lostAt + 1, { seconds: 30, what: 'the picture after the link was lost' });
  await player.locator('[data-player-message]', { hasText: 'Mất kết nối –' }).waitFor({ state: 'detached' });
  await context.close();
}

test('without JavaScript a member is told what to do', async () => {
  const { id } = await services.db.broadcast.findUniqueOrThrow({ where: { sessionId: room.sessionId } });
  expect(id).toBeGreaterThan(0);
  const other = await makeLectureRoom(services);
  await services.db.broadcast.create({
    data: { sessionId: other.sessionId, publicPath: 'khong-co-javascript-22', state: 'LOBBY' },
  });
  const viewer = await makeViewer(services.db, other, { memberId: other.memberIds[0] ?? 0 });
  const context = await signedIn(viewer.accountId, PHONE, false);
  const page = await context.newPage();
  await page.goto(`/buoi-hoc/${other.sessionId}`);
  expect(await page.locator('noscript').allInnerTexts()).toContainEqual(expect.stringContaining('JavaScript'));
  await context.close();
});
