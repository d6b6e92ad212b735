import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attachDocument } from '~/modules/campaigns/attach-document.server';
import { closeCampaign } from '~/modules/campaigns/close-campaign.server';
import { createCampaign } from '~/modules/campaigns/create-campaign.server';
import { getDocument, recordReading } from '~/modules/campaigns/get-document.server';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { getScopeStanding } from '~/modules/campaigns/get-scope-standing.server';
import { listCampaigns } from '~/modules/campaigns/list-campaigns.server';
import { loadCampaignFolder } from '~/modules/campaigns/load-campaign-folder.server';
import { openCampaign } from '~/modules/campaigns/open-campaign.server';
import { previewRoster, refreshRoster } from '~/modules/campaigns/refresh-roster.server';
import { removeSession } from '~/modules/campaigns/remove-session.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { ROSTER_RULE } from '~/modules/campaigns/roster-rule';
import { saveDocument } from '~/modules/campaigns/save-document.server';
import { saveSession } from '~/modules/campaigns/save-session.server';
import type { MemberActivity } from '~/modules/campaigns/schema';
import { setAudience } from '~/modules/campaigns/set-audience.server';
import { updateCampaign } from '~/modules/campaigns/update-campaign.server';
import { systemClock } from '~/platform/clock';
import type { Services } from '~/platform/services';
import { makeAccount, makeMember, makeUnit, type TestUnit, viewerOf as viewerAt } from '../factories/accounts';
import { createTestServices } from '../setup/services';

const NOW = new Date('2026-11-22T03:00:00Z');
const actor = { system: 'kiểm thử' };
const SAMPLE = path.resolve('content/campaigns/chuyen-doi-so');

let services: Services;
let root: TestUnit;
let cellA: TestUnit;
let cellB: TestUnit;
let made = 0;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => NOW } } });
  root = await makeUnit(services, 'K', null);
  cellA = await makeUnit(services, 'K.A', root);
  cellB = await makeUnit(services, 'K.B', root);
});
afterAll(() => services.close());

// A sign-in is as long ago as the database's own clock says, whatever the campaign's clock is set to.
const viewerOf = (name: string) => viewerAt({ ...services, clock: systemClock }, name);
const day = (text: string) => new Date(`${text}T00:00:00Z`);

async function makeDraft(units: TestUnit[] = [root]): Promise<{ id: number; code: string }> {
  made += 1;
  const input = {
    code: `dot-${made}`,
    title: `Đợt ${made}`,
    description: '',
    opensAt: null,
    deadlineAt: day('2026-12-15'),
    deadlineTimeZone: 'Asia/Ho_Chi_Minh',
  };
  const campaign = await createCampaign({ input, unitId: root.id, actor }, services.db);
  await setAudience({ campaignId: campaign.id, unitIds: units.map((u) => u.id), actor }, services.db);
  await addSession(campaign.id, 'Buổi 1');
  return campaign;
}

const addSession = (campaignId: number, title: string) =>
  saveSession(
    {
      campaignId,
      input: {
        title,
        topic: '',
        lecturer: '',
        lecturerTitle: '',
        startsAt: NOW,
        endsAt: new Date(NOW.getTime() + 3_600_000),
      },
      actor,
    },
    services.db,
  );

const open = (campaignId: number) => openCampaign({ campaignId, now: NOW, actor }, services.db);
const rosterOf = async (campaignId: number) => {
  const rows = await services.db.rosterEntry.findMany({ where: { campaignId } });
  return new Map(rows.map((row) => [row.memberId, row]));
};

describe('taking the roster', () => {
  test('each activity as of the day means what the rule says, in the home cell of the day', async () => {
    const { db } = services;
    const people = new Map<MemberActivity, number>();
    for (const status of Object.keys(ROSTER_RULE) as MemberActivity[]) {
      const { id } = await makeMember(services, cellA, `Nguyễn Văn ${status}`);
      await db.memberStatus.create({ data: { memberId: id, status, validFrom: day('2026-01-01') } });
      people.set(status, id);
    }
    // Exempt only from tomorrow; was exempt until a week ago; moved to cell B yesterday; moves tomorrow; left the audience.
    const later = (await makeMember(services, cellA, 'Miễn từ mai')).id;
    await db.memberStatus.create({ data: { memberId: later, status: 'EXEMPT', validFrom: day('2026-11-23') } });
    const earlier = (await makeMember(services, cellA, 'Hết miễn')).id;
    await db.memberStatus.createMany({
      data: [
        { memberId: earlier, status: 'EXEMPT', validFrom: day('2026-01-01'), validTo: day('2026-11-15') },
        { memberId: earlier, status: 'ACTIVE', validFrom: day('2026-11-15') },
      ],
    });
    const moved = (await makeMember(services, cellB, 'Đã chuyển')).id;
    await db.memberHome.createMany({
      data: [
        { memberId: moved, unitId: cellA.id, validFrom: day('2026-01-01'), validTo: day('2026-11-21') },
        { memberId: moved, unitId: cellB.id, validFrom: day('2026-11-21') },
      ],
    });
    const moving = (await makeMember(services, cellB, 'Mai chuyển')).id;
    await db.memberHome.createMany({
      data: [
        { memberId: moving, unitId: cellA.id, validFrom: day('2026-01-01'), validTo: day('2026-11-23') },
        { memberId: moving, unitId: cellB.id, validFrom: day('2026-11-23') },
      ],
    });

    const campaign = await makeDraft([cellA]);
    const opened = await open(campaign.id);
    const roster = await rosterOf(campaign.id);
    for (const [status, id] of people)
      expect([status, roster.get(id)?.reason ?? null]).toEqual([status, ROSTER_RULE[status]]);
    expect(roster.get(later)?.reason).toBe('REQUIRED');
    expect(roster.get(earlier)?.reason).toBe('REQUIRED');
    expect(roster.has(moved)).toBe(false);
    expect(roster.get(moving)?.unitId).toBe(cellA.id);
    expect(opened).toMatchObject({ opened: true, required: 4 });
    expect(opened.listed).toBe(roster.size);
  });

  test('opening twice and five times at once takes one roster and writes one entry', async () => {
    const campaign = await makeDraft();
    const results = await Promise.all(Array.from({ length: 5 }, () => open(campaign.id)));
    expect(results.filter((result) => result.opened)).toHaveLength(1);
    expect(new Set(results.map((result) => result.required)).size).toBe(1);
    expect((await open(campaign.id)).opened).toBe(false);
    const entries = await services.db.auditEntry.count({
      where: { action: 'campaign.open', targetId: String(campaign.id) },
    });
    expect(entries).toBe(1);
    const outcomes = await services.db.memberOutcome.findMany({ where: { campaignId: campaign.id } });
    expect(outcomes).toHaveLength(results[0]?.listed ?? -1);
    expect(outcomes.every((outcome) => !outcome.studied)).toBe(true);
  });

  test('a campaign that is not ready says what is missing and stays a draft', async () => {
    const { db } = services;
    const campaign = await makeDraft();
    await db.campaign.update({ where: { id: campaign.id }, data: { quizRequired: true } });
    await expect(open(campaign.id)).rejects.toMatchObject({ code: 'CAMPAIGN_NOT_READY' });
    await db.campaign.update({
      where: { id: campaign.id },
      data: { quizRequired: false, deadlineAt: day('2026-11-01') },
    });
    await expect(open(campaign.id)).rejects.toMatchObject({ code: 'CAMPAIGN_NOT_READY' });
    const empty = await makeUnit(services, `K.E${made}`, root);
    const other = await makeDraft([empty]);
    await expect(open(other.id)).rejects.toMatchObject({ code: 'AUDIENCE_WITHOUT_MEMBERS' });
    expect(await db.rosterEntry.count({ where: { campaignId: { in: [campaign.id, other.id] } } })).toBe(0);
  });
});

describe('after opening', () => {
  test('rules, audience and the number of sessions stay; texts and the deadline may be put right; nothing after closing', async () => {
    const { db } = services;
    const campaign = await makeDraft();
    const [session] = await db.studySession.findMany({ where: { campaignId: campaign.id } });
    await open(campaign.id);
    const locked = { code: 'CAMPAIGN_NOT_DRAFT' };
    await expect(setAudience({ campaignId: campaign.id, unitIds: [cellA.id], actor }, db)).rejects.toMatchObject(
      locked,
    );
    await expect(addSession(campaign.id, 'Buổi thừa')).rejects.toMatchObject(locked);
    await expect(
      removeSession({ campaignId: campaign.id, sessionId: session?.id ?? 0, actor }, db),
    ).rejects.toMatchObject(locked);
    const input = {
      title: 'Tên mới',
      description: '',
      opensAt: null,
      deadlineAt: day('2026-12-20'),
      deadlineTimeZone: 'Asia/Tokyo',
    };
    await updateCampaign({ campaignId: campaign.id, input, actor }, db);
    expect(await db.campaign.findUnique({ where: { id: campaign.id } })).toMatchObject({
      title: 'Tên mới',
      state: 'OPEN',
    });
    expect(await closeCampaign({ campaignId: campaign.id, now: NOW, actor }, db)).toEqual({ closed: true });
    expect(await closeCampaign({ campaignId: campaign.id, now: NOW, actor }, db)).toEqual({ closed: false });
    await expect(updateCampaign({ campaignId: campaign.id, input, actor }, db)).rejects.toMatchObject({
      code: 'CAMPAIGN_CLOSED',
    });
    await expect(open(campaign.id)).rejects.toMatchObject({ code: 'CAMPAIGN_CLOSED' });
  });

  test('the roster follows transfers only after exactly the shown difference was confirmed', async () => {
    const { db } = services;
    const from = await makeUnit(services, `K.F${made}`, root);
    const to = await makeUnit(services, `K.T${made}`, root);
    const outside = await makeUnit(services, `X${made}`, null);
    const [stays, moves, leaves, dies] = await Promise.all(
      ['Ở lại', 'Chuyển', 'Đi', 'Mất'].map((name) => makeMember(services, from, name)),
    );
    const campaign = await makeDraft([from, to]);
    await open(campaign.id);
    expect((await previewRoster(campaign.id, NOW, db)).changes).toEqual([]);
    const move = (memberId: number, unitId: number) =>
      db.memberHome.create({ data: { memberId, unitId, validFrom: day('2026-11-22') } });
    await move(moves?.id ?? 0, to.id);
    await move(leaves?.id ?? 0, outside.id);
    const shown = await previewRoster(campaign.id, NOW, db);
    await db.memberStatus.create({
      data: { memberId: dies?.id ?? 0, status: 'DECEASED', validFrom: day('2026-11-20') },
    });
    const comes = await makeMember(services, to, 'Mới đến');
    const apply = (fingerprint: string) => refreshRoster({ campaignId: campaign.id, fingerprint, now: NOW, actor }, db);
    await expect(apply(shown.fingerprint)).rejects.toMatchObject({ code: 'ROSTER_CHANGED_MEANWHILE' });
    const again = await previewRoster(campaign.id, NOW, db);
    expect(again.changes.map((change) => change.kind).sort()).toEqual(['added', 'moved', 'reason', 'removed']);
    expect(await apply(again.fingerprint)).toBe(4);
    expect(await apply(again.fingerprint)).toBe(0);
    const roster = await rosterOf(campaign.id);
    expect(roster.get(stays?.id ?? 0)).toMatchObject({ unitId: from.id, reason: 'REQUIRED' });
    expect(roster.get(moves?.id ?? 0)).toMatchObject({ unitId: to.id, reason: 'REQUIRED' });
    expect(roster.get(leaves?.id ?? 0)).toMatchObject({ unitId: from.id, reason: 'TRANSFERRED_OUT' });
    expect(roster.get(comes.id)?.reason).toBe('REQUIRED');
    expect(roster.has(dies?.id ?? 0)).toBe(false);
    const outcomes = await db.memberOutcome.findMany({ where: { campaignId: campaign.id } });
    expect(new Map(outcomes.map((o) => [o.memberId, o.required]))).toEqual(
      new Map([...roster].map(([id, row]) => [id, row.reason === 'REQUIRED'])),
    );
  });
});

describe('drafts', () => {
  test('a code is taken once, also by two people at the same moment', async () => {
    const input = {
      code: 'trung-ma',
      title: 'T',
      description: '',
      opensAt: null,
      deadlineAt: NOW,
      deadlineTimeZone: 'UTC',
    };
    const create = () => createCampaign({ input, unitId: root.id, actor }, services.db);
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const r of results)
      if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'CAMPAIGN_CODE_TAKEN' });
  });

  test('an audience keeps the tops of subtrees and refuses what lies outside', async () => {
    const campaign = await makeDraft();
    const set = (units: TestUnit[]) =>
      setAudience({ campaignId: campaign.id, unitIds: units.map((u) => u.id), actor }, services.db);
    expect(await set([cellA, root, cellB])).toEqual(['K']);
    expect((await set([cellA, cellB])).sort()).toEqual(['K.A', 'K.B']);
    const outside = await makeUnit(services, `Y${made}`, null);
    await expect(set([cellA, outside])).rejects.toMatchObject({ code: 'AUDIENCE_OUTSIDE' });
    await expect(set([])).rejects.toMatchObject({ code: 'AUDIENCE_EMPTY' });
  });

  test('taking a session out closes the gap', async () => {
    const campaign = await makeDraft();
    const second = await addSession(campaign.id, 'Buổi 2');
    await addSession(campaign.id, 'Buổi 3');
    await removeSession({ campaignId: campaign.id, sessionId: second, actor }, services.db);
    await removeSession({ campaignId: campaign.id, sessionId: second, actor }, services.db);
    const left = await services.db.studySession.findMany({
      where: { campaignId: campaign.id },
      orderBy: { position: 'asc' },
    });
    expect(left.map((s) => [s.position, s.title])).toEqual([
      [1, 'Buổi 1'],
      [2, 'Buổi 3'],
    ]);
  });
});

describe('what each person sees', () => {
  const documentInput = {
    kind: 'GUIDANCE' as const,
    referenceNumber: '',
    title: 'Hướng dẫn riêng',
    issuer: '',
    issuedOn: null,
    body: 'Chữ',
  };

  test('a listed member sees an open campaign, its documents and reading marks; others see nothing of it', async () => {
    const { db } = services;
    const mine = await makeUnit(services, `K.M${made}`, root);
    const member = await makeMember(services, mine, 'Đảng viên A');
    const stranger = await makeMember(services, cellB, 'Đảng viên B');
    await makeAccount(services, { username: 'dv-a', memberId: member.id });
    await makeAccount(services, { username: 'dv-b', memberId: stranger.id });
    await makeAccount(services, { username: 'bt-a', grants: [['SECRETARY', mine]] });
    await makeAccount(services, { username: 'bt-b', grants: [['SECRETARY', cellB]] });
    await makeAccount(services, { username: 'tc-k', grants: [['ORGANISER', root]] });
    const [a, b, secretaryA, secretaryB, organiser] = await Promise.all(
      ['dv-a', 'dv-b', 'bt-a', 'bt-b', 'tc-k'].map((name) => viewerOf(name)),
    );
    if (!a || !b || !secretaryA || !secretaryB || !organiser) throw new Error('no viewers');
    const campaign = await makeDraft([mine]);
    const code = await saveDocument({ campaignId: campaign.id, input: documentInput, actor }, db);
    const hidden = { code: 'NOT_FOUND' };

    expect(await getMemberCampaigns(a, db)).toEqual([]);
    await expect(getDocument(a, code, db)).rejects.toMatchObject(hidden);
    await expect(getDocument(secretaryA, code, db)).rejects.toMatchObject(hidden);
    expect(
      (await listCampaigns({ viewer: secretaryA, page: 1, pageSize: 100 }, db)).rows.map((r) => r.code),
    ).not.toContain(campaign.code);

    await open(campaign.id);
    const [seen] = await getMemberCampaigns(a, db);
    expect(seen).toMatchObject({
      code: campaign.code,
      rosterReason: 'REQUIRED',
      studied: false,
      documents: [{ code, readAt: null }],
      quiz: null,
    });
    const document = await getDocument(a, code, db);
    await recordReading(member.id, document.id, NOW, db);
    await recordReading(member.id, document.id, new Date(NOW.getTime() + 60_000), db);
    expect((await getMemberCampaigns(a, db, campaign.code))[0]?.documents[0]?.readAt).toBe(NOW.toISOString());
    expect(await getMemberCampaigns(b, db, campaign.code)).toEqual([]);
    await expect(getDocument(b, code, db)).rejects.toMatchObject(hidden);
    await expect(getDocument(secretaryB, code, db)).rejects.toMatchObject(hidden);
    expect((await getDocument(secretaryA, code, db)).listed).toBe(false);

    await expect(requireManagedCampaign(secretaryA, campaign.code, 'campaign.view', db)).rejects.toMatchObject(hidden);
    await expect(requireManagedCampaign(secretaryA, campaign.code, 'campaign.manage', db)).rejects.toMatchObject(
      hidden,
    );
    expect((await requireManagedCampaign(organiser, campaign.code, 'campaign.manage', db)).id).toBe(campaign.id);
    const standing = await getScopeStanding(secretaryA, db);
    expect(standing).toMatchObject([{ code: campaign.code, unitCode: mine.code, required: 1, studied: 0 }]);
    expect((await getScopeStanding(secretaryB, db)).map((row) => row.code)).not.toContain(campaign.code);
  });

  test('an organiser attaches only documents of campaigns they run', async () => {
    const { db } = services;
    const foreign = await makeUnit(services, `Z${made}`, null);
    const input = {
      code: `la-${made}`,
      title: 'Lạ',
      description: '',
      opensAt: null,
      deadlineAt: day('2026-12-15'),
      deadlineTimeZone: 'UTC',
    };
    const elsewhere = await createCampaign({ input, unitId: foreign.id, actor }, db);
    const code = await saveDocument(
      { campaignId: elsewhere.id, input: { ...documentInput, title: 'Của nơi khác' }, actor },
      db,
    );
    const { id } = await db.partyDocument.findUniqueOrThrow({ where: { code } });
    await makeAccount(services, { username: 'tc-2', grants: [['ORGANISER', root]] });
    const viewer = await viewerOf('tc-2');
    const campaign = await makeDraft();
    await expect(attachDocument({ viewer, campaignId: campaign.id, documentId: id }, db)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a campaign folder', () => {
  test('is loaded as a draft, brought up to date by a second load, and left alone once opened', async () => {
    const { db } = services;
    const load = () => loadCampaignFolder({ folder: SAMPLE, actor, ownerId: null }, services);
    // What the sample's halls name.
    await expect(load()).rejects.toMatchObject({ code: 'UNITS_UNKNOWN' });
    expect(await db.campaign.count({ where: { code: 'chuyen-doi-so' } })).toBe(0);
    for (const code of ['K.B.1', 'K.B.2', 'K.B.3', 'K.N.OV.JP']) {
      if ((await db.unit.count({ where: { code } })) === 0) await makeUnit(services, code, root);
    }
    await makeAccount(services, { username: 'bithu', grants: [['SECRETARY', root]] });
    const first = await load();
    expect(first).toMatchObject({ outcome: 'created', sessions: 2, documents: 3 });
    await db.campaign.update({ where: { id: first.campaignId }, data: { title: 'Sai tên' } });
    expect((await load()).outcome).toBe('updated');
    const campaign = await db.campaign.findUniqueOrThrow({
      where: { id: first.campaignId },
      include: { quiz: true, sessions: true, documents: true, audience: true },
    });
    expect(campaign).toMatchObject({
      title: 'Chuyển đổi số trong công tác đảng',
      coverageThreshold: 8000,
      quizRequired: true,
      quiz: { questionCount: 10, passMark: 7000, attempts: 2, minutes: 15 },
    });
    expect([campaign.sessions.length, campaign.documents.length, campaign.audience.length]).toEqual([2, 3, 1]);
    expect(campaign.deadlineAt.toISOString()).toBe('2026-12-13T10:00:00.000Z');
    await open(first.campaignId);
    const roster = await rosterOf(first.campaignId);
    await db.campaign.update({ where: { id: first.campaignId }, data: { title: 'Tên đã sửa sau khi mở' } });
    expect((await load()).outcome).toBe('kept');
    expect(await db.campaign.findUnique({ where: { id: first.campaignId } })).toMatchObject({
      title: 'Tên đã sửa sau khi mở',
      state: 'OPEN',
    });
    expect(await rosterOf(first.campaignId)).toEqual(roster);
  });

  test.each<[string, (json: Record<string, unknown>) => unknown, RegExp]>([
    ['no JSON', () => '{ "code": ', /không phải JSON/],
    ['a missing field', ({ title: _title, ...rest }) => rest, /title/],
    ['a misspelt field', (json) => ({ ...json, dedline: 1 }), /dedline/],
    [
      'a file that is not there',
      (json) => ({ ...json, documents: [{ code: 'xx', kind: 'OTHER', title: 'X', file: 'khong-co.md' }] }),
      /khong-co\.md/,
    ],
    ['a moment that is none', (json) => ({ ...json, deadline: { at: '2026-02-30T10:00' } }), /hạn/],
    ['an unknown unit', (json) => ({ ...json, code: 'la-hoan-toan', unit: 'KHONG.CO' }), /KHONG\.CO|đơn vị|tổ chức/],
  ])('with %s is refused with a sentence that names it', async (_name, change, message) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'dot-'));
    try {
      await cp(SAMPLE, folder, { recursive: true });
      const json = JSON.parse(await readFile(path.join(SAMPLE, 'campaign.json'), 'utf8'));
      json.quiz.bank.file = path.resolve('content/questions.gift');
      for (const session of json.sessions) delete session.recording;
      const changed = change(json);
      await writeFile(
        path.join(folder, 'campaign.json'),
        typeof changed === 'string' ? changed : JSON.stringify(changed),
      );
      const failure = await loadCampaignFolder({ folder, actor, ownerId: null }, services).catch((error) => error);
      expect(failure).toMatchObject({ name: 'AppError' });
      const { message: text, params } = failure as { message: string; params: Record<string, string> };
      expect(text.replace(/\{\{(\w+)\}\}/g, (_whole: string, name: string) => String(params[name]))).toMatch(message);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
