import { formatNumber, rateInBasisPoints } from '~/platform/format';
import type { Figures } from './figures';
import type { ReportAnnex } from './report-document';
import type { FrozenFigures, FrozenMember, FrozenUnit } from './snapshot-content';
import type { TableCell, TableColumn } from './table-model';

const col = (title: string, kind: TableColumn['kind'], widthMm: number): TableColumn => ({ title, kind, widthMm });

/** Width of the text on a landscape A4 page with the form's margins, in millimetres. */
export const LANDSCAPE_WIDTH_MM = 297 - 30 - 15;

/** Direct sub-units of the reporting unit, and its own people when it has some; a cell stands for itself. */
export function annexUnits(figures: FrozenFigures): { name: string; figures: Figures }[] {
  const top = figures.units[0] as FrozenUnit;
  const children = figures.units.filter((unit) => unit.parentId === top.id);
  const rows = children.map((unit) => ({ name: unit.name, figures: unit.sum }));
  if (children.length === 0) return [{ name: top.name, figures: top.sum }];
  if (top.own.total > 0 || top.own.guests > 0)
    rows.unshift({ name: `${top.name} (sinh hoạt trực tiếp)`, figures: top.own });
  return rows;
}

/** Annex 1: one row per sub-unit. `Miễn` is everybody on the roster who is not required; the note says who they are. */
export function participationAnnex(figures: FrozenFigures): ReportAnnex {
  const cells = (index: TableCell, name: string, f: Figures): TableCell[] => [
    index,
    name,
    f.total,
    f.total - f.required,
    f.required,
    f.hall,
    f.online,
    f.makeUp,
    f.studied,
    rateInBasisPoints(f.studied, f.required),
    f.excused,
    f.unexcused,
    f.guests,
    f.papers,
  ];
  const sum = (figures.units[0] as FrozenUnit).sum;
  return {
    number: 1,
    title: 'Kết quả tham gia học tập theo đơn vị',
    sheet: 'Phụ lục 1',
    table: {
      columns: [
        col('TT', 'index', 13),
        col('Đơn vị', 'text', 57),
        col('Tổng số ĐV', 'integer', 15),
        col('Miễn', 'integer', 13),
        col('Phải học', 'integer', 15),
        col('Trực tiếp', 'integer', 15),
        col('Trực tuyến', 'integer', 15),
        col('Bổ sung', 'integer', 14),
        col('Cộng', 'integer', 15),
        col('Tỷ lệ %', 'percent', 19),
        col('Vắng có lý do', 'integer', 15),
        col('Vắng không lý do', 'integer', 16),
        col('Quần chúng', 'integer', 15),
        col('Bài thu hoạch', 'integer', 15),
      ],
      total: cells('', 'Tổng cộng', sum),
      rows: annexUnits(figures).map((unit, i) => cells(i + 1, unit.name, unit.figures)),
    },
    notes: [
      `Miễn gồm: ${formatNumber(sum.exempt)} miễn công tác và sinh hoạt, ${formatNumber(sum.transferredOut)} chuyển sinh hoạt, ${formatNumber(sum.elsewhere)} tạm thời ở nơi khác. Quần chúng thống kê riêng, không tính vào tỷ lệ.`,
    ],
  };
}

export type OutstandingMember = Pick<FrozenMember, 'fullName' | 'birthYear' | 'unitId' | 'excused' | 'note'>;

/** Annex 2: those who have not studied, with the reason, in the order given (unit, then name). */
export function outstandingAnnex(figures: FrozenFigures, members: readonly OutstandingMember[]): ReportAnnex {
  const names = new Map(figures.units.map((unit) => [unit.id, unit.name]));
  return {
    number: 2,
    title: 'Danh sách đảng viên chưa học',
    sheet: 'Phụ lục 2',
    table: {
      columns: [
        col('TT', 'index', 14),
        col('Họ và tên', 'text', 58),
        col('Năm sinh', 'index', 18),
        col('Đơn vị', 'text', 68),
        col('Vắng', 'text', 28),
        col('Lý do; nội dung còn thiếu', 'text', 66),
      ],
      total: null,
      rows: members.map((member, i) => [
        i + 1,
        member.fullName,
        member.birthYear,
        names.get(member.unitId) ?? '',
        member.excused ? 'Có lý do' : 'Không lý do',
        member.note ?? '',
      ]),
    },
    notes: members.length === 0 ? ['Không có đảng viên nào chưa học.'] : [],
  };
}

/**
 * Annex 3: one row per hall and session; null where no hall was set up. Present is the hall's roll-call, guests of other units among
 * them; the guests of a whole campaign are those of each unit's fullest session, because the same people come again.
 */
export function venuesAnnex(figures: FrozenFigures): ReportAnnex | null {
  const venues = figures.venues ?? [];
  if (venues.length === 0) return null;
  const sum = (figures.units[0] as FrozenUnit).sum;
  const uncounted = venues.filter((venue) => venue.headcount === null).length;
  return {
    number: 3,
    title: 'Các điểm cầu',
    sheet: 'Phụ lục 3',
    table: {
      columns: [
        col('TT', 'index', 13),
        col('Buổi', 'index', 13),
        col('Điểm cầu', 'text', 62),
        col('Đơn vị dự', 'text', LANDSCAPE_WIDTH_MM - 13 - 13 - 62 - 4 * 21),
        col('ĐV có mặt', 'integer', 21),
        col('Trong đó ĐV đơn vị khác', 'integer', 21),
        col('Đếm tại chỗ', 'integer', 21),
        col('Quần chúng', 'integer', 21),
      ],
      total: null,
      rows: venues.map((venue, i) => [
        i + 1,
        venue.position,
        [venue.name, venue.place].filter(Boolean).join(', '),
        venue.units.join('; '),
        venue.present,
        venue.walkIns,
        venue.headcount,
        venue.guests,
      ]),
    },
    notes: [
      `ĐV có mặt là đảng viên được điểm danh tại điểm cầu. Quần chúng của cả đợt (${formatNumber(sum.guests)} người) tính theo buổi đông nhất của từng đơn vị chủ trì, vì cùng những người ấy dự nhiều buổi.${uncounted > 0 ? ` ${formatNumber(uncounted)} điểm cầu không đếm tại chỗ.` : ''}`,
    ],
  };
}

/** Annex 4: quiz bands per sub-unit. */
export function bandsAnnex(figures: FrozenFigures): ReportAnnex {
  const cells = (index: TableCell, name: string, f: Figures): TableCell[] => [
    index,
    name,
    f.required,
    f.quizTaken,
    ...f.bands,
    f.quizPassed,
    rateInBasisPoints(f.quizPassed, f.quizTaken),
  ];
  const bandWidth = Math.floor(100 / Math.max(1, figures.bands.length));
  const bands = figures.bands.map((band) => col(band.label, 'integer', bandWidth));
  const rest = LANDSCAPE_WIDTH_MM - 14 - 18 - 18 - 16 - 22 - bandWidth * bands.length;
  return {
    number: 4,
    title: 'Kết quả trắc nghiệm theo mức điểm',
    sheet: 'Phụ lục 4',
    table: {
      columns: [
        col('TT', 'index', 14),
        col('Đơn vị', 'text', rest),
        col('Phải học', 'integer', 18),
        col('Đã thi', 'integer', 18),
        ...bands,
        col('Đạt', 'integer', 16),
        col('Tỷ lệ đạt trên số đã thi', 'percent', 22),
      ],
      total: cells('', 'Tổng cộng', (figures.units[0] as FrozenUnit).sum),
      rows: annexUnits(figures).map((unit, i) => cells(i + 1, unit.name, unit.figures)),
    },
    notes: [],
  };
}
