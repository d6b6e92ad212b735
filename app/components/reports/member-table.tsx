import { Link, useLocation } from '@remix-run/react';
import { Fragment } from 'react';
import { WAY_LABELS, wayOfCode } from '~/modules/attendance/schema';
import { ROSTER_REASON_NAMES } from '~/modules/campaigns/schema';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';
import { type Column, Table } from '../ui/table';
import { RowDetails } from './row-details';

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
  const about = (row: MemberRow) =>
    [
      row.birthYear,
      row.probationary ? t('Dự bị') : null,
      row.keyCadre ? t('Cán bộ chủ chốt') : null,
      showUnit ? row.unitName : null,
    ]
      .filter(Boolean)
      .join(' · ');
  const way = (row: MemberRow, i: number) => {
    const attended = wayOfCode(row.ways[i]);
    return attended ? t(WAY_LABELS[attended]) : <span className="text-ink-2">{t('Chưa')}</span>;
  };
  const quiz = (row: MemberRow) =>
    row.quizScore === null ? (
      <span className="text-ink-2">{t('Chưa làm')}</span>
    ) : (
      t(row.quizPassed ? '{{score}} điểm, đạt' : '{{score}} điểm, chưa đạt', {
        score: formatNumber(row.quizScore / 1000, 2, lang),
      })
    );
  const paper = (row: MemberRow) => (row.paperDone ? t('Đã nộp') : t('Chưa'));
  const state = (row: MemberRow, short = false) =>
    row.reason !== 'REQUIRED' ? (
      <Badge>{t(ROSTER_REASON_NAMES[row.reason])}</Badge>
    ) : row.studied ? (
      <Badge tone="done">{t('Đã học')}</Badge>
    ) : (
      <Badge tone="partial">{row.excused ? t('Vắng có lý do') : short ? t('Chưa xong') : t('Chưa hoàn thành')}</Badge>
    );
  const columns: Column<MemberRow>[] = [
    {
      id: 'name',
      header: t('Họ và tên'),
      rowHeader: true,
      cell: (row) => (
        <Link to={open(row)} className="inline-flex min-h-11 flex-col justify-center no-underline hover:underline">
          <span className="font-semibold">{row.fullName}</span>
          <span className="text-sm text-ink-2">{about(row)}</span>
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
        cell: (row) => way(row, i),
      }),
    ),
    ...(rules.quiz ? [{ id: 'quiz', header: t('Trắc nghiệm'), cell: quiz }] : []),
    ...(rules.paper ? [{ id: 'paper', header: t('Bài thu hoạch'), cell: paper }] : []),
    {
      id: 'state',
      header: t('Kết quả'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-1">
          {state(row)}
          {row.missing.length > 0 ? <span className="text-sm text-ink-2">{row.missing.join('; ')}</span> : null}
        </span>
      ),
    },
  ];
  const caption = t('Đảng viên và nội dung còn thiếu');
  return (
    <>
      <div className="hidden md:block print:block">
        <Table caption={caption} columns={columns} rows={members} rowKey={(row) => row.id} />
      </div>
      <ul aria-label={caption} className="flex flex-col divide-y divide-line md:hidden print:hidden">
        {members.map((row) => (
          <li key={row.id}>
            <div className="flex items-center justify-between gap-2">
              <Link
                to={open(row)}
                className="inline-flex min-h-11 min-w-0 items-center font-semibold no-underline hover:underline"
              >
                {row.fullName}
              </Link>
              <span className="shrink-0">{state(row, true)}</span>
            </div>
            <RowDetails
              summary={
                <span className="min-w-0 grow truncate text-sm text-ink-2">{row.missing.join('; ') || about(row)}</span>
              }
              label={t('Chi tiết của đồng chí {{name}}', { name: row.fullName })}
            >
              <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 pb-2">
                {row.missing.length > 0 ? (
                  <>
                    <dt className="text-ink-2">{t('Còn thiếu')}</dt>
                    <dd>{row.missing.join('; ')}</dd>
                  </>
                ) : null}
                {sessions.map((title, i) => (
                  <Fragment key={title}>
                    <dt className="text-ink-2">{t('Buổi {{position}}', { position: i + 1 })}</dt>
                    <dd>{way(row, i)}</dd>
                  </Fragment>
                ))}
                {rules.quiz ? (
                  <>
                    <dt className="text-ink-2">{t('Trắc nghiệm')}</dt>
                    <dd>{quiz(row)}</dd>
                  </>
                ) : null}
                {rules.paper ? (
                  <>
                    <dt className="text-ink-2">{t('Bài thu hoạch')}</dt>
                    <dd>{paper(row)}</dd>
                  </>
                ) : null}
                {about(row) ? (
                  <>
                    <dt className="text-ink-2">{t('Thông tin')}</dt>
                    <dd>{about(row)}</dd>
                  </>
                ) : null}
              </dl>
            </RowDetails>
          </li>
        ))}
      </ul>
    </>
  );
}
