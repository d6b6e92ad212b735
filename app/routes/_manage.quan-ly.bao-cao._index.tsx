import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { ReportStateBadge } from '~/components/reports/report-state-badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { type Column, Table } from '~/components/ui/table';
import { listReports, REPORTS_PAGE } from '~/modules/reports/list-reports.server';
import { pageNumber } from '~/modules/reports/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Báo cáo');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const page = pageNumber.parse(new URL(request.url).searchParams.get('trang') ?? 1);
  const { rows, total } = await listReports({ viewer, page }, context.services.db);
  return {
    page,
    pageCount: Math.ceil(total / REPORTS_PAGE),
    rows: rows.map(({ frozenAt, issuedAt, createdAt: _, ...row }) => ({
      ...row,
      issued: issuedAt !== null,
      frozenAt: formatWithClock(frozenAt, HANOI, context.language),
    })),
  };
}

export default function Reports() {
  const { t } = useTranslation();
  const { rows, page, pageCount } = useLoaderData<typeof loader>();
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      id: 'report',
      header: t('Đợt học tập, đơn vị'),
      cell: (row) => (
        <Link
          to={row.reportId ? `/quan-ly/bao-cao/${row.reportId}` : `/quan-ly/bao-cao/so-lieu/${row.snapshotId}`}
          className="inline-flex min-h-11 flex-col justify-center no-underline hover:underline"
        >
          <span className="font-semibold">{row.campaignTitle}</span>
          <span className="text-sm text-ink-2">
            {row.unitName}
            {row.supplementsId ? ` · ${t('Bổ sung')}` : ''}
          </span>
        </Link>
      ),
    },
    {
      id: 'frozen',
      header: t('Chốt số liệu'),
      cell: (row) => (
        <Link to={`/quan-ly/bao-cao/so-lieu/${row.snapshotId}`} className="link inline-flex min-h-11 items-center">
          {row.frozenAt}
        </Link>
      ),
    },
    { id: 'by', header: t('Người chốt'), cell: (row) => row.frozenByName },
    { id: 'state', header: t('Báo cáo'), cell: (row) => <ReportStateBadge state={row.state} issued={row.issued} /> },
  ];
  return (
    <>
      <PageHeader title={t('Báo cáo')} lead={t('Số liệu đã chốt và báo cáo kết quả lập từ số liệu đó.')} />
      <Card>
        {rows.length > 0 ? (
          <Table
            caption={t('Số liệu đã chốt và báo cáo')}
            columns={columns}
            rows={rows}
            rowKey={(row) => `${row.snapshotId}-${row.reportId ?? 0}`}
          />
        ) : (
          <EmptyState
            title={t('Chưa có báo cáo nào')}
            action={
              <LinkButton to="/quan-ly/dot-hoc-tap" variant="secondary">
                {t('Xem các đợt học tập')}
              </LinkButton>
            }
          >
            {t('Mở bảng kết quả của một đợt học tập và bấm “Chốt số liệu” để bắt đầu.')}
          </EmptyState>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </Card>
    </>
  );
}
