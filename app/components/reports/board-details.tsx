import { Link } from '@remix-run/react';
import { formatNumber, formatRate } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { CompositionBar } from '../charts/composition-bar';
import { Card } from '../ui/card';
import { DescriptionList } from '../ui/description-list';
import { type Column, Table } from '../ui/table';

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
  sessions: readonly string[];
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
  const open = (filter: string, text: string) =>
    behind ? (
      <Link to={`${behind}?loc=${filter}`} className="link">
        {text}
      </Link>
    ) : (
      text
    );
  const rows = sessions.map((title, i) => {
    const [hall, online, makeUp] = f.sessions[i] ?? [0, 0, 0];
    return {
      title: t('Buổi {{position}}: {{title}}', { position: i + 1, title }),
      hall,
      online,
      makeUp,
      all: hall + online + makeUp,
    };
  });
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    { id: 'session', header: t('Buổi học'), cell: (row) => row.title },
    { id: 'hall', header: t('Điểm cầu'), numeric: true, cell: (row) => n(row.hall) },
    { id: 'online', header: t('Trực tuyến'), numeric: true, cell: (row) => n(row.online) },
    { id: 'make-up', header: t('Bổ sung'), numeric: true, cell: (row) => n(row.makeUp) },
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
              value: open(
                'chu-chot',
                `${n(f.keyCadreStudied)}/${n(f.keyCadreRequired)} · ${formatRate(f.keyCadreStudied, f.keyCadreRequired, lang)}`,
              ),
            },
            { term: t('Đảng viên dự bị phải học'), value: open('du-bi', n(f.probationary)) },
            { term: t('Miễn công tác và sinh hoạt'), value: open('mien-chuyen', n(f.exempt)) },
            { term: t('Chuyển sinh hoạt'), value: n(f.transferredOut) },
            { term: t('Tạm thời ở nơi khác'), value: n(f.elsewhere) },
            { term: t('Quần chúng (không tính vào tỷ lệ)'), value: n(f.guests) },
          ]}
        />
      </Card>
      <Card title={t('Trắc nghiệm và bài thu hoạch')} id="quiz">
        <DescriptionList
          items={[
            { term: t('Đã làm bài trắc nghiệm'), value: open('da-thi', n(f.quizTaken)) },
            { term: t('Đạt'), value: `${n(f.quizPassed)} · ${formatRate(f.quizPassed, f.quizTaken, lang)}` },
            ...bands.map((band, i) => ({ term: band, value: n(f.bands[i] ?? 0) })),
            {
              term: rules.paper ? t('Bài thu hoạch') : t('Bài thu hoạch (không bắt buộc)'),
              value: open('thu-hoach', n(f.papers)),
            },
          ]}
        />
      </Card>
    </div>
  );
}
