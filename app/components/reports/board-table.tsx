import { Link, useLocation } from '@remix-run/react';
import type { MemberFilter } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { CompositionBar } from '../charts/composition-bar';
import { Icon } from '../ui/icon';
import { type Column, Table } from '../ui/table';
import { FigureLink } from './figure-link';
import { RowDetails } from './row-details';

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
  const toggle = (row: BoardTableRow) => {
    const query = new URLSearchParams(location.search);
    const open = new Set(query.getAll('mo'));
    query.delete('mo');
    if (open.has(row.code)) open.delete(row.code);
    else open.add(row.code);
    for (const code of open) query.append('mo', code);
    return { pathname: location.pathname, search: `?${query}` };
  };
  const figures: { id: string; header: string; filter: MemberFilter; value: (row: BoardTableRow) => number }[] = [
    { id: 'total', header: t('Tổng số'), filter: 'tat-ca', value: (row) => row.total },
    { id: 'not-required', header: t('Miễn, chuyển'), filter: 'mien-chuyen', value: (row) => row.notRequired },
    { id: 'required', header: t('Phải học'), filter: 'phai-hoc', value: (row) => row.required },
    { id: 'hall', header: t('Điểm cầu'), filter: 'diem-cau', value: (row) => row.hall },
    { id: 'online', header: t('Trực tuyến'), filter: 'truc-tuyen', value: (row) => row.online },
    { id: 'make-up', header: t('Bổ sung'), filter: 'bo-sung', value: (row) => row.makeUp },
    { id: 'studied', header: t('Cộng'), filter: 'da-hoc', value: (row) => row.studied },
    { id: 'excused', header: t('Có lý do'), filter: 'co-ly-do', value: (row) => row.excused },
    { id: 'unexcused', header: t('Không lý do'), filter: 'khong-ly-do', value: (row) => row.unexcused },
  ];
  const behind = (row: BoardTableRow) =>
    members ? `/quan-ly/tong-hop/${campaignCode}/${encodeURIComponent(row.code)}` : null;
  const link = (row: BoardTableRow, { header, filter, value }: (typeof figures)[number]) => {
    const count = formatNumber(value(row), 0, lang);
    return (
      <FigureLink
        behind={behind(row)}
        filter={filter}
        label={t('{{figure}}: {{count}}, {{unit}}', { figure: header, count, unit: row.name })}
      >
        {count}
      </FigureLink>
    );
  };
  const figure = (id: string): Column<BoardTableRow>[] =>
    figures
      .filter((one) => one.id === id)
      .map((one) => ({ id, header: one.header, numeric: true, cell: (row) => link(row, one) }));
  const unit = (row: BoardTableRow) => (
    <span className={`flex items-center gap-1 ${row.depth === 0 ? 'font-bold' : ''} ${INDENT[Math.min(row.depth, 4)]}`}>
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
            : `/quan-ly/tong-hop/${campaignCode}/${encodeURIComponent(row.code)}?loc=tat-ca`
        }
        className="inline-flex min-h-11 items-center no-underline hover:underline"
      >
        {row.name}
      </Link>
    </span>
  );
  const bar = (row: BoardTableRow) => (
    <CompositionBar hall={row.hall} online={row.online} makeUp={row.makeUp} required={row.required} />
  );
  const columns: Column<BoardTableRow>[] = [
    {
      id: 'unit',
      header: t('Đơn vị'),
      rowHeader: true,
      className: 'md:min-w-56',
      cell: unit,
    },
    ...figure('total'),
    ...figure('not-required'),
    ...figure('required'),
    ...figure('hall'),
    ...figure('online'),
    ...figure('make-up'),
    ...figure('studied'),
    {
      id: 'rate',
      header: t('Tỷ lệ'),
      numeric: true,
      cell: (row) => <span className="font-semibold">{formatRate(row.studied, row.required, lang)}</span>,
    },
    ...figure('excused'),
    ...figure('unexcused'),
    {
      id: 'composition',
      header: t('Cơ cấu'),
      className: 'md:min-w-32',
      cell: bar,
    },
  ];
  const caption = t('Kết quả theo tổ chức đảng');
  return (
    <>
      <div className="hidden md:block print:block">
        <Table caption={caption} columns={columns} rows={rows} rowKey={(row) => row.code} />
      </div>
      <ul aria-label={caption} className="flex flex-col divide-y divide-line md:hidden print:hidden">
        {rows.map((row) => (
          <li key={row.code} className={row.depth > 1 ? 'pl-3' : undefined}>
            <div className="flex items-center justify-between gap-3">
              {unit(row)}
              <span className="tabular shrink-0 font-semibold">{formatRate(row.studied, row.required, lang)}</span>
            </div>
            <RowDetails
              summary={
                <>
                  <span className="grow">{bar(row)}</span>
                  <span className="tabular text-sm text-ink-2">
                    {formatNumber(row.studied, 0, lang)}/{formatNumber(row.required, 0, lang)}
                  </span>
                </>
              }
              label={t('Số liệu của {{unit}}', { unit: row.name })}
            >
              <dl className="grid grid-cols-3 gap-x-2">
                {figures.map((one) => (
                  <div key={one.id} className="flex flex-col">
                    <dt className="text-sm text-ink-2">{one.header}</dt>
                    <dd className="-mt-1">
                      <span className="inline-flex [&>a]:justify-start">{link(row, one)}</span>
                    </dd>
                  </div>
                ))}
              </dl>
            </RowDetails>
          </li>
        ))}
      </ul>
    </>
  );
}
