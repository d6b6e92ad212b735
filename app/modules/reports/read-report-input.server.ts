import type { Db } from '~/platform/db';
import { formatInZone, HANOI } from '~/platform/time';
import { LANDSCAPE_WIDTH_MM, type OutstandingMember } from './build-annexes';
import type { ReportInput } from './build-report-document';
import { findLetterhead } from './find-letterhead.server';
import { readSnapshot } from './get-snapshot.server';
import { currentTemplate, hanoiDay } from './read-report-templates.server';
import type { ReportAnnex } from './report-document';
import { reportFieldsSchema } from './schema';

/** Everything a report is made from, read from frozen figures: never from live tables. */
export async function readReportInput(args: { snapshotId: number; fields: unknown }, db: Db): Promise<ReportInput> {
  const snapshot = await readSnapshot(args.snapshotId, db);
  // The form in force when the figures were frozen, so that making the files again gives the same ones.
  const template = await currentTemplate(snapshot.frozenAt);
  const letterhead = await findLetterhead(snapshot.unit, hanoiDay(snapshot.frozenAt), template, db);
  const members = await db.$queryRaw<OutstandingMember[]>`
    SELECT m.full_name AS "fullName", m.birth_year AS "birthYear", m.unit_id AS "unitId", m.excused, m.note
      FROM snapshot_member m JOIN unit u ON u.id = m.unit_id
     WHERE m.snapshot_id = ${args.snapshotId} AND m.required AND NOT m.studied
     ORDER BY u.path, m.sort_key, m.member_id`;
  return {
    template,
    letterhead,
    fields: reportFieldsSchema.parse(args.fields),
    figures: snapshot.figures,
    frozenAt: snapshot.frozenAt,
    members,
    previous: snapshot.supplementsId === null ? null : await readPrevious(snapshot.supplementsId, args.snapshotId, db),
  };
}

async function readPrevious(previousId: number, snapshotId: number, db: Db): Promise<ReportInput['previous']> {
  const previous = await readSnapshot(previousId, db);
  const changed = await db.$queryRaw<
    {
      name: string;
      unit: string;
      before: boolean | null;
      after: boolean | null;
      wasExcused: boolean | null;
      isExcused: boolean | null;
    }[]
  >`
    SELECT COALESCE(b.full_name, a.full_name) AS name, u.name AS unit, a.studied AS before, b.studied AS after, a.excused AS "wasExcused", b.excused AS "isExcused"
      FROM (SELECT * FROM snapshot_member WHERE snapshot_id = ${previousId}) a
      FULL JOIN (SELECT * FROM snapshot_member WHERE snapshot_id = ${snapshotId}) b USING (member_id)
      JOIN unit u ON u.id = COALESCE(b.unit_id, a.unit_id)
     WHERE (a.studied, a.required, a.way, a.excused) IS DISTINCT FROM (b.studied, b.required, b.way, b.excused)
     ORDER BY u.path, COALESCE(b.sort_key, a.sort_key)`;
  const word = (studied: boolean | null, excused: boolean | null) =>
    studied === null ? 'Không có trong danh sách' : studied ? 'Đã học' : excused ? 'Chưa học, có lý do' : 'Chưa học';
  const annex: ReportAnnex = {
    number: 5,
    title: `Thay đổi so với số liệu chốt lúc ${formatInZone(previous.frozenAt, HANOI, 'dateTime')} (giờ Hà Nội)`,
    sheet: 'Phụ lục 5',
    table: {
      columns: [
        { title: 'TT', kind: 'index', widthMm: 14 },
        { title: 'Họ và tên', kind: 'text', widthMm: 70 },
        { title: 'Đơn vị', kind: 'text', widthMm: LANDSCAPE_WIDTH_MM - 14 - 70 - 90 },
        { title: 'Số liệu trước', kind: 'text', widthMm: 45 },
        { title: 'Số liệu này', kind: 'text', widthMm: 45 },
      ],
      total: null,
      rows: changed.map((row, i) => [
        i + 1,
        row.name,
        row.unit,
        word(row.before, row.wasExcused),
        word(row.after, row.isExcused),
      ]),
    },
    notes: [],
  };
  return { figures: previous.figures, frozenAt: previous.frozenAt, changedMembers: annex };
}
