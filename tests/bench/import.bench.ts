import { fork } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitImport } from '~/modules/org/import/commit-import.server';
import { createImportRun, storeList } from '~/modules/org/import/create-import-run.server';
import { readImport } from '~/modules/org/import/read-import.server';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { matchKey, nameSortKey, searchKey } from '~/platform/vietnamese';

// A list of members from the uploaded file to the last committed row, through the functions that the jobs run: reading, planning,
// the preview's rows, planning again and writing. Baseline: the same people in one bare INSERT … unnest, in the same run. Each size
// is measured in a process of its own, so that `rssMb` (the highest resident memory) is that size's; the file is written in another.
const CELLS = 20;
const BAR = { members: 10_000, seconds: 8, largeMembers: 200_000, largeRssMb: 512 };
const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Vũ', 'Đặng', 'Bùi', 'Đỗ'];
const MIDDLE = ['Văn', 'Thị', 'Hoài', 'Minh', 'Thành', 'Phương', 'Quốc', 'Thu'];
const GIVEN = ['An', 'Ánh', 'Bình', 'Dũng', 'Đào', 'Huệ', 'Khoa', 'Lan', 'Tùng', 'Yến', 'Ưng', 'Sơn'];

const at = <T>(list: readonly T[], i: number) => list[i % list.length] as T;
const person = (i: number) => ({
  fullName: `${at(FAMILY, i)} ${at(MIDDLE, Math.floor(i / 10))} ${at(GIVEN, Math.floor(i / 80))}`,
  birth: new Date(Date.UTC(1960 + (i % 40), i % 12, 1 + (i % 28))),
  card: String(100_000_000_000 + i),
  unit: `DO.${i % CELLS}`,
});

const role = process.env.BENCH_ROLE;
const members = Number(process.env.BENCH_MEMBERS);
const file = process.env.BENCH_FILE ?? '';
if (role === 'write') await writeList();
else if (role === 'import') await measure();
else {
  for (const size of [BAR.members, BAR.largeMembers]) {
    const target = path.join(readEnv().DATA_DIR, `danh-sach-${size}.xlsx`);
    const env = { ...process.env, BENCH_MEMBERS: String(size), BENCH_FILE: target };
    await child({ ...env, BENCH_ROLE: 'write' });
    await child({ ...env, BENCH_ROLE: 'import' });
  }
}

async function child(env: NodeJS.ProcessEnv): Promise<void> {
  const code = await new Promise((resolve) =>
    fork(fileURLToPath(import.meta.url), { env, stdio: 'inherit' }).on('exit', resolve),
  );
  if (code !== 0) process.exitCode = 1;
}

async function writeList(): Promise<void> {
  // Loaded only here: it must not count in the memory of the import.
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useSharedStrings: false, useStyles: true });
  const sheet = book.addWorksheet('Danh sách');
  sheet.getColumn(3).numFmt = 'dd/mm/yyyy';
  sheet.addRow(['STT', 'Họ và tên', 'Ngày sinh', 'Số thẻ đảng viên', 'Mã đơn vị']).commit();
  for (let i = 0; i < members; i += 1) {
    const { fullName, birth, card, unit } = person(i);
    sheet.addRow([i + 1, fullName, birth, card, unit]).commit();
  }
  await book.commit();
}

async function measure(): Promise<void> {
  const services = createServices(readEnv(), 'bench');
  const unitIds = await makeCells(services);
  const started = performance.now();
  const list = await storeList(path.basename(file), createReadStream(file), services);
  const runId = await createImportRun({ ...list, kind: 'MEMBERS', createdById: null }, services);
  await readImport(services, runId);
  const readSeconds = (performance.now() - started) / 1000;
  await services.db.importRun.update({ where: { id: runId, state: 'PREVIEW' }, data: { state: 'COMMITTING' } });
  await commitImport(services, runId);
  const seconds = (performance.now() - started) / 1000;
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const written = await services.db.member.count();
  if (written !== members) throw new Error(`${written} of ${members} members were written`);

  const baseline = await bareInsert(services, unitIds);
  await services.close();
  const value = Math.round(members / seconds);
  const large = members === BAR.largeMembers;
  const round = (n: number) => Number(n.toFixed(2));
  const config = {
    members,
    fileBytes: statSync(file).size,
    seconds: round(seconds),
    readSeconds: round(readSeconds),
    commitSeconds: round(seconds - readSeconds),
    bar: large ? `rssMb < ${BAR.largeRssMb}` : `seconds < ${BAR.seconds}`,
    baseline: 'bare INSERT … unnest of the same members, rows/s',
  };
  const line = { bench: large ? 'import.200k' : 'import', value, unit: 'rows/s', baseline };
  console.log(JSON.stringify({ ...line, ratio: Number((value / baseline).toFixed(4)), rssMb, config }));
  if (large ? rssMb >= BAR.largeRssMb : seconds >= BAR.seconds) process.exitCode = 1;
}

async function makeCells({ pool }: Services): Promise<Map<string, number>> {
  await pool.query('truncate unit, member, import_run restart identity cascade');
  const { rows } = await pool.query<{ id: number; code: string }>(
    `with root as (insert into unit (id, code, kind, name, path) select id, 'DO', 'BLOC', 'Đảng bộ đo', id::text::ltree
       from nextval(pg_get_serial_sequence('unit', 'id')) id returning id)
     insert into unit (id, code, parent_id, kind, name, path)
     select s.id, 'DO.' || s.n, root.id, 'CELL', 'Chi bộ ' || s.n, (root.id || '.' || s.id)::ltree
       from root, (select n, nextval(pg_get_serial_sequence('unit', 'id')) as id from generate_series(0, $1::int - 1) n) s
     returning id, code`,
    [CELLS],
  );
  return new Map(rows.map(({ id, code }) => [code, id]));
}

/** Rows per second of writing the same people, their keys already made, with nothing asked and nothing kept beside them. */
async function bareInsert({ pool }: Services, unitIds: Map<string, number>): Promise<number> {
  await pool.query('truncate member, import_run restart identity cascade');
  const people = Array.from({ length: members }, (_, i) => person(i));
  const columns = [
    people.map(({ unit }) => unitIds.get(unit)),
    people.map(({ fullName }) => fullName),
    people.map(({ fullName }) => nameSortKey(fullName)),
    people.map(({ fullName }) => searchKey(fullName)),
    people.map(({ fullName }) => matchKey(fullName)),
    people.map(({ birth }) => birth.toISOString().slice(0, 10)),
    people.map(({ birth }) => birth.getUTCFullYear()),
    people.map(({ card }) => card),
  ];
  const started = performance.now();
  await pool.query(
    `insert into member (unit_id, full_name, sort_key, search_key, match_key, birth_date, birth_year, card_number)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::int[], $8::text[])`,
    columns,
  );
  return Math.round((members * 1000) / (performance.now() - started));
}
