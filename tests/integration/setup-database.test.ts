import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Services } from '~/platform/services';
import { createTestServices } from '../setup/services';

let services: Services;
beforeAll(async () => {
  services = await createTestServices();
});
afterAll(() => services.close());

test('the audit log refuses to be changed, whoever asks', async () => {
  await services.db
    .$executeRaw`INSERT INTO audit_entry (action, actor_name, target_type, target_id) VALUES ('test', 'Người thử', 'unit', '1')`;
  await expect(services.db.$executeRaw`UPDATE audit_entry SET action = 'other'`).rejects.toThrow(/only ever added/);
  await expect(services.db.$executeRaw`DELETE FROM audit_entry`).rejects.toThrow(/only ever added/);
  await expect(services.db.$executeRaw`TRUNCATE audit_entry`).rejects.toThrow(/only ever added/);
  expect(await services.db.auditEntry.count()).toBe(1);
});

test('frozen figures refuse to be changed, but an account can go', async () => {
  const account = await services.db.account.create({
    data: { username: 'canbo', displayName: 'Cán bộ', passwordHash: 'x' },
  });
  await services.db
    .$executeRaw`INSERT INTO unit (id, code, kind, name, path, updated_at) VALUES (1, 'K', 'BLOC', 'Khối', '1', now())`;
  const campaign = await services.db.campaign.create({
    data: { code: 'D1', title: 'Đợt 1', unitId: 1, deadlineAt: new Date() },
  });
  const snapshot = await services.db.snapshot.create({
    data: {
      campaignId: campaign.id,
      unitId: 1,
      frozenById: account.id,
      frozenByName: 'Cán bộ',
      figures: { total: 1 },
      sha256: '0'.repeat(64),
    },
  });
  await expect(
    services.db.snapshot.update({ where: { id: snapshot.id }, data: { figures: { total: 2 } } }),
  ).rejects.toThrow(/only ever added/);
  await services.db.account.delete({ where: { id: account.id } });
  expect(await services.db.snapshot.findUniqueOrThrow({ where: { id: snapshot.id } })).toMatchObject({
    frozenById: null,
    frozenByName: 'Cán bộ',
    figures: { total: 1 },
  });
});

test('two open attempts of one member at one quiz cannot stand side by side', async () => {
  const unit = await services.db.unit.findFirstOrThrow();
  const campaign = await services.db.campaign.findFirstOrThrow();
  const member = await services.db.member.create({
    data: {
      unitId: unit.id,
      fullName: 'Trần Thị Ánh',
      sortKey: 'anh',
      searchKey: 'tran thi anh',
      matchKey: 'trần thị ánh',
    },
  });
  const bank = await services.db.questionBank.create({ data: { code: 'NH', title: 'Ngân hàng', unitId: unit.id } });
  const quiz = await services.db.quiz.create({ data: { campaignId: campaign.id, bankId: bank.id } });
  const attempt = (number: number) =>
    services.db.quizAttempt.create({
      data: { quizId: quiz.id, memberId: member.id, number, endsAt: new Date(Date.now() + 60_000), paper: [] },
    });
  await attempt(1);
  await expect(attempt(2)).rejects.toThrow(/Unique constraint/);
});

test('names sort by Vietnamese rules', async () => {
  const rows = await services.db.$queryRaw<{ name: string }[]>`
    SELECT name FROM (VALUES ('Đức'), ('Dũng'), ('Ánh'), ('An'), ('Ẩn'), ('Bình')) AS names(name) ORDER BY name COLLATE vietnamese`;
  expect(rows.map((row) => row.name)).toEqual(['An', 'Ánh', 'Ẩn', 'Bình', 'Dũng', 'Đức']);
});
