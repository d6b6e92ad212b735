import { createHmac, randomBytes } from 'node:crypto';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { WAY_LABELS } from '~/modules/attendance/schema';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { type Sheet, writeWorkbook } from '../xlsx-sheet.server';
import { HIDDEN, SMALLEST_CELL, suppressSmallCells, type Traits } from './small-cells';

export const RESEARCH_FORMATS = ['xlsx', 'csv'] as const;
export type ResearchFormat = (typeof RESEARCH_FORMATS)[number];

/** More than this in one file would keep the process busy; the worker's reports are for that. */
const MOST_ROWS = 200_000;

interface Person extends Traits {
  memberId: number;
  studied: boolean;
  way: keyof typeof WAY_LABELS | null;
  excused: boolean;
  sessions: number;
  quizScore: number | null;
}

const COLUMNS = [
  'Mã',
  'Đơn vị',
  'Loại',
  'Nhóm tuổi',
  'Chủ chốt',
  'Đã học',
  'Hình thức',
  'Vắng có lý do',
  'Số buổi',
  'Điểm trắc nghiệm',
];

/** The campaign, when the viewer looks after the whole of it. @throws AppError not-found */
export async function findResearchCampaign(
  { viewer, code }: { viewer: Viewer; code: string },
  { db }: Pick<Services, 'db'>,
) {
  const [campaign] = await db.$queryRaw<{ id: number; title: string; unitId: number; path: string; depth: number }[]>`
    select c.id, c.title, u.id as "unitId", u.path::text as path, nlevel(u.path) as depth
      from campaign c join unit u on u.id = c.unit_id where c.code = ${code}`;
  if (!campaign) throw notFound();
  requireCan(viewer, 'research.export', campaign.path);
  return campaign;
}

/**
 * What was studied and how, a row a person who had to study, for research: no names, days of birth or numbers; a pseudonym keyed anew
 * for each file (the key is thrown away, so two files cannot be laid side by side and nobody can be found again); the unit one level
 * below the campaign's; traits that fewer than five share taken out. The order is that of the pseudonyms: it tells nothing.
 */
export async function exportResearch(
  { viewer, code, format }: { viewer: Viewer; code: string; format: ResearchFormat },
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<{ file: Uint8Array<ArrayBuffer>; title: string }> {
  const campaign = await findResearchCampaign({ viewer, code }, { db });
  const year = clock.now().getUTCFullYear();
  // Nobody's row is shown: it is read to be counted and made unrecognisable.
  const people = await asPart(
    'figures',
    () => db.$queryRaw<Person[]>`
    select r.member_id as "memberId", coalesce(branch.name, u.name) as unit,
           case r.kind when 'PROBATIONARY' then 'Dự bị' else 'Chính thức' end as kind,
           case when m.birth_year is null then 'Không rõ' when ${year}::int - m.birth_year < 30 then 'Dưới 30'
                when ${year}::int - m.birth_year >= 70 then 'Từ 70'
                else ((${year}::int - m.birth_year) / 10 * 10)::text || '–' || ((${year}::int - m.birth_year) / 10 * 10 + 9)::text end as age,
           case when r.key_cadre then 'Có' else 'Không' end as "keyCadre",
           coalesce(o.studied, false) as studied, o.way::text as way, coalesce(o.excused, false) as excused,
           (select count(*)::int from unnest(coalesce(o.ways, '{}')) w where w > 0) as sessions, o.quiz_score as "quizScore"
      from roster_entry r join member m on m.id = r.member_id join unit u on u.id = r.unit_id
      left join unit branch on branch.path = subpath(u.path, 0, least(nlevel(u.path), ${campaign.depth}::int + 1))
      left join member_outcome o on o.campaign_id = r.campaign_id and o.member_id = r.member_id
     where r.campaign_id = ${campaign.id} and r.reason = 'REQUIRED' limit ${MOST_ROWS + 1}`,
  );
  if (people.length > MOST_ROWS)
    throw new AppError(
      'too-large',
      'TOO_MANY_ROWS',
      'Đợt này có quá nhiều người cho một tệp. Đồng chí hãy liên hệ quản trị hệ thống.',
    );
  const { rows, generalised, left } = suppressSmallCells(people);
  const key = randomBytes(32);
  const table = rows
    .map((row) => [
      createHmac('sha256', key).update(String(row.memberId)).digest('hex').slice(0, 12),
      ...[row.unit, row.kind, row.age, row.keyCadre, row.studied ? 'Có' : 'Không'],
      row.studied && row.way ? WAY_LABELS[row.way] : '',
      row.excused ? 'Có' : 'Không',
      row.sessions,
      // Whole points: an exact mark may be one person's alone.
      row.quizScore === null ? '' : Math.round(row.quizScore / 1000),
    ])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  await inTransaction(db, (tx) =>
    appendAudit(tx, {
      actor: viewer,
      action: 'research.export',
      targetType: 'campaign',
      targetId: campaign.id,
      unitId: campaign.unitId,
      data: { format, rows: rows.length, generalised, left },
    }),
  );
  const notes = [
    `Mã của từng người được tạo riêng cho tệp này và không lần ngược được. Dấu ${HIDDEN}: thông tin được bỏ vì dưới ${SMALLEST_CELL} người có chung. Không đưa vào tệp: ${left} người.`,
  ];
  const file = format === 'csv' ? csvOf(table) : await workbookOf(campaign.title, table, notes);
  return { file, title: campaign.title };
}

type Cell = string | number;

async function workbookOf(title: string, rows: Cell[][], notes: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const columns = COLUMNS.map((name, i) => ({
    title: name,
    kind: i === 8 ? ('integer' as const) : ('text' as const),
    widthMm: i === 1 ? 60 : 28,
  }));
  const sheet: Sheet = { name: 'Nghiên cứu', heading: [title], table: { columns, total: null, rows }, notes };
  const chunks: Uint8Array[] = [];
  await writeWorkbook([sheet], (chunk) => void chunks.push(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

/** Text that a spreadsheet would take for a formula is quoted with an apostrophe. */
const field = (cell: Cell): string => {
  const text = String(cell);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

const csvOf = (rows: Cell[][]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.from(`\ufeff${[COLUMNS, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`, 'utf8'),
  );
