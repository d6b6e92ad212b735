import { Link, useLocation } from '@remix-run/react';
import { WAY_LABELS, wayOfCode } from '~/modules/attendance/schema';
import { ROSTER_REASON_NAMES } from '~/modules/campaigns/schema';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';
import { type Column, Table } from '../ui/table';

export interface MemberRow {
  id: number;
  fullName: string;
  birthYear: number | null;
  cardNumber: string | null;
  unitName: string;
  reason: keyof typeof ROSTER_REASON_NAMES;
  probationary: boolean;
  keyCadre: boolean;
  studied: boolean;
  excused: boolean;
  ways: number[];
  quizScore: number | null;
  quizPassed: boolean;
  paperDone: boolean;
  missing: string[];
}

interface Props {
  members: readonly MemberRow[];
  sessions: readonly string[];
  rules: { quiz: boolean; paper: boolean };
  showUnit: boolean;
}

/** Who has done what: each session, the quiz, the paper, and what is still missing. A name opens the evidence. */
export function MemberTable({ members, sessions, rules, showUnit }: Props) {
  const { t, i18n } = useTranslation();
  const location = useLocation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const open = (member: MemberRow) => {
    const query = new URLSearchParams(location.search);
    query.set('dong-chi', String(member.id));
    return { pathname: location.pathname, search: `?${query}`, hash: '#bang-chung' };
  };
  const columns: Column<MemberRow>[] = [
    {
      id: 'name',
      header: t('Họ và tên'),
      rowHeader: true,
      cell: (row) => (
        <Link to={open(row)} className="inline-flex min-h-11 flex-col justify-center no-underline hover:underline">
          <span className="font-semibold">{row.fullName}</span>
          <span className="text-sm text-ink-2">
            {[
              row.birthYear,
              row.probationary ? t('Dự bị') : null,
              row.keyCadre ? t('Cán bộ chủ chốt') : null,
              showUnit ? row.unitName : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </Link>
      ),
    },
    ...sessions.map(
      (title, i): Column<MemberRow> => ({
        id: `session-${i}`,
        header: (
          <abbr title={title} className="no-underline">
            {t('Buổi {{position}}', { position: i + 1 })}
          </abbr>
        ),
        cell: (row) => {
          const way = wayOfCode(row.ways[i]);
          return way ? t(WAY_LABELS[way]) : <span className="text-ink-2">{t('Chưa')}</span>;
        },
      }),
    ),
    ...(rules.quiz
      ? [
          {
            id: 'quiz',
            header: t('Trắc nghiệm'),
            cell: (row: MemberRow) =>
              row.quizScore === null ? (
                <span className="text-ink-2">{t('Chưa làm')}</span>
              ) : (
                t(row.quizPassed ? '{{score}} điểm, đạt' : '{{score}} điểm, chưa đạt', {
                  score: formatNumber(row.quizScore / 1000, 2, lang),
                })
              ),
          },
        ]
      : []),
    ...(rules.paper
      ? [
          {
            id: 'paper',
            header: t('Bài thu hoạch'),
            cell: (row: MemberRow) => (row.paperDone ? t('Đã nộp') : t('Chưa')),
          },
        ]
      : []),
    {
      id: 'state',
      header: t('Kết quả'),
      cell: (row) =>
        row.reason !== 'REQUIRED' ? (
          <Badge>{t(ROSTER_REASON_NAMES[row.reason])}</Badge>
        ) : row.studied ? (
          <Badge tone="done">{t('Đã học')}</Badge>
        ) : (
          <span className="flex flex-col items-end gap-1 md:items-start">
            <Badge tone="partial">{row.excused ? t('Vắng có lý do') : t('Chưa hoàn thành')}</Badge>
            <span className="text-sm text-ink-2">{row.missing.join('; ')}</span>
          </span>
        ),
    },
  ];
  return (
    <Table caption={t('Đảng viên và nội dung còn thiếu')} columns={columns} rows={members} rowKey={(row) => row.id} />
  );
}
