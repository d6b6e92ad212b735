import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getMemberDetail } from '~/modules/org/get-member-detail.server';
import { listMembers } from '~/modules/org/list-members.server';
import { openIdentity } from '~/modules/org/member-identity';
import { updateMember } from '~/modules/org/update-member.server';
import { rewriteSealedFields } from '~/modules/privacy/rewrite-sealed-fields.server';
import { fieldCipherOf } from '~/platform/field-cipher';
import { addFieldKey } from '~/platform/field-keys';
import type { Services } from '~/platform/services';
import { makeAccount, makeMember, type TestUnit, viewerOf } from '../factories/accounts';
import { commitList, importSampleMembers, importSampleUnits, previewList } from '../factories/org';
import { createTestServices } from '../setup/services';

let services: Services;
let unit: TestUnit;

beforeAll(async () => {
  services = await createTestServices();
  await importSampleUnits(services);
  await importSampleMembers(services);
  unit = await services.db.$queryRaw<
    TestUnit[]
  >`select id, code, path::text as path from unit where code = 'K.B.2'`.then(([found]) => found as TestUnit);
  await makeAccount(services, { username: 'bi.thu', grants: [['SECRETARY', unit]] });
});
afterAll(() => services.close());

const form = (over: Record<string, unknown>) => ({
  ...{ fullName: 'Trần Thị Lan', birth: '1970', kind: 'OFFICIAL' as const, cardNumber: null, joinedOn: null },
  ...{ partyPosition: null, governmentPosition: null, keyCadre: false, email: null, phone: null, timeZone: null },
  ...over,
});
const change = async (memberId: number, over: Record<string, unknown>) =>
  updateMember(
    { viewer: await viewerOf(services, 'bi.thu'), memberId, input: form(over), today: '2026-11-23' },
    services,
  );
const search = async (text: string) => {
  const filters = { unitCode: null, status: null, kind: null, page: 1 };
  return listMembers({ viewer: await viewerOf(services, 'bi.thu'), search: text, ...filters }, services);
};
/** Everything that stands in the table, as a thief of the database would read it. */
const dump = async () =>
  JSON.stringify(
    await services.db
      .$queryRaw`select card_number, card_sealed, card_index, email, email_sealed, phone, phone_sealed from member`,
  );

describe('card number, e-mail and phone at rest', () => {
  test('an import seals them; the list shows and finds them by the whole number only', async () => {
    expect(await dump()).not.toMatch(/"\d{12}"/);
    const { rows } = await search('');
    const someone = rows.find((row) => row.cardNumber !== null);
    expect(someone?.cardNumber).toMatch(/^\d{12}$/);
    const found = await search(someone?.cardNumber ?? '');
    expect(found.rows.map((row) => row.id)).toEqual([someone?.id]);
    expect((await search(`${someone?.cardNumber?.slice(0, 4)}.${someone?.cardNumber?.slice(4)}`)).total).toBe(1);
    expect((await search(someone?.cardNumber?.slice(0, 8) ?? '')).total).toBe(0);
  });

  test('the same list again changes nothing: cards are recognised though they are sealed', async () => {
    const run = await previewList(services, 'MEMBERS', 'content/members.xlsx');
    expect(run.summary.counts).toEqual({ UNCHANGED: expect.any(Number) });
    await commitList(services, run.id);
  });

  test('an edit seals; a taken card is refused in either form; the audit log keeps parts only', async () => {
    const { id } = await makeMember(services, unit, 'Trần Thị Lan');
    const { id: other } = await makeMember(services, unit, 'Trần Thị Hoa');
    await change(id, { cardNumber: '000370555001', email: 'lan.tran@coquan.vn', phone: '0912345678' });
    const { member } = await getMemberDetail({ viewer: await viewerOf(services, 'bi.thu'), memberId: id }, services.db);
    expect(openIdentity(id, member, services.cipher)).toEqual({
      cardNumber: '000370555001',
      email: 'lan.tran@coquan.vn',
      phone: '0912345678',
    });
    const stored = await dump();
    for (const secret of ['000370555001', 'lan.tran', '0912345678']) expect(stored).not.toContain(secret);
    const audit = JSON.stringify(
      await services.db.auditEntry.findMany({ where: { action: 'member.update' } }),
      (_, v) => (typeof v === 'bigint' ? Number(v) : v),
    );
    for (const secret of ['000370555001', 'lan.tran', '0912345678']) expect(audit).not.toContain(secret);
    expect(audit).toContain('…001');
    await expect(change(other, { cardNumber: '000370555001' })).rejects.toMatchObject({ code: 'CARD_TAKEN' });
    // As a process of the earlier release left it.
    await services.db.member.update({ where: { id: other }, data: { cardNumber: '000370555002', sealKey: null } });
    await expect(change(id, { cardNumber: '000370555002' })).rejects.toMatchObject({ code: 'CARD_TAKEN' });
    expect((await search('000370555002')).rows.map((row) => row.id)).toEqual([other]);
  });

  test('a value copied into another row does not open', async () => {
    const [a, b] = await services.db.member.findMany({ where: { cardSealed: { not: null } }, take: 2 });
    if (!a || !b) throw new Error('no members');
    expect(() => openIdentity(b.id, { ...b, cardSealed: a.cardSealed }, services.cipher)).toThrow('cannot be opened');
  });

  test('what an earlier release wrote is rewritten, and keys rotate: stopped half-way, begun again, read by old processes meanwhile', async () => {
    await services.db.member.updateMany({ where: { fullName: 'Trần Thị Hoa' }, data: { email: 'hoa@coquan.vn' } });
    expect((await rewriteSealedFields(services)).conflicts).toEqual([]);
    expect(await services.db.member.count({ where: { sealKey: null } })).toBe(0);
    expect(await dump()).not.toContain('hoa@coquan.vn');

    const before = await search('');
    expect(addFieldKey(services.env.FIELD_KEYS_FILE)).toBe('k2');
    const fresh = { pool: services.pool, cipher: fieldCipherOf(services.env) };
    const stop = new AbortController();
    await rewriteSealedFields(fresh, { limit: 50, report: () => stop.abort(), signal: stop.signal });
    expect(await services.db.member.count({ where: { sealKey: 'k2' } })).toBe(50);
    // This process began with the first key alone: it looks for the second when it meets it.
    expect(await search('')).toEqual(before);
    await rewriteSealedFields(fresh);
    const keys = await services.db.member.groupBy({ by: ['sealKey'], _count: true });
    expect(keys.map((row) => row.sealKey)).toEqual(['k2']);
    expect((await services.db.member.findMany({ where: { cardSealed: { startsWith: 'v1.k1.' } } })).length).toBe(0);
    expect(await search('')).toEqual(before);
    expect(readFileSync(services.env.FIELD_KEYS_FILE, 'utf8')).toMatch(/^k2:\w{64}\nk1:\w{64}\n$/);
  });

  test('two members with one card, left by an earlier release: one is named, the others are sealed', async () => {
    const taken = (await search('')).rows.find((row) => row.cardNumber)?.cardNumber ?? '';
    const double = await makeMember(services, unit, 'Lê Văn Đôi');
    await services.db.member.update({ where: { id: double.id }, data: { cardNumber: taken } });
    const after = await makeMember(services, unit, 'Lê Văn Sau');
    const { conflicts } = await rewriteSealedFields(services);
    expect(conflicts).toEqual([double.id]);
    expect(await services.db.member.findUnique({ where: { id: after.id } })).toMatchObject({ sealKey: 'k2' });
  });

  test('with sealing off the words stay open but can be found, for a deploy with an earlier release beside it', async () => {
    const { id } = await makeMember(services, unit, 'Vũ Thị Mở');
    const off = { db: services.db, cipher: fieldCipherOf({ ...services.env, FIELD_SEALING: 'off' }) };
    const viewer = await viewerOf(services, 'bi.thu');
    await updateMember(
      { viewer, memberId: id, input: form({ fullName: 'Vũ Thị Mở', cardNumber: '000370555009' }), today: '2026-11-23' },
      off,
    );
    expect(await services.db.member.findUnique({ where: { id } })).toMatchObject({
      cardNumber: '000370555009',
      sealKey: null,
    });
    expect((await search('000370555009')).total).toBe(1);
  });
});
