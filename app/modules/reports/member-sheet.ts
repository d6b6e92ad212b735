import type { WAY_LABELS } from '~/modules/attendance/schema';
import { ROSTER_REASON_NAMES } from '~/modules/campaigns/schema';
import type { TableCell, TableColumn } from './table-model';

interface Input {
  unit: { name: string };
  campaign: { title: string; sessions: readonly { position: number }[] };
  members: readonly {
    fullName: string;
    birthYear: number | null;
    cardNumber: string | null;
    unitName: string;
    reason: keyof typeof ROSTER_REASON_NAMES;
    studied: boolean;
    excused: boolean;
    way: keyof typeof WAY_LABELS | null;
    ways: number[];
    quizScore: number | null;
    paperDone: boolean;
    missing: string[];
  }[];
  at: string;
}

const SHORT_WAYS = ['', 'Điểm cầu', 'Trực tuyến', 'Bổ sung'];

/** The members of a unit as a sheet: what each has done and what is missing. */
export function memberSheet({ unit, campaign, members, at }: Input) {
  const text = (title: string, widthMm: number): TableColumn => ({ title, kind: 'text', widthMm });
  const columns: TableColumn[] = [
    { title: 'TT', kind: 'index', widthMm: 12 },
    text('Họ và tên', 55),
    { title: 'Năm sinh', kind: 'index', widthMm: 18 },
    text('Số thẻ đảng viên', 32),
    text('Chi bộ', 62),
    text('Diện', 36),
    ...campaign.sessions.map((session) => text(`Buổi ${session.position}`, 24)),
    text('Điểm trắc nghiệm (thang 10)', 26),
    text('Bài thu hoạch', 22),
    text('Kết quả', 32),
    text('Còn thiếu', 70),
  ];
  const rows = members.map((m, i): TableCell[] => [
    i + 1,
    m.fullName,
    m.birthYear,
    m.cardNumber,
    m.unitName,
    ROSTER_REASON_NAMES[m.reason],
    ...campaign.sessions.map((_, s) => SHORT_WAYS[m.ways[s] ?? 0] ?? ''),
    m.quizScore === null ? '' : (m.quizScore / 1000).toFixed(2).replace('.', ','),
    m.paperDone ? 'Đã nộp' : '',
    m.reason !== 'REQUIRED' ? '' : m.studied ? 'Đã học' : m.excused ? 'Vắng có lý do' : 'Chưa học',
    m.missing.join('; '),
  ]);
  return {
    name: 'Danh sách',
    heading: [unit.name, `${campaign.title} · ${at}`],
    table: { columns, total: null, rows },
    notes: [],
  };
}
