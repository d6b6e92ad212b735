import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyPassword } from '~/modules/accounts/password-hash.server';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { createServices, type Services } from '~/platform/services';
import { inRoot, root } from '../../bin/lib/root.mjs';
import { viewerOf } from '../factories/accounts';
import { createTestEnv } from '../setup/services';

const PASSWORD = 'mau-thu-nghiem-2026';
let services: Services;
let source: Record<string, string>;
let release: () => Promise<void>;

beforeAll(async () => {
  const test = await createTestEnv({ DEMO: '1', DEMO_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' });
  ({ source, release } = test);
  services = createServices(test.env, 'test');
  execFileSync(process.execPath, [inRoot('bin/build.mjs')], { stdio: 'pipe' });
}, 240_000);
afterAll(async () => {
  await services.close();
  await release();
});

const load = (env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [inRoot('build/cli.js'), '--json', 'demo', 'load'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...source, ...env },
  });

test('the sample is loaded, opened and starts at nought; loading again changes nothing', async () => {
  const { db } = services;
  const first = load();
  expect([first.status, first.stderr]).toEqual([0, '']);
  expect(JSON.parse(first.stdout)).toMatchObject({ campaign: { outcome: 'created', sessions: 2, recordings: 2 } });
  const campaign = await db.campaign.findUniqueOrThrow({ where: { code: 'chuyen-doi-so' } });
  expect(campaign.state).toBe('OPEN');
  const byReason = await db.rosterEntry.groupBy({ by: ['reason'], where: { campaignId: campaign.id }, _count: true });
  const active = await db.member.count({ where: { status: 'ACTIVE' } });
  expect(byReason.find((row) => row.reason === 'REQUIRED')?._count).toBe(active);
  expect(await db.memberOutcome.count({ where: { studied: true } })).toBe(0);
  expect(await db.sessionCoverage.count()).toBe(0);
  const halls = await db.venue.findMany({
    include: { _count: { select: { units: true, clerks: true } } },
    orderBy: { id: 'asc' },
  });
  expect(halls.map(({ timeZone, _count }) => [timeZone, _count.units, _count.clerks])).toEqual([
    ['Asia/Ho_Chi_Minh', 3, 1],
    ['Asia/Tokyo', 1, 0],
  ]);

  const counts = async () => [
    await db.member.count(),
    await db.unit.count(),
    await db.account.count(),
    await db.roleGrant.count(),
    await db.rosterEntry.count(),
    await db.mediaAsset.count(),
    await db.partyDocument.count(),
    await db.question.count(),
    await db.venue.count(),
  ];
  const before = await counts();
  const second = load();
  expect([second.status, second.stderr]).toEqual([0, '']);
  expect(JSON.parse(second.stdout)).toMatchObject({ campaign: { outcome: 'kept', recordings: 0 } });
  expect(await counts()).toEqual(before);
}, 240_000);

test('the demo accounts are who they should be and may sign in at once', async () => {
  const { db } = services;
  const accounts = await db.account.findMany({
    include: { member: { include: { unit: true } }, grants: { include: { unit: true } } },
  });
  const seen = Object.fromEntries(
    accounts.map((a) => [
      a.username,
      [a.member?.unit.code ?? null, ...a.grants.map((g) => `${g.role} ${g.unit.code}`)].join(' | '),
    ]),
  );
  expect(seen).toEqual({
    admin: ' | ADMINISTRATOR K',
    tochuc: ' | ORGANISER K',
    uyvien: ' | COMMITTEE K',
    kiemtra: ' | INSPECTOR K',
    bithu: 'K.B.2 | SECRETARY K.B.2',
    dangvien: 'K.B.2',
    'dangvien.tokyo': 'K.N.OV.JP',
  });
  for (const account of accounts) {
    expect(account.mustChangePassword).toBe(false);
    expect(await verifyPassword(account.passwordHash, PASSWORD)).toBe(true);
  }
  const viewer = await viewerOf(services, 'dangvien.tokyo');
  expect(viewer.timeZone).toBe('Asia/Tokyo');
  expect(await getMemberCampaigns(viewer, db)).toMatchObject([
    { code: 'chuyen-doi-so', rosterReason: 'REQUIRED', studied: false },
  ]);
});

test('without DEMO it refuses', () => {
  const refused = load({ DEMO: '0' });
  expect(refused.status).toBe(2);
  expect(JSON.parse(refused.stdout).error.code).toBe('NO_DEMO');
});
