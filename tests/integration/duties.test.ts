import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { needsSecondApproval } from '~/modules/accounts/access';
import { createAccount } from '~/modules/accounts/create-account.server';
import { alarmEmergency } from '~/modules/accounts/emergencies/alarm-emergency.server';
import { closeExpiredEmergencies, endEmergency } from '~/modules/accounts/emergencies/end-emergency.server';
import { findAlarms, listEmergencies } from '~/modules/accounts/emergencies/list-emergencies.server';
import { reviewEmergency } from '~/modules/accounts/emergencies/review-emergency.server';
import { readEmergencyForm } from '~/modules/accounts/emergencies/schema';
import { takeEmergency } from '~/modules/accounts/emergencies/take-emergency.server';
import { findViewer } from '~/modules/accounts/find-viewer.server';
import { grantRole } from '~/modules/accounts/grant-role.server';
import { decideProposal } from '~/modules/accounts/proposals/decide-proposal.server';
import { expireProposals } from '~/modules/accounts/proposals/expire-proposals.server';
import { countProposals, listProposals } from '~/modules/accounts/proposals/list-proposals.server';
import { keepItems, withdrawItem } from '~/modules/accounts/reviews/decide-items.server';
import { findReviewDue } from '~/modules/accounts/reviews/find-review-due.server';
import { checkReview, finishReview } from '~/modules/accounts/reviews/finish-review.server';
import { listReviewItems } from '~/modules/accounts/reviews/list-review-items.server';
import { openReview } from '~/modules/accounts/reviews/open-review.server';
import { REVIEW_COLUMNS, reviewCells } from '~/modules/accounts/reviews/review-cells';
import { revokeRole } from '~/modules/accounts/revoke-role.server';
import { rowScopeOf } from '~/modules/accounts/row-scope-of';
import { ROLES, type Role } from '~/modules/accounts/schema';
import type { Viewer } from '~/modules/accounts/viewer';
import { csvLine } from '~/modules/audit/audit-csv';
import { sealIdentity } from '~/modules/org/member-identity';
import { systemClock } from '~/platform/clock';
import { connectDatabase, type Database } from '~/platform/db';
import { withRowScope } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { loginUrls } from '../../bin/lib/database-logins.mjs';
import { LOGIN_PASSWORD } from '../../bin/lib/test-servers.mjs';
import { makeAccount, makeMember, makeUnit, type TestUnit, viewerOf } from '../factories/accounts';
import { createTestServices } from '../setup/services';

// Every command runs as web does: under its login, in the scope of the person.

let services: Services;
let web: Database;
let root: TestUnit;
let cell: TestUnit;
let other: TestUnit;
let now = Date.now();
const DAY = 86_400_000;
const warnings: unknown[][] = [];

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => new Date(now) } } });
  services.logger.warn = ((...words: unknown[]) => void warnings.push(words)) as typeof services.logger.warn;
  const urls: Record<string, string> = loginUrls(services.env.DATABASE_URL, LOGIN_PASSWORD);
  web = connectDatabase({ DATABASE_URL: urls.WEB_DATABASE_URL ?? '', DATABASE_POOL: 3 }, 'test-duties', 'web');
  root = await makeUnit(services, 'K', null);
  cell = await makeUnit(services, 'K.1', root);
  other = await makeUnit(services, 'X', null);
  for (const name of ['mot', 'hai', 'ba'])
    await makeAccount(services, { username: name, grants: [['ADMINISTRATOR', root]] });
  await makeAccount(services, { username: 'duoi', grants: [['ADMINISTRATOR', cell]] });
  await makeAccount(services, { username: 'kiem', grants: [['INSPECTOR', root]] });
  await makeAccount(services, { username: 'xa', grants: [['ADMINISTRATOR', other]] });
  await makeAccount(services, { username: 'nguoi', grants: [['VENUE_CLERK', cell]] });
});
afterAll(async () => {
  await web?.close();
  await services?.close();
});

/** Signed in at this moment, whatever the test's clock says: sessions go by the database's. */
const signedIn = (username: string) => viewerOf({ ...services, clock: systemClock }, username);
/** Runs `work` for a person, as web would. */
async function as<T>(username: string, work: (viewer: Viewer, services: Services) => Promise<T>): Promise<T> {
  const viewer = await signedIn(username);
  return withRowScope(rowScopeOf(viewer), () => work(viewer, { ...services, db: web.client, pool: web.pool }));
}
const clock = () => new Date(now);
const give = (by: string, username: string, role: Role, unit: TestUnit) =>
  as(by, (viewer, { db }) => grantRole({ viewer, username, role, unitCode: unit.code, now: clock() }, db));
const decide = (by: string, id: number, order: 'duyet' | 'khong-duyet' | 'rut', note = '') =>
  as(by, (viewer, { db }) => decideProposal({ viewer, id, order, note, now: clock() }, db));
const waiting = (by: string) =>
  as(by, async (viewer, { db }) => (await listProposals({ viewer, waiting: true, page: 1, now: clock() }, db)).rows);
const rolesOf = async (username: string) =>
  (await signedIn(username)).grants.map((grant) => `${grant.role}@${grant.unitCode}`);
const log = (action: string) =>
  services.db.auditEntry.findMany({
    where: { action },
    orderBy: { id: 'asc' },
    select: { actor: true, actorName: true, data: true },
  });

describe('a second person', () => {
  test('the table of the program and that of the database are one', async () => {
    for (const kind of ['CENTRAL', 'BLOC', 'SUPERIOR', 'GRASSROOTS', 'DEPARTMENT', 'CELL'] as const) {
      const unit = await makeUnit(services, `loai-${kind}`, null);
      await services.db.$executeRaw`update unit set kind = ${kind}::unit_kind where id = ${unit.id}`;
      for (const role of ROLES) {
        const [row] = await services.db.$queryRaw<{ asked: boolean }[]>`
          select dc_needs_approval(${role}::role, ${unit.id}::int) as asked`;
        expect([kind, role, row?.asked]).toEqual([kind, role, needsSecondApproval(role, kind)]);
      }
    }
  });

  test('a proposal has no effect until another administrator approves; taking it back works at once', async () => {
    expect(await give('mot', 'nguoi', 'INSPECTOR', cell)).toEqual({ waits: true });
    expect(await rolesOf('nguoi')).toEqual(['VENUE_CLERK@K.1']);
    await expect(give('hai', 'nguoi', 'INSPECTOR', cell)).rejects.toMatchObject({ code: 'ALREADY_PROPOSED' });
    const [proposal] = await waiting('hai');
    const id = proposal?.id ?? 0;
    expect(proposal).toMatchObject({ username: 'nguoi', role: 'INSPECTOR', orders: 'decide' });
    expect((await waiting('mot'))[0]?.orders).toBe('withdraw');
    expect((await waiting('kiem'))[0]?.orders).toBe('none');
    expect(await waiting('xa')).toEqual([]);
    expect(await as('hai', (viewer, { db }) => countProposals({ viewer, now: clock() }, db))).toBe(1);
    // Who proposed, an inspector, an administrator of another tree.
    await expect(decide('mot', id, 'duyet')).rejects.toMatchObject({ code: 'NOT_THE_SECOND' });
    for (const by of ['kiem', 'xa', 'nguoi'])
      await expect(decide(by, id, 'duyet')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await decide('hai', id, 'duyet');
    expect(await rolesOf('nguoi')).toEqual(['VENUE_CLERK@K.1', 'INSPECTOR@K.1']);
    await expect(decide('ba', id, 'khong-duyet', 'muộn')).rejects.toMatchObject({ code: 'PROPOSAL_DECIDED' });
    const grant = await services.db.roleGrant.findFirstOrThrow({ where: { proposalId: id } });
    const ids = Object.fromEntries((await services.db.account.findMany()).map((one) => [one.username, one.id]));
    expect(grant).toMatchObject({ grantedById: ids.mot, approvedById: ids.hai });
    const revoke = { username: 'nguoi', grantId: grant.id, now: clock() };
    await as('mot', (viewer, { db }) => revokeRole({ viewer, ...revoke }, db));
    expect(await rolesOf('nguoi')).toEqual(['VENUE_CLERK@K.1']);
    expect((await log('account.propose-role'))[0]?.data).toMatchObject({ username: 'nguoi', proposalId: id });
    expect((await log('account.approve-role'))[0]).toMatchObject({
      ...{ actorName: 'Tài khoản hai', data: { proposedBy: 'Tài khoản mot', role: 'INSPECTOR' } },
    });
  });

  test('nobody approves what they are to receive; a lower role needs nobody', async () => {
    expect(await give('mot', 'hai', 'INSPECTOR', root)).toEqual({ waits: true });
    const id = (await waiting('ba'))[0]?.id ?? 0;
    await expect(decide('hai', id, 'duyet')).rejects.toMatchObject({ code: 'NOT_THE_SECOND' });
    await expect(decide('ba', id, 'khong-duyet')).rejects.toMatchObject({ code: 'NOTE_MISSING' });
    await decide('ba', id, 'khong-duyet', 'Không cần');
    expect(await rolesOf('hai')).toEqual(['ADMINISTRATOR@K']);
    expect(await give('mot', 'nguoi', 'COMMITTEE', cell)).toEqual({ waits: false });
    expect(await rolesOf('nguoi')).toContain('COMMITTEE@K.1');
    for (const [holder, role, unit] of [
      ['hai', 'ADMINISTRATOR', root],
      ['nguoi', 'COMMITTEE', cell],
    ] as const)
      await expect(give('mot', holder, role, unit)).rejects.toMatchObject({ code: 'ROLE_HELD' });
  });

  test('withdrawn by who proposed, or out of time: no effect, and room for a new one', async () => {
    await give('mot', 'nguoi', 'ORGANISER', root);
    const first = (await waiting('hai'))[0]?.id ?? 0;
    await expect(decide('hai', first, 'rut')).rejects.toMatchObject({ code: 'NOT_THE_SECOND' });
    await decide('mot', first, 'rut');
    await give('mot', 'nguoi', 'ORGANISER', root);
    const second = (await waiting('hai'))[0]?.id ?? 0;
    now += 14 * DAY;
    expect(await waiting('hai')).toEqual([]);
    await expect(decide('hai', second, 'duyet')).rejects.toMatchObject({ code: 'PROPOSAL_DECIDED' });
    await Promise.all([expireProposals(services), expireProposals(services)]);
    expect(await log('account.expire-proposal')).toHaveLength(1);
    await give('mot', 'nguoi', 'ORGANISER', root);
    const third = (await waiting('hai'))[0]?.id ?? 0;
    // Two at once: one of them gives it.
    const both = await Promise.allSettled([decide('hai', third, 'duyet'), decide('ba', third, 'duyet')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await rolesOf('nguoi')).filter((one) => one === 'ORGANISER@K')).toHaveLength(1);
    now -= 14 * DAY;
  });

  test('an account made with a powerful role has none of it; the machine’s has, and the log says so', async () => {
    const grants = [{ role: 'ADMINISTRATOR' as const, unitCode: 'K.1' }];
    // Also for an administrator of the unit alone: the account is found through its proposal.
    const made = await as('duoi', (viewer, { db }) =>
      createAccount({ actor: viewer, username: 'moi.lap', displayName: 'Mới Lập', grants, now: clock() }, db),
    );
    expect(made.waits).toBe(true);
    expect(await rolesOf('moi.lap')).toEqual([]);
    expect((await waiting('duoi'))[0]).toMatchObject({ username: 'moi.lap', orders: 'withdraw' });
    await decide('mot', (await waiting('mot'))[0]?.id ?? 0, 'duyet');
    expect(await rolesOf('moi.lap')).toEqual(['ADMINISTRATOR@K.1']);
    const machine = { actor: { system: 'Dòng lệnh' }, username: 'may.lap', displayName: 'Máy', grants };
    expect((await createAccount(machine, services.db)).waits).toBe(false);
    expect(await rolesOf('may.lap')).toEqual(['ADMINISTRATOR@K.1']);
    expect((await log('account.create')).at(-1)).toMatchObject({
      ...{ actorName: 'Dòng lệnh', data: { grants: [{ role: 'ADMINISTRATOR', unitCode: 'K.1' }] } },
    });
  });
});

describe('an emergency', () => {
  const form = (over: Record<string, string> = {}) =>
    readEmergencyForm({
      ...{ 'vai-tro': 'COMMITTEE', 'che-do': 'xem', 'don-vi': 'K.1', phut: '60' },
      ...{ 'ly-do': 'Máy chủ báo lỗi số liệu ngay trước giờ họp', ...over },
    });
  const take = (by: string, over: Record<string, string> = {}) =>
    as(by, (viewer, own) => {
      const { value } = form(over);
      if (!value) throw new Error('the form is wrong');
      return takeEmergency({ viewer, form: value }, own);
    });

  test('is stated: role, unit, time, reason', () => {
    expect(form({ 'ly-do': 'ngắn quá', phut: '90', 'vai-tro': 'INSPECTOR', 'don-vi': '' }).errors).toEqual({
      ...{ role: expect.anything(), minutes: expect.anything() },
      ...{ unitCode: expect.anything(), reason: expect.anything() },
    });
    expect(form({ 'che-do': 'la' }).value?.readOnly).toBe(true);
  });

  test('opens rows at once, without signing in again, and closes them by the clock', async () => {
    const member = await makeMember(services, cell, 'Trần Thị Lan');
    const campaign = await services.db.campaign.create({
      data: { code: 'dot-khan', title: 'Đợt', unitId: root.id, state: 'OPEN', deadlineAt: new Date('2027-01-01') },
    });
    await services.db.rosterEntry.create({
      data: { campaignId: campaign.id, memberId: member.id, unitId: cell.id, reason: 'REQUIRED', kind: 'OFFICIAL' },
    });
    const { token } = await signedIn('mot');
    const viewer = async () => (await findViewer(token, services)) as Viewer;
    const rows = async (sql = 'select count(*)::int as n from roster_entry') =>
      withRowScope(rowScopeOf(await viewer()), async () => (await web.pool.query(sql)).rows[0].n);
    expect(await rows()).toBe(0);
    warnings.length = 0;
    // Taken fifty minutes ago for an hour.
    now -= 50 * 60_000;
    const { id } = await take('mot');
    now += 50 * 60_000;
    expect(await rows()).toBe(1);
    const during = await viewer();
    expect(during.grants.at(-1)).toMatchObject({ role: 'COMMITTEE', readOnly: true, emergency: id });
    // Only to look, and only there.
    const scope = JSON.parse(rowScopeOf(during)[3]);
    expect(scope.records).toEqual([cell.path]);
    expect(scope['records.write']).toBeUndefined();
    expect(scope['reports.write']).toBeUndefined();
    await expect(take('mot')).rejects.toMatchObject({ code: 'EMERGENCY_OPEN' });
    // What is logged holds numbers only.
    expect(warnings).toEqual([
      [{ emergencyId: id, role: 'COMMITTEE', readOnly: true, unitId: cell.id, minutes: 60 }, 'emergency access taken'],
    ]);
    // Every act of the hour carries its number.
    await give('mot', 'nguoi', 'SECRETARY', cell);
    expect((await log('account.grant-role')).at(-1)?.actor).toMatchObject({ emergency: id });
    expect((await log('emergency.take')).at(-1)?.data).toMatchObject({ minutes: 60, readOnly: true, unitCode: 'K.1' });

    // Nobody can make it longer or write it in another's name; the clock ends it with nobody's help.
    for (const sql of [
      `update emergency_access set until_at = until_at + interval '1 minute' where id = ${id}`,
      `update emergency_access set read_only = false where id = ${id}`,
      `update emergency_access set verdict = 'ACCEPTED', reviewed_by_id = account_id, reviewed_by_name = 'x', reviewed_at = now() + interval '2 hours' where id = ${id}`,
      `insert into emergency_access (account_id, account_name, role, read_only, unit_id, reason, until_at)
       values (${during.accountId}, 'x', 'ADMINISTRATOR', false, ${cell.id}, 'một lý do dài hơn hai mươi ký tự', now() + interval '5 minutes')`,
    ])
      await expect(withRowScope(rowScopeOf(during), () => web.pool.query(sql))).rejects.toMatchObject({
        code: '23514',
      });
    await services.db.$executeRaw`update emergency_access set until_at = now() - interval '1 second' where id = ${id}`;
    now = Date.now();
    expect(await rows()).toBe(0);
    expect((await viewer()).grants).toHaveLength(1);
    await Promise.all([closeExpiredEmergencies(services), closeExpiredEmergencies(services)]);
    expect((await log('emergency.end')).map(({ data }) => data)).toEqual([{ by: 'time' }]);
  });

  test('ends early, by its person or another administrator, and then opens nothing', async () => {
    for (const by of ['hai', 'ba']) {
      const { token } = await signedIn('hai');
      const { id } = await take('hai', { 'che-do': 'thao-tac', 'vai-tro': 'ORGANISER' });
      expect((await findViewer(token, services))?.grants).toHaveLength(2);
      await expect(
        as('kiem', (viewer, { db }) => endEmergency({ viewer, id, now: clock() }, db)),
      ).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await as(by, (viewer, { db }) => endEmergency({ viewer, id, now: clock() }, db));
      expect((await findViewer(token, services))?.grants).toHaveLength(1);
    }
    expect((await log('emergency.end')).map(({ data }) => data).slice(-2)).toEqual([{ by: 'self' }, { by: 'another' }]);
  });

  test('is taken only by administrators, in their units, and never the inspector’s role', async () => {
    await expect(take('kiem')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(take('duoi', { 'don-vi': 'K' })).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
    await expect(take('xa')).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });

  test('the alarm: on the pages of all whom it touches, in their mailboxes once, not elsewhere', async () => {
    const member = await makeMember(services, root, 'Phạm Văn Thanh');
    const { sealKey, emailSealed, emailIndex } = sealIdentity(
      member.id,
      { cardNumber: null, email: 'thanh@example.vn', phone: null },
      services.cipher,
    );
    await services.db.member.update({ where: { id: member.id }, data: { sealKey, emailSealed, emailIndex } });
    const holder = await makeAccount(services, {
      ...{ username: 'co.thu', memberId: member.id, grants: [['INSPECTOR', root]] },
    });
    const { id } = await take('ba', { 'don-vi': 'K' });
    const seen = (by: string) =>
      as(by, async (viewer, { db }) =>
        (await findAlarms({ viewer, now: clock() }, db)).map((one) => [one.id, one.own, one.mayEnd]),
      );
    expect(await seen('ba')).toEqual([[id, true, true]]);
    expect(await seen('mot')).toEqual([[id, false, true]]);
    expect(await seen('kiem')).toEqual([[id, false, false]]);
    // Below the unit: told, but it is not theirs to end.
    expect(await seen('duoi')).toEqual([[id, false, false]]);
    expect(await seen('xa')).toEqual([]);
    expect(await seen('nguoi')).toEqual([]);
    const mails = (await Promise.all([alarmEmergency(id, services), alarmEmergency(id, services)])).flat();
    expect(mails).toHaveLength(1);
    const mail = await services.db.outgoingMail.findUniqueOrThrow({ where: { id: mails[0] ?? '' } });
    const text = services.cipher.open(mail.body ?? '', { table: 'outgoing_mail', column: 'body', row: mail.id });
    expect([mail.accountId, text]).toEqual([holder.id, expect.stringContaining('/quan-ly/khan-cap')]);
    expect(`${mail.subject} ${text}`).not.toMatch(/Tài khoản|Đơn vị K|Thanh/);
    expect((await log('emergency.alarm')).at(-1)?.data).toMatchObject({ mails: 1 });

    const review = (by: string, verdict: 'ACCEPTED' | 'OBJECTED', note = '') =>
      as(by, (viewer, { db }) => reviewEmergency({ viewer, id, verdict, note, now: clock() }, db));
    await expect(review('kiem', 'ACCEPTED')).rejects.toMatchObject({ code: 'EMERGENCY_RUNS' });
    await as('ba', (viewer, { db }) => endEmergency({ viewer, id, now: clock() }, db));
    await expect(review('ba', 'ACCEPTED')).rejects.toMatchObject({ code: 'OWN_EMERGENCY' });
    await expect(review('duoi', 'ACCEPTED')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(review('kiem', 'OBJECTED')).rejects.toMatchObject({ code: 'NOTE_MISSING' });
    const unreviewed = () =>
      as('kiem', async (viewer, { db }) =>
        (await listEmergencies({ viewer, unreviewed: true, page: 1, now: clock() }, db)).rows.map((row) => row.id),
      );
    expect(await unreviewed()).toContain(id);
    await review('kiem', 'OBJECTED', 'Không phải việc khẩn cấp');
    await expect(review('mot', 'ACCEPTED')).rejects.toMatchObject({ code: 'EMERGENCY_REVIEWED' });
    expect(await unreviewed()).not.toContain(id);
    expect((await log('emergency.review')).at(-1)?.data).toMatchObject({ verdict: 'OBJECTED' });
    const [counts] =
      (await web.pool
        .query('select 1')
        .then(() => null)
        .catch(() => services.db.$queryRaw<Record<string, number>[]>`select * from dc_emergency_counts()`)) ?? [];
    expect(counts).toMatchObject({ taken: 4, active: 0, unreviewed: 3 });
  });
});

describe('a review of roles', () => {
  const at = (by: string) => as(by, (viewer, own) => findReviewDue(viewer, own));
  const everything = { search: '', role: '', standing: '', unitCode: '' } as const;
  const items = (reviewId: number, by = 'mot', over: object = {}) =>
    as(by, (_viewer, { db }) => listReviewItems({ reviewId, filters: { ...everything, ...over }, limit: 1000 }, db));

  test('is due six months after the first role, opened, decided by others, frozen under its hash', async () => {
    expect(await at('mot')).toBeNull();
    now += 170 * DAY;
    expect(await at('mot')).toMatchObject({ overdue: false, reviewId: null });
    now += 30 * DAY;
    expect(await at('kiem')).toMatchObject({ overdue: true });
    expect(await at('nguoi')).toBeNull();
    const open = (by: string, unitCode: string) =>
      as(by, (viewer, { db }) => openReview({ viewer, unitCode, now: clock() }, db));
    await expect(open('duoi', 'K')).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
    const { id } = await open('mot', 'K');
    await expect(open('kiem', 'K')).rejects.toMatchObject({ code: 'REVIEW_OPEN' });
    expect(await at('mot')).toMatchObject({ reviewId: id, overdue: false });
    const { rows, total } = await items(id);
    const live = await services.db.roleGrant.count({
      where: { revokedAt: null, role: { not: 'MEMBER' }, unitId: { in: [root.id, cell.id] } },
    });
    expect(total).toBe(live);
    expect(rows.find((row) => row.username === 'moi.lap')).toMatchObject({
      ...{ grantedByName: 'Tài khoản duoi', approvedByName: 'Tài khoản mot', hasFactor: false, decision: null },
    });
    await expect(as('xa', (viewer, { db }) => finishReview({ viewer, id, now: clock() }, db))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });

    // All of a filter, without one's own.
    const keep = (by: string, what: Parameters<typeof keepItems>[0]['what']) =>
      as(by, (viewer, { db }) => keepItems({ viewer, reviewId: id, what, now: clock() }, db));
    const administrators = { ...everything, role: 'ADMINISTRATOR' as const };
    const before = (await items(id, 'mot', administrators)).total;
    expect(await keep('mot', { filters: administrators })).toBe(before - 1);
    const own = (await items(id, 'mot', { search: 'mot' })).rows[0];
    expect(own).toMatchObject({ username: 'mot', decision: null });
    expect(await keep('mot', { ids: [own?.id ?? 0] })).toBe(0);
    const straight = await signedIn('mot');
    await expect(
      withRowScope(rowScopeOf(straight), () =>
        web.pool.query(
          `update access_review_item set decision = 'KEEP', decided_by_id = ${straight.accountId}, decided_by_name = 'x', decided_at = now() where id = ${own?.id}`,
        ),
      ),
    ).rejects.toMatchObject({ code: '23514' });

    // An inspector takes a role back: at once.
    const clerk = (await items(id, 'kiem', { role: 'VENUE_CLERK' })).rows[0];
    const withdraw = (by: string, item: number, note: string) =>
      as(by, (viewer, { db }) => withdrawItem({ viewer, reviewId: id, id: item, note, now: clock() }, db));
    await expect(withdraw('kiem', clerk?.id ?? 0, '')).rejects.toMatchObject({ code: 'NOTE_MISSING' });
    await withdraw('kiem', clerk?.id ?? 0, 'Đã nghỉ');
    expect(await rolesOf('nguoi')).not.toContain('VENUE_CLERK@K.1');
    await expect(withdraw('mot', own?.id ?? 0, 'tự thu hồi')).rejects.toMatchObject({ code: 'OWN_GRANT' });

    const finish = (by: string) => as(by, (viewer, { db }) => finishReview({ viewer, id, now: clock() }, db));
    await expect(finish('mot')).rejects.toMatchObject({ code: 'ITEMS_LEFT' });
    await keep('mot', { filters: everything });
    await expect(finish('mot')).rejects.toMatchObject({ code: 'OWN_LEFT' });
    await keep('kiem', { ids: [own?.id ?? 0] });
    const { sha256 } = await finish('mot');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await log('access-review.finish')).at(-1)?.data).toMatchObject({ sha256, total, withdrawn: 1 });
    expect(await at('mot')).toBeNull();

    // Nothing of it changes any more, for the owner of the tables either; with the triggers off the hash tells.
    await expect(keep('kiem', { ids: [own?.id ?? 0] })).rejects.toMatchObject({ code: 'REVIEW_DONE' });
    await expect(
      services.pool.query(`update access_review_item set note = 'x' where review_id = ${id}`),
    ).rejects.toMatchObject({
      code: '23514',
    });
    await expect(services.pool.query(`delete from access_review_item where review_id = ${id}`)).rejects.toMatchObject({
      code: '23514',
    });
    expect(await checkReview(id, services.db)).toBe(true);
    await services.db.$transaction([
      services.db.$executeRaw`set local session_replication_role = replica`,
      services.db
        .$executeRaw`update access_review_item set decision = 'KEEP' where review_id = ${id} and decision = 'WITHDRAW'`,
    ]);
    expect(await checkReview(id, services.db)).toBe(false);
    now -= 200 * DAY;
  });

  test('thirty thousand roles: opened, paged, kept and finished; the file is harmless', async () => {
    const wide = await makeUnit(services, 'W', null);
    await makeAccount(services, { username: 'rong', grants: [['INSPECTOR', wide]] });
    await services.db.$executeRaw`
      with made as (insert into account (username, display_name, password_hash)
        select 'dong.' || n, case when n = 1 then '=HYPERLINK("http://x")' else 'Người ' || n end, '-' from generate_series(1, 30000) n returning id)
      insert into role_grant (account_id, role, unit_id) select id, 'VENUE_CLERK', ${wide.id} from made`;
    const started = performance.now();
    const { id } = await as('rong', (viewer, { db }) => openReview({ viewer, unitCode: 'W', now: clock() }, db));
    const opened = performance.now();
    const page = await as('rong', (_viewer, { db }) =>
      listReviewItems({ reviewId: id, filters: { ...everything, search: 'nguoi 29' }, page: 2 }, db),
    );
    const paged = performance.now();
    expect([page.rows.length, page.total]).toEqual([50, 1111]);
    await as('rong', (viewer, { db }) =>
      keepItems({ viewer, reviewId: id, what: { filters: { ...everything, unitCode: 'W' } }, now: clock() }, db),
    );
    const kept = performance.now();
    const own = await items(id, 'rong', { standing: 'chua-xet' });
    expect(own.rows.map((row) => row.username)).toEqual(['rong']);
    await expect(as('rong', (viewer, { db }) => finishReview({ viewer, id, now: clock() }, db))).rejects.toMatchObject({
      code: 'OWN_LEFT',
    });
    await services.db.$executeRaw`
      update access_review_item set decision = 'KEEP', decided_by_id = 1, decided_by_name = 'Khác', decided_at = now() where id = ${own.rows[0]?.id}`;
    const ending = performance.now();
    await as('rong', (viewer, { db }) => finishReview({ viewer, id, now: clock() }, db));
    const ms = [opened - started, paged - opened, kept - paged, performance.now() - ending].map(Math.round);
    process.stdout.write(`review of 30,001 roles: opened, paged, kept, finished in ${ms.join(', ')} ms\n`);
    const [first] = (await items(id, 'rong', { search: 'dong.1' })).rows;
    const cells = reviewCells(first as NonNullable<typeof first>);
    expect(cells).toHaveLength(REVIEW_COLUMNS.length);
    expect(csvLine(cells)).toContain(`"'=HYPERLINK(""http://x"")"`);
  }, 60_000);
});
