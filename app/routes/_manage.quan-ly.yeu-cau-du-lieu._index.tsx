import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { REQUEST_TONES } from '~/components/privacy/my-requests';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { type Column, Table } from '~/components/ui/table';
import { Tabs } from '~/components/ui/tabs';
import { canAnywhere } from '~/modules/accounts/access';
import { noteRead } from '~/modules/audit/note-read.server';
import { listRequests, REQUESTS_PER_PAGE, type RequestListItem } from '~/modules/privacy/list-requests.server';
import { REQUEST_KIND_NAMES, REQUEST_STATE_NAMES } from '~/modules/privacy/schema';
import { formatDay } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Yêu cầu về dữ liệu cá nhân');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const open = query.get('xem') !== 'da-xong';
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { rows, overdue, total } = await listRequests({ viewer, open, page }, context.services);
  await noteRead(context.services, {
    ...{ viewer, action: 'privacy.list', targetType: 'page', targetId: 'yeu-cau-du-lieu' },
    memberIds: rows.flatMap(({ memberId }) => memberId ?? []),
    data: { count: rows.length, page },
  });
  return {
    ...{ rows, overdue, open, page, pageCount: Math.ceil(total / REQUESTS_PER_PAGE), done: query.has('da-luu') },
    seesRetention: canAnywhere(viewer, 'retention.view'),
    seesMail: canAnywhere(viewer, 'mail.view'),
  };
}

export default function DataRequestsPage() {
  const { t } = useTranslation();
  const { rows, overdue, open, page, pageCount, done, seesRetention, seesMail } = useLoaderData<typeof loader>();
  const columns: Column<RequestListItem>[] = [
    {
      id: 'who',
      header: t('Người gửi'),
      rowHeader: true,
      cell: (row) => (
        <Link className="link inline-flex min-h-11 items-center" to={`/quan-ly/yeu-cau-du-lieu/${row.id}`}>
          {row.displayName}
        </Link>
      ),
    },
    { id: 'unit', header: t('Đơn vị'), cell: (row) => row.unitName },
    { id: 'kind', header: t('Loại'), cell: (row) => t(REQUEST_KIND_NAMES[row.kind]) },
    {
      id: 'state',
      header: t('Tình trạng'),
      cell: (row) => <Badge tone={REQUEST_TONES[row.state]}>{t(REQUEST_STATE_NAMES[row.state])}</Badge>,
    },
    open
      ? { id: 'due', header: t('Hạn'), cell: (row) => <Due row={row} /> }
      : { id: 'by', header: t('Người giải quyết'), cell: (row) => row.handledByName ?? '–' },
  ];
  return (
    <>
      <PageHeader
        title={t('Yêu cầu về dữ liệu cá nhân')}
        lead={t('Trả lời trong 2 ngày làm việc; sửa thông tin xong trong 10 ngày, phản đối trong 20 ngày làm việc.')}
        actions={
          <>
            {seesRetention ? (
              <LinkButton variant="secondary" to="/quan-ly/luu-giu">
                {t('Thời hạn lưu giữ')}
              </LinkButton>
            ) : null}
            {seesMail ? (
              <LinkButton variant="secondary" to="/quan-ly/hop-thu-di">
                {t('Hộp thư đi')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Tabs
        label={t('Các yêu cầu')}
        current={open ? 'mo' : 'xong'}
        tabs={[
          { id: 'mo', label: t('Đang chờ'), to: '?' },
          { id: 'xong', label: t('Đã xong'), to: '?xem=da-xong' },
        ]}
      />
      <div className="mt-5 flex flex-col gap-5">
        {done ? <Notice tone="success">{t('Đã gửi câu trả lời.')}</Notice> : null}
        {overdue > 0 ? (
          <Notice tone="error" title={t('Có yêu cầu quá hạn: {{n}}', { n: overdue })}>
            {t('Hãy trả lời các yêu cầu này trước; chúng đứng đầu danh sách.')}
          </Notice>
        ) : null}
        {rows.length === 0 ? (
          <EmptyState title={open ? t('Không có yêu cầu nào đang chờ') : t('Chưa có yêu cầu nào đã xong')}>
            {t('Đảng viên gửi yêu cầu ở trang “Dữ liệu của tôi”.')}
          </EmptyState>
        ) : (
          <Card>
            <Table caption={t('Yêu cầu về dữ liệu cá nhân')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <Pagination page={page} pageCount={pageCount} />
          </Card>
        )}
      </div>
    </>
  );
}

function Due({ row }: { row: Pick<RequestListItem, 'due' | 'left'> }) {
  const { t } = useTranslation();
  if (row.due === null || row.left === null) return <>–</>;
  const day = formatDay(row.due);
  if (row.left < 0) return <Badge tone="danger">{t('Quá hạn từ {{day}}', { day })}</Badge>;
  return <Badge tone={row.left <= 1 ? 'partial' : 'neutral'}>{t('Hết ngày {{day}}', { day })}</Badge>;
}
