import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import {
  findStuckChecks,
  getAuditCheck,
  getChainState,
  requestAuditCheck,
  runAuditCheck,
} from '~/modules/audit/check-chain.server';
import { readAuditFilters } from '~/modules/audit/filters';
import { listAudit } from '~/modules/audit/list-audit.server';
import { noteRead, noteRefusal } from '~/modules/audit/note-read.server';
import { sealEntries } from '~/modules/audit/seal-entries.server';
import type { Services } from '~/platform/services';
import { makeAccount, viewerOf } from '../factories/accounts';
import { importSampleMembers, importSampleUnits } from '../factories/org';
import { createTestServices } from '../setup/services';

let services: Services;
let top: Viewer;
let branch: Viewer;
let secretary: Viewer;
let member: { id: number; fullName: string; unitId: number };
const unit = (code: string) =>
  services.db.unit.findUniqueOrThrow({ where: { code }, select: { id: true, code: true } });
const ask = (viewer: Viewer, query: string, before: number | null = null, limit = 100) =>
  listAudit({ viewer, filters: readAuditFilters(new URLSearchParams(query)), before, limit }, services.db);
const actions = async (viewer: Viewer, query: string) => (await ask(viewer, query)).map((row) => row.action);

beforeAll(async () => {
  services = await createTestServices();
  await importSampleUnits(services);
  await importSampleMembers(services);
  const [root, b, cell] = [await unit('K'), await unit('K.B'), await unit('K.B.2')];
  type Asked = Parameters<typeof makeAccount>[1];
  const person = async (username: string, grants: Asked['grants']) => {
    await makeAccount(services, { username, grants });
    return viewerOf(services, username);
  };
  top = await person('kiemtra', [['INSPECTOR', root as never]]);
  branch = await person('kiemtra.b', [['INSPECTOR', b as never]]);
  secretary = await person('bithu', [['SECRETARY', cell as never]]);
  member = await services.db.member.findFirstOrThrow({ where: { unitId: cell.id }, orderBy: { id: 'asc' } });
}, 60_000);
afterAll(() => services?.close());

test('a look at people is written once however often the page comes; another look is another entry', async () => {
  const look = (ids: number[]) =>
    noteRead(services, {
      ...{ viewer: secretary, action: 'member.list', targetType: 'page', targetId: 'dang-vien' },
      ...{ memberIds: ids, data: { count: ids.length, page: 1 } },
    });
  const count = () => services.db.auditEntry.count({ where: { action: 'member.list' } });
  await look([member.id, member.id + 1]);
  await look([member.id, member.id + 1]);
  expect(await count()).toBe(1);
  await look([member.id + 2]);
  expect(await count()).toBe(2);
  // Redis away: rather twice than not at all.
  const away = { ...services, redis: { set: () => Promise.reject(new Error('away')) } as never };
  const viewed = {
    viewer: secretary,
    action: 'member.view' as const,
    targetType: 'member' as const,
    targetId: member.id,
  };
  await noteRead(away, { ...viewed, unitId: member.unitId });
  await noteRead(away, { ...viewed, unitId: member.unitId });
  expect(await services.db.auditEntry.count({ where: { action: 'member.view' } })).toBe(2);
});

test('refusals: once a page, and not without end', async () => {
  for (let n = 0; n < 40; n += 1)
    await noteRefusal(services, { viewer: secretary, path: `/quan-ly/dang-vien/${n % 39}`, method: 'GET' });
  expect(await services.db.auditEntry.count({ where: { action: 'access.denied' } })).toBe(30);
});

test('an inspector reads the log of their units; a sign-in where the account lies; a secretary nothing', async () => {
  const signIn = (who: Viewer) =>
    appendAudit(services.db, {
      actor: who,
      action: 'account.sign-in',
      targetType: 'Account',
      targetId: who.accountId,
      data: { method: 'password' },
    });
  await signIn(secretary);
  await signIn(top);
  const elsewhere = await unit('K.N');
  await appendAudit(services.db, {
    ...{
      actor: top,
      action: 'unit.close',
      targetType: 'unit',
      targetId: elsewhere.id,
      unitId: elsewhere.id,
      data: { closedOn: '2026-11-23' },
    },
  });
  expect(await actions(top, 'viec=account.sign-in')).toHaveLength(2);
  const seen = await ask(branch, '');
  expect(seen.map((row) => row.action)).not.toContain('unit.close');
  expect(seen.filter((row) => row.action === 'account.sign-in').map((row) => row.actorUsername)).toEqual(['bithu']);
  await expect(ask(secretary, '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('who saw this member: every look, also from above; not for a member of another tree', async () => {
  await noteRead(services, {
    viewer: top,
    action: 'member.view',
    targetType: 'member',
    targetId: member.id,
    unitId: (await unit('K')).id,
  });
  const looks = await ask(branch, `dang-vien=${member.id}`);
  expect(looks.map((row) => row.actorUsername)).toEqual(['kiemtra', 'bithu', 'bithu', 'bithu']);
  expect(looks[0]).toMatchObject({ target: member.fullName, actorRoles: ['INSPECTOR@K'] });
  const other = await services.db.member.findFirstOrThrow({ where: { unit: { code: { startsWith: 'K.N' } } } });
  await expect(ask(branch, `dang-vien=${other.id}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('search by person, kind, unit, target and day; pages by cursor', async () => {
  expect(new Set(await actions(top, 'nguoi=bithu&viec=nhom-xem'))).toEqual(new Set(['member.list', 'member.view']));
  expect(
    await actions(top, `don-vi=K.B.2&viec=member.view&doi-tuong=${encodeURIComponent(member.fullName)}`),
  ).toHaveLength(2);
  expect(await actions(top, 'tu=2000-01-01&den=2000-01-02')).toEqual([]);
  expect(
    (await actions(top, `tu=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}`)).length,
  ).toBeGreaterThan(30);
  const first = await ask(top, '', null, 3);
  const next = await ask(top, '', first.at(-1)?.id ?? 0, 3);
  expect(next.map((row) => row.id)).toEqual([1, 2, 3].map((n) => (first.at(-1)?.id ?? 0) - n));
  // Nonsense counts as not asked.
  for (const query of ['dang-vien=x&tu=2026-13-99&viec=khong', "nguoi='--&don-vi=%00", 'truoc=-1&doi-tuong=%25_\\'])
    expect(Array.isArray(await ask(top, query))).toBe(true);
});

test('a verification as a job: asked twice is one, its end is kept and audited', async () => {
  const id = await requestAuditCheck(services, { viewer: top });
  expect(await requestAuditCheck(services, { viewer: branch })).toBe(id);
  await sealEntries(services);
  await runAuditCheck(services, { checkId: id });
  const check = await getAuditCheck({ viewer: branch, checkId: id }, services.db);
  expect(check).toMatchObject({ state: 'DONE', progress: 100, problems: [], requestedByName: top.displayName });
  expect((await getChainState(top, services.db)).latest?.id).toBe(id);
  expect(await actions(top, 'viec=audit.verify')).toHaveLength(1);
  await runAuditCheck(services, { checkId: id });
  expect(await actions(top, 'viec=audit.verify')).toHaveLength(1);
  await expect(getAuditCheck({ viewer: secretary, checkId: id }, services.db)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  // A worker that died: taken over after a minute.
  const dead = await services.db.auditCheck.create({
    data: { requestedByName: 'x', state: 'RUNNING', tries: 1, updatedAt: new Date(Date.now() - 120_000) },
  });
  expect(await findStuckChecks(services.db)).toEqual([{ id: dead.id }]);
});
