import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { openIdentity } from '~/modules/org/member-identity';
import { createServices, type Services } from '~/platform/services';
import { createProgram, describeFailure } from '../../bin/cli/program';
import { type CliResult, runCli } from '../setup/cli';
import { createTestEnv } from '../setup/services';

// The real process as a person or a script meets it: exit codes, what stands on which output, and Vietnamese sentences.
let settings: Awaited<ReturnType<typeof createTestEnv>>;
let services: Services;
let folder: string;
beforeAll(async () => {
  // Given, not made in each one's data folder: the commands and this file open the same fields.
  settings = await createTestEnv({ FIELD_KEYS: `k1:${'5a'.repeat(32)}`, FIELD_INDEX_KEY: 'a5'.repeat(32) });
  services = createServices(settings.env, 'test');
  folder = await mkdtemp(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'cli-'));
}, 120_000);
afterAll(async () => {
  await services?.close();
  await settings?.release();
  await rm(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli(args, { ...settings.source, DATA_DIR: path.join(folder, 'data') });
const json = async (...args: string[]) => {
  const { code, out } = await cli('--json', ...args);
  return { exit: code, ...(JSON.parse(out) as Record<string, unknown>) };
};
const file = async (name: string, content: string | Uint8Array) => {
  const full = path.join(folder, name);
  await writeFile(full, content);
  return full;
};
const noStack = (result: CliResult) =>
  expect(`${result.out}${result.err}`).not.toMatch(/^\s+at |node_modules|prisma/im);

/** Refused (exit code 1) or not understood (2): a sentence on standard error, nothing on standard output. */
async function expectRefusal(args: string[], code: number, sentence: RegExp): Promise<void> {
  const result = await cli(...args);
  expect([args.join(' '), result.code, result.out]).toEqual([args.join(' '), code, '']);
  expect(result.err).toMatch(sentence);
  noStack(result);
}

test('units and members: imported, tried, and the same again changes nothing', async () => {
  const units = await cli('units', 'import', 'content/units.csv');
  expect([units.code, units.err]).toEqual([0, '']);
  expect(units.out).toContain('Đã nhập: lỗi 0, trùng 0, mới 46');
  expect(await services.db.unit.count()).toBe(46);
  expect(await json('units', 'import', 'content/units.csv', '--dry-run')).toMatchObject({
    exit: 0,
    committed: false,
    counts: { UNCHANGED: 46 },
  });

  const messy = ['members', 'import', 'content/members-messy.xlsx', '--unit', 'K.B.2'];
  const strict = await cli(...messy, '--strict');
  expect(strict.code).toBe(1);
  expect(strict.out).toMatch(/^Dòng 43: .*31\/02\/1980 không có trong lịch/m);
  expect(strict.out).toContain('Chưa nhập vì có dòng lỗi');
  const dry = await cli(...messy, '--dry-run');
  expect([dry.code, await services.db.member.count()]).toEqual([0, 0]);
  expect(dry.out).toContain('Chạy thử, chưa ghi: lỗi 2, trùng 1, mới 33');
  expect(await json(...messy)).toMatchObject({
    exit: 0,
    committed: true,
    counts: { CREATE: 33 },
    otherSheets: ['Sheet2'],
  });
  expect(await json(...messy)).toMatchObject({ exit: 0, counts: { UNCHANGED: 33 } });
  expect(await services.db.member.count()).toBe(33);
}, 120_000);

test('imports that cannot be: no such file, no list, no such cell', async () => {
  await expectRefusal(['members', 'import', 'khong-co.xlsx'], 2, /^Không có tệp hoặc thư mục khong-co.xlsx\./);
  await expectRefusal(['members', 'import', folder], 2, /là một thư mục/);
  await expectRefusal(['units', 'import', await file('x.xlsx', 'xin chào')], 1, /không phải là bảng tính/);
  await expectRefusal(['members', 'import', 'content/members-messy.xlsx', '--unit', 'K.X'], 1, /mang mã K\.X/);
  const answer = await json('members', 'import', 'khong-co.xlsx');
  expect(answer).toEqual({
    exit: 2,
    error: { code: 'NO_SUCH_FILE', message: expect.stringContaining('khong-co.xlsx') },
  });
}, 120_000);

/** What the process says to these arguments, without one: nothing is run for them. */
async function misunderstood(...args: string[]): Promise<[code: number, message: string]> {
  const { program } = createProgram();
  const error = await program.parseAsync(args, { from: 'user' }).then(
    () => null,
    (failure: unknown) => failure,
  );
  const { exit, message } = describeFailure(error);
  return [exit, message];
}

test('what is not understood: exit code 2 and a sentence that names it', async () => {
  await expectRefusal(['nhap'], 2, /^Không có lệnh “nhap”/);
  expect(await json('nhap')).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
  const cases: [args: string[], sentence: RegExp][] = [
    [['members'], /^Hãy ghi rõ lệnh/],
    [['members', 'nhap'], /^Không có lệnh “nhap”/],
    [['members', 'import'], /^Thiếu “file”/],
    [['members', 'import', 'a.xlsx', '--thu'], /^Không có lựa chọn “--thu”/],
    [['members', 'import', 'a.xlsx', 'b.xlsx'], /^Thừa/],
    [['bank', 'import', 'content/x.gift'], /^Thiếu lựa chọn bắt buộc “--code <code>”/],
  ];
  for (const [args, sentence] of cases)
    expect(await misunderstood(...args)).toEqual([2, expect.stringMatching(sentence)]);
}, 120_000);

test('every command says how it is used', async () => {
  const { code, out } = await cli('units', 'import', '--help');
  expect([code, out]).toEqual([0, expect.stringContaining('Usage: npm run cli -- units import')]);
  const every = (command: Command, path: string[]): [string[], Command][] => [
    [path, command],
    ...command.commands.flatMap((child) => every(child, [...path, child.name()])),
  ];
  const all = every(createProgram().program, []);
  expect(all.length).toBeGreaterThan(20);
  for (const [path, command] of all) {
    expect(command.helpInformation()).toContain(['Usage: npm run cli --', ...path].join(' '));
    expect([path.join(' '), command.description()]).toEqual([path.join(' '), expect.stringMatching(/\w/)]);
  }
}, 120_000);

test('user create and reset: a password that is shown once; bad input makes nothing', async () => {
  const made = await cli(
    'user',
    'create',
    'QuanTri.2',
    '--name',
    'Quản trị hai',
    '--grant',
    'administrator@K',
    '--grant',
    'SECRETARY@K.B.2',
  );
  expect([made.code, made.err]).toEqual([0, '']);
  expect(made.out).toMatch(/^quantri\.2\t\S{8,}\n$/);
  const account = await services.db.account.findUniqueOrThrow({
    where: { username: 'quantri.2' },
    include: { grants: true },
  });
  expect([account.mustChangePassword, account.grants.map((grant) => grant.role).sort()]).toEqual([
    true,
    ['ADMINISTRATOR', 'SECRETARY'],
  ]);
  const member = await services.db.member.findFirstOrThrow({ where: { cardIndex: { not: null } } });
  const own = await json(
    'user',
    'create',
    'dang.vien',
    '--member',
    openIdentity(member.id, member, services.cipher).cardNumber ?? '',
  );
  expect(own).toMatchObject({ exit: 0, username: 'dang.vien', password: expect.any(String) });

  const before = await services.db.account.count();
  await expectRefusal(['user', 'create', 'quantri.2', '--name', 'X'], 1, /đã có người dùng/);
  await expectRefusal(['user', 'create', 'hai', '--grant', 'VUA@K'], 2, /không hiểu “VUA@K”/);
  await expectRefusal(['user', 'create', 'hai', '--name', 'X', '--grant', 'SECRETARY@K.X'], 1, /K\.X/);
  await expectRefusal(['user', 'create', 'Đ', '--name', 'X'], 2, /^Tên đăng nhập cần ít nhất 3 ký tự/);
  await expectRefusal(['user', 'create', 'khong.ten'], 2, /nhập tên hiển thị/);
  await expectRefusal(['user', 'create', 'hai.ba', '--member', '999'], 1, /số thẻ 999/);
  expect(await services.db.account.count()).toBe(before);

  const reset = await cli('user', 'reset', 'quantri.2');
  expect([reset.code, reset.out === made.out]).toEqual([0, false]);
  await expectRefusal(['user', 'reset', 'khong.co'], 1, /khong\.co/);

  await services.db.authSession.create({
    data: { tokenHash: Buffer.alloc(32), accountId: account.id, expiresAt: new Date(Date.now() + 60_000) },
  });
  await expectRefusal(['user', 'sign-out'], 2, /--everybody/);
  expect(await json('user', 'sign-out', '--everybody')).toMatchObject({ exit: 0, closed: 1 });
}, 120_000);

test('bank import: the same again changes nothing; a bad question is named with its line', async () => {
  const gift = 'content/questions.gift';
  const bank = ['--code', 'thu', '--unit', 'K', '--title', 'Thử'];
  const made = await cli('bank', 'import', gift, ...bank);
  expect([made.code, made.err]).toEqual([0, '']);
  const again = await cli('bank', 'import', gift, ...bank);
  expect(again.out).toMatch(/0 câu mới, 0 phiên bản mới/);
  const bad = await cli(
    'bank',
    'import',
    await file('x.gift', '::một:: Hỏi {=a ~b\n'),
    '--code',
    'hong',
    '--unit',
    'K',
  );
  expect(bad.code).toBe(1);
  expect(bad.out).toMatch(/Dòng 1/);
  noStack(bad);
  await expectRefusal(['bank', 'import', gift, '--code', 'a b', '--unit', 'K'], 2, /^Mã ngân hàng gồm/);
  await expectRefusal(['bank', 'import', gift, '--code', 'moi.1', '--unit', 'K.X'], 2, /K\.X/);
  await expectRefusal(['bank', 'import', 'khong-co.gift', '--code', 'a1', '--unit', 'K'], 2, /khong-co\.gift/);
}, 120_000);

test('campaign load: a draft, the same again updates it; a folder without a campaign is refused', async () => {
  const folderOf = 'content/campaigns/chuyen-doi-so';
  // A hall of the sample names its clerk.
  await expectRefusal(['campaign', 'load', folderOf], 2, /“bithu”/);
  const clerk = ['--name', 'Bí thư', '--grant', 'SECRETARY@K.B.2'];
  expect(await json('user', 'create', 'bithu', ...clerk)).toMatchObject({ exit: 0 });
  const made = await json('campaign', 'load', folderOf);
  expect(made).toMatchObject({ exit: 0, outcome: 'created', sessions: 2 });
  expect(await json('campaign', 'load', folderOf)).toMatchObject({ exit: 0, outcome: 'updated' });
  await expectRefusal(['campaign', 'load', folder], 2, /campaign\.json/);
  await expectRefusal(['campaign', 'load', 'khong-co'], 2, /khong-co/);
}, 120_000);
