import { Link, useLocation } from '@remix-run/react';
import { formatNumber, formatRate } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { CompositionBar } from '../charts/composition-bar';
import { Icon } from '../ui/icon';
import { type Column, Table } from '../ui/table';

export interface BoardTableRow {
  code: string;
  name: string;
  depth: number;
  childCount: number;
  open: boolean;
  total: number;
  notRequired: number;
  required: number;
  hall: number;
  online: number;
  makeUp: number;
  studied: number;
  excused: number;
  unexcused: number;
}

interface Props {
  campaignCode: string;
  rows: readonly BoardTableRow[];
  /** Whether figures open the members behind them. */
  members: boolean;
}

const INDENT = ['', 'md:pl-6', 'md:pl-12', 'md:pl-18', 'md:pl-24'];

/** The board: a row a unit, opened and closed by links; every figure leads to the members it counts. */
export function BoardTable({ campaignCode, rows, members }: Props) {
  const { t, i18n } = useTranslation();
  const location = useLocation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const cellPath = (row: BoardTableRow, filter: string) =>
    `/quan-ly/tong-hop/${campaignCode}/${encodeURIComponent(row.code)}?loc=${filter}`;
  const toggle = (row: BoardTableRow) => {
    const query = new URLSearchParams(location.search);
    const open = new Set(query.getAll('mo'));
    query.delete('mo');
    if (open.has(row.code)) open.delete(row.code);
    else open.add(row.code);
    for (const code of open) query.append('mo', code);
    return { pathname: location.pathname, search: `?${query}` };
  };
  const figure = (
    id: string,
    header: string,
    filter: string,
    value: (row: BoardTableRow) => number,
  ): Column<BoardTableRow> => ({
    id,
    header,
    numeric: true,
    cell: (row) => {
      const text = formatNumber(value(row), 0, lang);
      if (!members) return text;
      return (
        <Link
          to={cellPath(row, filter)}
          aria-label={t('{{figure}}: {{count}}, {{unit}}', { figure: header, count: text, unit: row.name })}
          className="inline-flex min-h-11 min-w-11 items-center justify-end no-underline hover:underline"
        >
          {text}
        </Link>
      );
    },
  });
  const columns: Column<BoardTableRow>[] = [
    {
      id: 'unit',
      header: t('Đơn vị'),
      rowHeader: true,
      className: 'md:min-w-56',
      cell: (row) => (
        <span
          className={`flex items-center gap-1 ${row.depth === 0 ? 'font-bold' : ''} ${INDENT[Math.min(row.depth, 4)]}`}
        >
          {row.depth > 0 && row.childCount > 0 ? (
            <Link
              to={toggle(row)}
              preventScrollReset
              aria-label={row.open ? t('Thu gọn {{unit}}', { unit: row.name }) : t('Mở {{unit}}', { unit: row.name })}
              className="inline-flex size-11 shrink-0 items-center justify-center rounded-sm hover:bg-sunken"
            >
              <Icon name={row.open ? 'down' : 'right'} className="size-4" />
            </Link>
          ) : null}
          <Link
            to={
              row.childCount > 0
                ? `/quan-ly/tong-hop/${campaignCode}?don-vi=${encodeURIComponent(row.code)}`
                : cellPath(row, 'tat-ca')
            }
            className="inline-flex min-h-11 items-center no-underline hover:underline"
          >
            {row.name}
          </Link>
        </span>
      ),
    },
    figure('total', t('Tổng số'), 'tat-ca', (row) => row.total),
    figure('not-required', t('Miễn, chuyển'), 'mien-chuyen', (row) => row.notRequired),
    figure('required', t('Phải học'), 'phai-hoc', (row) => row.required),
    figure('hall', t('Điểm cầu'), 'diem-cau', (row) => row.hall),
    figure('online', t('Trực tuyến'), 'truc-tuyen', (row) => row.online),
    figure('make-up', t('Bổ sung'), 'bo-sung', (row) => row.makeUp),
    figure('studied', t('Cộng'), 'da-hoc', (row) => row.studied),
    {
      id: 'rate',
      header: t('Tỷ lệ'),
      numeric: true,
      cell: (row) => <span className="font-semibold">{formatRate(row.studied, row.required, lang)}</span>,
    },
    figure('excused', t('Có lý do'), 'co-ly-do', (row) => row.excused),
    figure('unexcused', t('Không lý do'), 'khong-ly-do', (row) => row.unexcused),
    {
      id: 'composition',
      header: t('Cơ cấu'),
      className: 'md:min-w-32',
      cell: (row) => (
        <span className="block w-32 md:w-auto">
          <CompositionBar hall={row.hall} online={row.online} makeUp={row.makeUp} required={row.required} />
        </span>
      ),
    },
  ];
  return <Table caption={t('Kết quả theo tổ chức đảng')} columns={columns} rows={rows} rowKey={(row) => row.code} />;
}
