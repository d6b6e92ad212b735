import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { buildReportDocument } from '~/modules/reports/build-report-document';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { readReportInput } from '~/modules/reports/read-report-input.server';
import { recordGuestCount } from '~/modules/reports/record-guest-count.server';
import { addWalkIn } from '~/modules/venues/add-walk-in.server';
import { checkIn } from '~/modules/venues/check-in.server';
import { makeScreenToken, readCode, venueKey } from '~/modules/venues/check-in-code';
import { copyVenues } from '~/modules/venues/copy-venues.server';
import { findClerkVenue } from '~/modules/venues/find-clerk-venue.server';
import { findVenueScreen } from '~/modules/venues/find-venue-screen.server';
import { findToConfirm, getRollCall } from '~/modules/venues/get-roll-call.server';
import { getScreenNews } from '~/modules/venues/get-screen-news.server';
import { getVenueSums, listVenues } from '~/modules/venues/list-venues.server';
import { markMembers } from '~/modules/venues/mark-members.server';
import { removeVenue } from '~/modules/venues/remove-venue.server';
import { saveCounts } from '~/modules/venues/save-counts.server';
import { saveVenue } from '~/modules/venues/save-venue.server';
import { CODE_STEP_MS, CODES_AHEAD } from '~/modules/venues/schema';
import { setVenueOpen } from '~/modules/venues/set-venue-open.server';
import { signHallPlayback } from '~/modules/venues/sign-hall-playback.server';
import type { Services } from '~/platform/services';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import { createTestServices } from '../setup/services';

let services: Services;
let tree: StudyTree;
let organiser: Viewer;
let clerk: Viewer;
let second: Viewer;
let stranger: Viewer;
let committee: Viewer;
let campaign: { id: number; state: 'OPEN'; unitPath: string; unitId: number };
let made = 0;

beforeAll(async () => {
  services = await createTestServices();
});
afterAll(() => services.close());

// A tree of its own for every test: each may call whom it likes.
beforeEach(async () => {
  made += 1;
  const code = `V${made}`;
  tree = await makeStudyTree(services, code);
  const person = async (name: string, role: 'ORGANISER' | 'VENUE_CLERK' | 'COMMITTEE') => {
    await makeAccount(services, { username: `${name}.${made}`, grants: [[role, tree.root]] });
    return viewerOf(services, `${name}.${made}`);
  };
  organiser = await person('tochuc', 'ORGANISER');
  clerk = await person('phutrach', 'VENUE_CLERK');
  second = await person('phutrach2', 'VENUE_CLERK');
  stranger = await person('phutrach3', 'VENUE_CLERK');
  committee = await person('uyvien', 'COMMITTEE');
  campaign = { id: tree.campaignId, state: 'OPEN', unitPath: tree.root.path, unitId: tree.root.id };
  await services.db.attendanceEvidence.deleteMany({ where: { sessionId: { in: tree.sessionIds } } });
});

const [S1, S2] = [0, 1];
const cell = (index: number) => tree.cells[index]?.code ?? '';
const member = (c: number, i: number) => tree.memberIds[c]?.[i] ?? 0;

async function makeVenue(
  name: string,
  options: { cells?: number[]; host?: number; session?: number; clerks?: string[] } = {},
): Promise<number> {
  const {
    cells = [0],
    host = cells[0] ?? 0,
    session = S1,
    clerks = [`phutrach.${made}`, `phutrach2.${made}`],
  } = options;
  return saveVenue(
    {
      ...{ actor: organiser, campaign, sessionId: tree.sessionIds[session] ?? 0 },
      input: { name, place: 'Hà Nội', timeZone: 'Asia/Ho_Chi_Minh', host: cell(host), units: cells.map(cell), clerks },
    },
    services.db,
  );
}
const mark = (venueId: number, viewer: Viewer, entries: [number, boolean, (boolean | null)?][]) =>
  markMembers(
    { viewer, venueId, entries: entries.map(([memberId, present, seen = null]) => ({ memberId, present, seen })) },
    services.db,
  );
const wayOf = async (memberId: number) =>
  (await services.db.memberOutcome.findFirst({ where: { campaignId: tree.campaignId, memberId } }))?.ways;
const openVenue = (venueId: number) =>
  setVenueOpen({ viewer: clerk, venueId, order: 'OPEN', now: services.clock.now() }, services);
async function accountOf(memberId: number): Promise<Viewer> {
  const username = `dv.${made}.${memberId}`;
  await makeAccount(services, { username, memberId });
  return viewerOf(services, username);
}

describe('the roll-call', () => {
  test('present makes HALL on the board, absent takes it away; both stay as evidence of the hall', async () => {
    const venueId = await makeVenue('Hội trường A');
    expect(
      await mark(venueId, clerk, [
        [member(0, 3), true],
        [member(0, 1), false],
      ]),
    ).toEqual({ recorded: 2, conflicts: [] });
    expect(await wayOf(member(0, 3))).toEqual([1, 0]);
    await mark(venueId, clerk, [[member(0, 3), false, true]]);
    expect(await wayOf(member(0, 3))).toEqual([0, 0]);
    const rows = await services.db.attendanceEvidence.findMany({
      where: { memberId: member(0, 3) },
      orderBy: { id: 'asc' },
    });
    expect(rows.map(({ positive, way, venueId: hall }) => [positive, way, hall])).toEqual([
      [true, 'HALL', venueId],
      [false, null, venueId],
    ]);
  });

  test('sent twice, it is written once', async () => {
    const venueId = await makeVenue('Hội trường A');
    await mark(venueId, clerk, [[member(0, 3), true]]);
    expect(await mark(venueId, clerk, [[member(0, 3), true]])).toEqual({ recorded: 0, conflicts: [] });
    expect(await services.db.attendanceEvidence.count({ where: { venueId } })).toBe(1);
  });

  test('two clerks at once: different members are both written, the same member keeps the first word and the second is told', async () => {
    const venueId = await makeVenue('Hội trường A');
    const [a, b] = await Promise.all([
      mark(venueId, clerk, [
        [member(0, 0), true],
        [member(0, 1), true],
      ]),
      mark(venueId, second, [
        [member(0, 2), true],
        [member(0, 1), false],
      ]),
    ]);
    const conflicts = [...a.conflicts, ...b.conflicts];
    expect(conflicts.map(({ memberId }) => memberId)).toEqual([member(0, 1)]);
    expect(await services.db.attendanceEvidence.count({ where: { venueId } })).toBe(3);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    const { summary } = await getRollCall({ venue, search: '', page: 1 }, services.db);
    expect(summary.present + summary.absent).toBe(3);
  });

  test('“all present” is for those who have to study and were not called', async () => {
    const venueId = await makeVenue('Hội trường A');
    await mark(venueId, clerk, [[member(0, 1), false]]);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    const uncalled = (await findToConfirm({ venue, waiting: false }, services.db)).map(({ memberId }) => memberId);
    expect([...uncalled].sort()).toEqual([member(0, 0), member(0, 2), member(0, 3)].sort());
  });

  test('one person counts in one hall', async () => {
    const [a, b] = [await makeVenue('A', { cells: [0] }), await makeVenue('B', { cells: [0, 1] })];
    await mark(a, clerk, [[member(0, 0), true]]);
    const { recorded, conflicts } = await mark(b, clerk, [
      [member(0, 0), true],
      [member(1, 0), true],
    ]);
    expect([recorded, conflicts.map(({ params }) => params)]).toEqual([1, [{ venue: 'A' }]]);
    const { rows } = await listVenues({ sessionId: tree.sessionIds[S1] ?? 0, search: '', page: 1 }, services.db);
    expect(rows.map(({ name, present }) => [name, present])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
    expect((await getVenueSums(tree.sessionIds[S1] ?? 0, services.db)).present).toBe(2);
  });
});

describe('who may', () => {
  test('only named clerks; others, a clerk whose role was taken away, and the organiser find nothing', async () => {
    const venueId = await makeVenue('Hội trường A', { clerks: [`phutrach.${made}`] });
    for (const viewer of [second, stranger, organiser, committee]) {
      await expect(mark(venueId, viewer, [[member(0, 0), true]])).rejects.toMatchObject({ kind: 'not-found' });
    }
    await expect(mark(venueId, { ...clerk, grants: [] }, [[member(0, 0), true]])).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await services.db.attendanceEvidence.count({ where: { venueId } })).toBe(0);
  });

  test('a clerk cannot call members of units that are not the hall’s, nor see them', async () => {
    const venueId = await makeVenue('Hội trường A');
    await expect(
      mark(venueId, clerk, [
        [member(0, 0), true],
        [member(1, 0), true],
      ]),
    ).rejects.toMatchObject({ kind: 'not-found' });
    expect(await services.db.attendanceEvidence.count({ where: { venueId } })).toBe(0);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    const { members, walkIns } = await getRollCall({ venue, search: '', page: 1 }, services.db);
    expect(new Set([...members, ...walkIns].map(({ memberId }) => memberId))).toEqual(new Set(tree.memberIds[0]));
  });

  test('the organiser cannot attach a unit of another branch or name somebody without the role', async () => {
    const other = await makeStudyTree(services, `X${made}`);
    const input = {
      name: 'A',
      place: '',
      timeZone: 'Asia/Tokyo',
      host: cell(0),
      units: [other.cells[0]?.code ?? ''],
      clerks: [],
    };
    const args = { actor: organiser, campaign, sessionId: tree.sessionIds[S1] ?? 0 };
    await expect(saveVenue({ ...args, input }, services.db)).rejects.toMatchObject({ code: 'UNITS_UNKNOWN' });
    const named = { ...input, units: [], clerks: [`tochuc.${made}`] };
    await expect(saveVenue({ ...args, input: named }, services.db)).rejects.toMatchObject({ code: 'CLERK_UNKNOWN' });
    expect(await services.db.venue.count({ where: { sessionId: args.sessionId } })).toBe(0);
  });
});

describe('members of other units', () => {
  test('are found by the whole card number, become HALL, and are shown with the hall', async () => {
    const venueId = await makeVenue('Hội trường A');
    const cardNumber = String(randomInt(10 ** 11, 10 ** 12));
    await services.db.member.update({ where: { id: member(2, 3) }, data: { cardNumber } });
    await expect(
      addWalkIn({ viewer: clerk, venueId, cardNumber: cardNumber.slice(1) }, services),
    ).rejects.toMatchObject({
      code: 'NO_SUCH_CARD',
    });
    expect((await addWalkIn({ viewer: clerk, venueId, cardNumber }, services)).fullName).toBe('=SUM(A1) Phạm');
    expect(await wayOf(member(2, 3))).toEqual([1, 0]);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    const { walkIns, summary } = await getRollCall({ venue, search: '', page: 1 }, services.db);
    expect([walkIns.map(({ memberId }) => memberId), summary.walkIns]).toEqual([[member(2, 3)], 1]);
  });

  test('card numbers cannot be tried out', async () => {
    const venueId = await makeVenue('Hội trường A');
    const guess = (n: number) => addWalkIn({ viewer: clerk, venueId, cardNumber: String(900_000 + n) }, services);
    for (let n = 0; n < 20; n += 1) await expect(guess(n)).rejects.toMatchObject({ code: 'NO_SUCH_CARD' });
    await expect(guess(20)).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});

describe('checking in', () => {
  test('is a proposal: it counts once the clerk confirms it', async () => {
    const venueId = await makeVenue('Hội trường A');
    const viewer = await accountOf(member(0, 3));
    await expect(checkIn({ viewer, venueId }, services.db)).rejects.toMatchObject({ code: 'VENUE_NOT_OPEN' });
    await openVenue(venueId);
    const first = await checkIn({ viewer, venueId }, services.db);
    expect(first.at).toBeInstanceOf(Date);
    expect(await wayOf(member(0, 3))).not.toEqual([1, 0]);
    expect((await checkIn({ viewer, venueId }, services.db)).at).toEqual(first.at);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    expect((await getRollCall({ venue, search: '', page: 1 }, services.db)).summary.waiting).toBe(1);
    const entries = await findToConfirm({ venue, waiting: true }, services.db);
    await markMembers({ viewer: clerk, venueId, entries }, services.db);
    expect(await wayOf(member(0, 3))).toEqual([1, 0]);
    expect((await checkIn({ viewer, venueId }, services.db)).mark).toBe(true);
  });

  test('after being called absent waits for the clerk again, who may say no', async () => {
    const venueId = await makeVenue('Hội trường A');
    await openVenue(venueId);
    await mark(venueId, clerk, [[member(0, 3), false]]);
    await checkIn({ viewer: await accountOf(member(0, 3)), venueId }, services.db);
    const venue = await findClerkVenue(clerk, venueId, services.db);
    const waiting = () => findToConfirm({ venue, waiting: true }, services.db);
    expect(await waiting()).toEqual([{ memberId: member(0, 3), present: true, seen: false }]);
    const { recorded } = await markMembers({ viewer: second, venueId, entries: await waiting() }, services.db);
    expect([recorded, await waiting()]).toEqual([1, []]);
  });

  test('from another unit is a walk-in that this clerk may confirm; in a second hall it is refused', async () => {
    const [a, b] = [await makeVenue('A'), await makeVenue('B')];
    await Promise.all([openVenue(a), openVenue(b)]);
    const viewer = await accountOf(member(1, 3));
    await checkIn({ viewer, venueId: a }, services.db);
    expect(await services.db.venueCheckIn.findMany({ where: { memberId: member(1, 3) } })).toMatchObject([
      { venueId: a, walkIn: true, way: 'CODE' },
    ]);
    await expect(checkIn({ viewer, venueId: b }, services.db)).rejects.toMatchObject({
      code: 'ELSEWHERE',
      params: { venue: 'A' },
    });
    await mark(a, clerk, [[member(1, 3), true]]);
    expect(await wayOf(member(1, 3))).toEqual([1, 0]);
  });

  test('is refused to who is not on the roster, and to accounts without a member', async () => {
    const venueId = await makeVenue('A');
    await openVenue(venueId);
    const other = await makeStudyTree(services, `Y${made}`);
    const viewer = await accountOf(other.memberIds[0]?.[0] ?? 0);
    await expect(checkIn({ viewer, venueId }, services.db)).rejects.toMatchObject({ code: 'NOT_LISTED' });
    await expect(checkIn({ viewer: clerk, venueId }, services.db)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});

describe('the hall’s screen', () => {
  test('opens with its link only, shows a code only while the hall is open, and an old link ends', async () => {
    const venueId = await makeVenue('A');
    const key = venueKey(services.env.SESSION_SECRET);
    const token = makeScreenToken({ venueId, linkVersion: 1 }, key);
    expect(await getScreenNews(await findVenueScreen(token, services), services)).toMatchObject({
      state: 'WAITING',
      codes: [],
    });
    await openVenue(venueId);
    const { codes } = await getScreenNews(await findVenueScreen(token, services), services);
    expect(codes).toHaveLength(CODES_AHEAD);
    const now = services.clock.now().getTime();
    for (const [step, address] of codes.entries()) {
      const code = address.slice(`${services.env.PUBLIC_URL}/diem-danh/`.length);
      expect(readCode(code, now + step * CODE_STEP_MS, key)).toEqual({ ok: true, venueId });
    }
    for (const wrong of [
      `${venueId}`,
      `${venueId}-aaaaaaaaaaaaaaaa`,
      `${venueId + 1}${token.slice(String(venueId).length)}`,
    ])
      await expect(findVenueScreen(wrong, services)).rejects.toMatchObject({ kind: 'not-found' });
    await setVenueOpen({ viewer: clerk, venueId, order: 'NEW_LINK', now: new Date() }, services);
    await expect(findVenueScreen(token, services)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

test('an open hall gets what is on air, a closed one nothing, and nobody’s coverage can grow by it', async () => {
  const venueId = await makeVenue('A');
  const sessionId = tree.sessionIds[S1] ?? 0;
  await services.db.broadcast.create({
    data: { sessionId, publicPath: `hall${made}`.padEnd(22, '0'), state: 'ON_AIR', onAirAt: services.clock.now() },
  });
  const token = makeScreenToken({ venueId, linkVersion: 1 }, venueKey(services.env.SESSION_SECRET));
  const screenNow = () => findVenueScreen(token, services);
  expect(signHallPlayback(await screenNow(), services)).toEqual({ recording: null, live: null, setCookie: null });
  await openVenue(venueId);
  expect(await getScreenNews(await screenNow(), services)).toMatchObject({
    picture: 'LIVE',
    view: { state: 'ON_AIR' },
  });
  const { live, setCookie } = signHallPlayback(await screenNow(), services);
  expect(setCookie).toContain('HttpOnly');
  const verdict = verifyPlaybackTicket(
    live?.ticket ?? '',
    playbackTicketKey(services.env.SESSION_SECRET),
    services.clock.now().getTime(),
  );
  expect(verdict).toMatchObject({ ok: true, ticket: { mid: null, aid: 0, src: 'LIVE' } });
  await setVenueOpen({ viewer: clerk, venueId, order: 'CLOSE', now: services.clock.now() }, services);
  expect(await getScreenNews(await screenNow(), services)).toMatchObject({ picture: 'NONE', view: null, codes: [] });
  expect(signHallPlayback(await screenNow(), services).live).toBeNull();
});

describe('counts and the report', () => {
  const counts = (
    venueId: number,
    viewer: Viewer,
    headcount: number | null,
    guests: number | null,
    seen = { h: null as number | null, g: null as number | null },
  ) =>
    saveCounts(
      { viewer, venueId, headcount, guests, note: '', seenHeadcount: seen.h, seenGuests: seen.g, seenNote: '' },
      services.db,
    );

  test('a second clerk neither overwrites what the first wrote nor is stopped from writing the other figure', async () => {
    const venueId = await makeVenue('A');
    await counts(venueId, clerk, 40, null);
    await expect(counts(venueId, second, 41, null)).rejects.toMatchObject({ code: 'HEADCOUNT_CHANGED' });
    await counts(venueId, second, null, 7);
    expect(await services.db.venue.findUnique({ where: { id: venueId } })).toMatchObject({ headcount: 40, guests: 7 });
  });

  test('non-members: the fullest session of each host is the campaign’s figure, in the guest count, annex 1 and annex 3', async () => {
    const morning = [await makeVenue('A', { cells: [0] }), await makeVenue('B', { cells: [1], host: 0 })];
    const later = await makeVenue('A', { cells: [0], session: S2 });
    await counts(morning[0] ?? 0, clerk, 3, 5);
    await counts(morning[1] ?? 0, clerk, null, 4);
    await counts(later, clerk, null, 6);
    await mark(morning[0] ?? 0, clerk, [
      [member(0, 0), true],
      [member(0, 3), true],
    ]);
    expect(await services.db.guestCount.findMany({ where: { campaignId: tree.campaignId } })).toMatchObject([
      { unitId: tree.cells[0]?.id, count: 9 },
    ]);
    const secretary = {
      ...committee,
      grants: committee.grants.map((grant) => ({ ...grant, role: 'SECRETARY' as const })),
    };
    const edit = { viewer: secretary, campaignCode: tree.campaignCode, unitCode: cell(0), count: 1 };
    await expect(recordGuestCount(edit, services)).rejects.toMatchObject({ code: 'GUESTS_FROM_VENUES' });
    const { snapshotId } = await freezeFigures(
      { viewer: committee, campaignCode: tree.campaignCode, unitCode: tree.root.code },
      services,
    );
    const document = buildReportDocument(await readReportInput({ snapshotId, fields: {} }, services.db));
    const annex = document.annexes.find(({ number }) => number === 3);
    expect(document.annexes.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(annex?.table.rows).toEqual([
      [1, 1, 'A, Hà Nội', `Chi bộ 1 – ${tree.root.code}`, 2, 0, 3, 5],
      [2, 1, 'B, Hà Nội', `Chi bộ 2 – ${tree.root.code}`, 0, 0, null, 4],
      [3, 2, 'A, Hà Nội', `Chi bộ 1 – ${tree.root.code}`, 0, 0, null, 6],
    ]);
    expect(document.annexes[0]?.table.total?.[12]).toBe(9);
    const text = JSON.stringify(document.blocks);
    expect(text).toContain('Buổi 1: 2 điểm cầu, 2 đảng viên có mặt theo điểm danh tại điểm cầu, 9 quần chúng cùng dự.');
    expect(text).toContain('Quần chúng tham gia học tập: 9 người');
  });

  test('without halls the report has no annex 3', async () => {
    const { snapshotId } = await freezeFigures(
      { viewer: committee, campaignCode: tree.campaignCode, unitCode: tree.root.code },
      services,
    );
    const document = buildReportDocument(await readReportInput({ snapshotId, fields: {} }, services.db));
    expect(document.annexes.map(({ number }) => number)).toEqual([1, 2, 4]);
  });
});

describe('setting up', () => {
  test('the session before is copied with units and clerks, and copying twice adds nothing', async () => {
    await makeVenue('A', { cells: [0, 1] });
    const args = { viewer: organiser, campaign, sessionId: tree.sessionIds[S2] ?? 0 };
    expect(await copyVenues(args, services.db)).toBe(1);
    expect(await copyVenues(args, services.db)).toBe(0);
    const { rows } = await listVenues({ sessionId: args.sessionId, search: 'a', page: 1 }, services.db);
    expect(rows.map(({ name, unitNames, clerks }) => [name, unitNames.length, clerks.length])).toEqual([['A', 2, 2]]);
    await expect(copyVenues({ ...args, sessionId: tree.sessionIds[S1] ?? 0 }, services.db)).rejects.toMatchObject({
      code: 'NOTHING_TO_COPY',
    });
  });

  test('a hall in which somebody was called stays', async () => {
    const [used, unused] = [await makeVenue('A'), await makeVenue('B')];
    await mark(used, clerk, [[member(0, 0), true]]);
    const args = { viewer: organiser, campaign, sessionId: tree.sessionIds[S1] ?? 0 };
    await expect(removeVenue({ ...args, venueId: used }, services.db)).rejects.toMatchObject({ code: 'VENUE_USED' });
    await removeVenue({ ...args, venueId: unused }, services.db);
    expect(await services.db.venue.findMany({ where: { sessionId: args.sessionId } })).toMatchObject([{ id: used }]);
  });
});
