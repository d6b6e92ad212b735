import { Link } from '@remix-run/react';
import type { MemberFilter, SessionFilter } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { CompositionBar } from '../charts/composition-bar';
import { Card } from '../ui/card';
import { DescriptionList } from '../ui/description-list';
import { type Column, Table } from '../ui/table';
import { FigureLink } from './figure-link';

interface Props {
  figures: {
    required: number;
    exempt: number;
    transferredOut: number;
    elsewhere: number;
    keyCadreRequired: number;
    keyCadreStudied: number;
    quizTaken: number;
    quizPassed: number;
    papers: number;
    guests: number;
    probationary: number;
    bands: number[];
    sessions: [number, number, number][];
  };
  /** `minutes`: the page of the session's minutes, where the viewer may see them. */
  sessions: readonly { title: string; minutes: string | null }[];
  bands: readonly string[];
  rules: { quiz: boolean; paper: boolean };
  /** The page of the members behind the figures; null when the viewer may not see members. */
  behind: string | null;
}

/** Below the board: each session, key cadres apart, quiz bands, papers, who is not required. */
export function BoardDetails({ figures: f, sessions, bands, rules, behind }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const n = (value: number) => formatNumber(value, 0, lang);
  const open = (filter: MemberFilter, count: number, label: string, place: 'cell' | 'words' = 'words') => (
    <FigureLink behind={behind} filter={filter} label={`${label}: ${n(count)}`} place={place}>
      {n(count)}
    </FigureLink>
  );
  const counted = (filter: MemberFilter, term: string, count: number) => ({ term, value: open(filter, count, term) });
  const rows = sessions.map(({ title, minutes }, i) => {
    const [hall, online, makeUp] = f.sessions[i] ?? [0, 0, 0];
    return {
      position: i + 1,
      minutes,
      title: t('Buổi {{position}}: {{title}}', { position: i + 1, title }),
      hall,
      online,
      makeUp,
      all: hall + online + makeUp,
    };
  });
  type Row = (typeof rows)[number];
  const attended = (id: string, header: string, way: SessionFilter, value: (row: Row) => number): Column<Row> => ({
    id,
    header,
    numeric: true,
    cell: (row) => open(`buoi-${row.position}-${way}`, value(row), `${row.title}, ${header}`, 'cell'),
  });
  const columns: Column<Row>[] = [
    { id: 'session', header: t('Buổi học'), cell: (row) => <SessionCell title={row.title} minutes={row.minutes} /> },
    attended('hall', t('Điểm cầu'), 'diem-cau', (row) => row.hall),
    attended('online', t('Trực tuyến'), 'truc-tuyen', (row) => row.online),
    attended('make-up', t('Bổ sung'), 'bo-sung', (row) => row.makeUp),
    attended('all', t('Đã dự'), 'da-du', (row) => row.all),
    attended('missing', t('Chưa dự'), 'chua-du', (row) => f.required - row.all),
    { id: 'rate', header: t('Tỷ lệ dự'), numeric: true, cell: (row) => formatRate(row.all, f.required, lang) },
    {
      id: 'bar',
      header: t('Cơ cấu'),
      cell: (row) => (
        <span className="block w-32">
          <CompositionBar hall={row.hall} online={row.online} makeUp={row.makeUp} required={f.required} />
        </span>
      ),
    },
  ];
  return (
    <div className="mt-6 grid gap-6 lg:grid-cols-2">
      <Card title={t('Từng buổi học')} id="sessions" className="lg:col-span-2">
        <Table caption={t('Số đảng viên dự từng buổi')} columns={columns} rows={rows} rowKey={(row) => row.title} />
      </Card>
      <Card title={t('Cấp ủy viên, cán bộ chủ chốt và người không thuộc diện phải học')} id="people">
        <DescriptionList
          items={[
            {
              term: t('Cán bộ chủ chốt đã học'),
              value: (
                <>
                  {open('chu-chot-da-hoc', f.keyCadreStudied, t('Cán bộ chủ chốt đã học'))} /{' '}
                  {open('chu-chot', f.keyCadreRequired, t('Cán bộ chủ chốt'))}
                  {` · ${formatRate(f.keyCadreStudied, f.keyCadreRequired, lang)}`}
                </>
              ),
            },
            counted('du-bi', t('Đảng viên dự bị phải học'), f.probationary),
            counted('mien', t('Miễn công tác và sinh hoạt'), f.exempt),
            counted('chuyen', t('Chuyển sinh hoạt'), f.transferredOut),
            counted('noi-khac', t('Tạm thời ở nơi khác'), f.elsewhere),
            { term: t('Quần chúng (không tính vào tỷ lệ)'), value: n(f.guests) },
          ]}
        />
      </Card>
      <Card title={t('Trắc nghiệm và bài thu hoạch')} id="quiz">
        <DescriptionList
          items={[
            counted('da-thi', t('Đã làm bài trắc nghiệm'), f.quizTaken),
            {
              term: t('Đạt'),
              value: (
                <>
                  {open('thi-dat', f.quizPassed, t('Đạt bài trắc nghiệm'))}
                  {` · ${formatRate(f.quizPassed, f.quizTaken, lang)}`}
                </>
              ),
            },
            ...bands.map((band, i) => counted(`muc-${i + 1}`, band, f.bands[i] ?? 0)),
            counted('thu-hoach', rules.paper ? t('Bài thu hoạch') : t('Bài thu hoạch (không bắt buộc)'), f.papers),
          ]}
        />
      </Card>
    </div>
  );
}

function SessionCell({ title, minutes }: { title: string; minutes: string | null }) {
  const { t } = useTranslation();
  if (minutes === null) return title;
  return (
    <>
      {title}
      <Link className="link block" to={minutes}>
        {t('Biên bản')}
        <span className="sr-only">: {title}</span>
      </Link>
    </>
  );
}
