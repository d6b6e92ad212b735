import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { claimFreeze, freezeProgress } from '~/modules/reports/claim-freeze.server';
import { freezeNow } from '~/modules/reports/freeze-figures.server';
import { getCampaignFrame } from '~/modules/reports/get-campaign-frame.server';
import { getFreeze } from '~/modules/reports/get-freeze.server';
import { requestFreeze } from '~/modules/reports/request-freeze.server';
import type { FrozenFigures } from '~/modules/reports/snapshot-content';
import { verifySnapshot } from '~/modules/reports/verify-snapshot.server';
import type { Services } from '~/platform/services';
import { freezeFiguresHandler } from '../../worker/jobs/freeze-figures';
import { stuckFreezes } from '../../worker/sweeps/stuck-freezes';
import { makeAccount, viewerOf } from '../factories/accounts';
import { makeStudyTree, type StudyTree } from '../factories/reports';
import { createTestServices } from '../setup/services';

let services: Services;
let tree: StudyTree;
let committee: Viewer;
let colleague: Viewer;
let secretary: Viewer;
const signal = new AbortController().signal;

beforeAll(async () => {
  services = await createTestServices();
  tree = await makeStudyTree(services, 'KM');
  await makeAccount(services, { username: 'uyvien', grants: [['COMMITTEE', tree.root]] });
  await makeAccount(services, { username: 'dongnghiep', grants: [['COMMITTEE', tree.root]] });
  await makeAccount(services, { username: 'bithu', grants: [['SECRETARY', tree.root]] });
  committee = await viewerOf(services, 'uyvien');
  colleague = await viewerOf(services, 'dongnghiep');
  secretary = await viewerOf(services, 'bithu');
});
afterAll(() => services.close());

const ask = (viewer = committee) =>
  requestFreeze({ viewer, campaignCode: tree.campaignCode, unitCode: tree.root.code, requestId: 'yeu-cau' }, services);
const carryOut = (freezeId: number) => freezeFiguresHandler.run({ freezeId }, { services, signal });
const rowOf = (id: number) => services.db.figureFreeze.findUniqueOrThrow({ where: { id } });
const change = (member: number) => services.db.$executeRaw`
  UPDATE member_outcome SET studied = NOT studied, way = CASE WHEN studied THEN NULL ELSE 'ONLINE'::attendance_way END
   WHERE campaign_id = ${tree.campaignId} AND member_id = ${tree.memberIds[0]?.[member] ?? 0}`;
const silence = (id: number) =>
  services.db.$executeRaw`UPDATE figure_freeze SET updated_at = now() - interval '1 minute' WHERE id = ${id}`;

test('two who freeze at once: one asks, the other is told whose freeze is under way; one snapshot, one audit entry', async () => {
  const [one, two] = await Promise.all([ask(), ask(colleague)]);
  expect(one.freezeId).toBe(two.freezeId);
  expect([one.joined, two.joined].sort()).toEqual([false, true]);
  await Promise.all([carryOut(one.freezeId), carryOut(one.freezeId)]);
  const row = await rowOf(one.freezeId);
  expect(row).toMatchObject({ state: 'DONE', progress: 100, created: true, attempts: 1 });
  expect(row.verifiedAt).not.toBeNull();
  expect(await services.db.snapshot.count()).toBe(1);
  expect(await verifySnapshot(row.snapshotId ?? 0, services.db)).toBe(true);
  const winner = one.joined ? colleague : committee;
  expect(await services.db.auditEntry.findMany({ where: { action: 'report.freeze' } })).toMatchObject([
    { targetId: String(row.snapshotId), actorAccountId: winner.accountId, requestId: 'yeu-cau' },
  ]);
});

test('asked for again with nothing changed it gives the same snapshot', async () => {
  const before = await services.db.snapshot.findFirstOrThrow();
  const { freezeId, joined } = await ask();
  expect(joined).toBe(false);
  await carryOut(freezeId);
  expect(await rowOf(freezeId)).toMatchObject({ state: 'DONE', created: false, snapshotId: before.id });
});

test('a worker that dies on the way is followed by another, through the sweep', async () => {
  await change(3);
  const { freezeId } = await ask();
  await services.queues.get('reports').obliterate({ force: true });
  const dead = { freezeId, token: 'dead' };
  expect(await claimFreeze(dead, services.db)).not.toBeNull();
  expect(await claimFreeze({ freezeId, token: 'other' }, services.db)).toBeNull();
  await stuckFreezes.run(services);
  expect(await services.queues.get('reports').getJobCountByTypes('waiting')).toBe(0);
  await silence(freezeId);
  await stuckFreezes.run(services);
  expect(await services.queues.get('reports').getJobs(['waiting'])).toMatchObject([
    { name: 'freeze-figures', data: { freezeId } },
  ]);
  await carryOut(freezeId);
  expect(await rowOf(freezeId)).toMatchObject({ state: 'DONE', created: true, attempts: 2 });
  expect(await freezeProgress(dead, { progress: 50, stage: 'store' }, services.db)).toBe(false);
});

test('a worker that dies after the commit and before it could say so: the next one finds the snapshot and makes no second', async () => {
  await change(2);
  const { freezeId } = await ask();
  const claimed = await claimFreeze({ freezeId, token: 'dead' }, services.db);
  const made = await freezeNow(
    {
      campaign: await getCampaignFrame(tree.campaignCode, services.db),
      unit: tree.root,
      by: { accountId: claimed?.requestedById ?? null, displayName: claimed?.requestedByName ?? '' },
      freezeId,
    },
    services,
  );
  const count = await services.db.snapshot.count();
  await silence(freezeId);
  // Somebody studies in between: this request is about the figures that were frozen.
  await change(1);
  await carryOut(freezeId);
  expect(await rowOf(freezeId)).toMatchObject({ state: 'DONE', created: true, snapshotId: made.snapshotId });
  expect(await services.db.snapshot.count()).toBe(count);
});

test('is given up after its workers died every time, and can be asked for anew', async () => {
  const { freezeId } = await ask();
  await services.db
    .$executeRaw`UPDATE figure_freeze SET state = 'RUNNING', attempts = 5, claim_token = 'x' WHERE id = ${freezeId}`;
  await silence(freezeId);
  await stuckFreezes.run(services);
  expect(await getFreeze({ viewer: committee, freezeId }, services.db)).toMatchObject({ state: 'FAILED' });
  const next = await ask();
  expect(next.freezeId).not.toBe(freezeId);
  await carryOut(next.freezeId);
  expect(await rowOf(next.freezeId)).toMatchObject({ state: 'DONE' });
});

test('is not for others to ask for or to see', async () => {
  await expect(ask(secretary)).rejects.toMatchObject({ kind: 'not-found' });
  const { id } = await services.db.figureFreeze.findFirstOrThrow();
  await expect(getFreeze({ viewer: secretary, freezeId: id }, services.db)).rejects.toMatchObject({
    kind: 'not-found',
  });
});

test('the rule of presence checks is frozen with the figures, and absent where nobody was asked', async () => {
  const frozenRules = async () => {
    const { freezeId } = await ask();
    await carryOut(freezeId);
    const { snapshotId } = await rowOf(freezeId);
    const { figures } = await services.db.snapshot.findUniqueOrThrow({ where: { id: snapshotId ?? 0 } });
    expect(await verifySnapshot(snapshotId ?? 0, services.db)).toBe(true);
    return figures as unknown as FrozenFigures;
  };
  const before = await frozenRules();
  expect(before.campaign).not.toHaveProperty('presenceChecks');
  await services.db.campaign.update({
    where: { id: tree.campaignId },
    data: { presenceChecks: 3, presenceChecksNeeded: 2 },
  });
  const after = await frozenRules();
  expect(after.campaign.presenceChecks).toEqual({ count: 3, needed: 2 });
  // What was asked changes no figure by itself: the outcomes do.
  expect(after.units).toEqual(before.units);
});
