import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { type Column, Table } from '~/components/ui/table';
import { listRetention, type RetentionState } from '~/modules/privacy/list-retention.server';
import { RETENTION } from '~/modules/privacy/retention-schema';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Thời hạn lưu giữ');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return { rows: await listRetention({ viewer }, context.services), timeZone: viewer.timeZone };
}

export default function RetentionPage() {
  const { t, i18n } = useTranslation();
  const { rows, timeZone } = useLoaderData<typeof loader>();
  const columns: Column<RetentionState>[] = [
    { id: 'what', header: t('Dữ liệu'), rowHeader: true, cell: ({ rule }) => t(RETENTION[rule].what) },
    {
      id: 'how-long',
      header: t('Giữ'),
      cell: ({ rule }) => {
        const { days, since } = RETENTION[rule];
        return days === null ? t('Không tự xóa') : `${t('{{days}} ngày', { days })} ${t(since)}`;
      },
    },
    { id: 'then', header: t('Sau đó'), cell: ({ rule }) => t(RETENTION[rule].outcome) },
    {
      id: 'ran',
      header: t('Lần chạy gần nhất'),
      cell: ({ ranAt, removed }) =>
        ranAt
          ? t('{{at}}: {{n}} dòng', {
              at: formatWithClock(ranAt, timeZone, i18n.language),
              n: formatNumber(removed ?? 0, 0, i18n.language),
            })
          : '–',
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      <Breadcrumbs
        items={[
          { label: t('Yêu cầu về dữ liệu cá nhân'), to: '/quan-ly/yeu-cau-du-lieu' },
          { label: t('Thời hạn lưu giữ') },
        ]}
      />
      <PageHeader
        title={t('Thời hạn lưu giữ')}
        lead={t('Hệ thống tự thực hiện mỗi ngày một lần; mỗi lần chạy đều có trong nhật ký.')}
      />
      <Card>
        <Table caption={t('Thời hạn lưu giữ')} columns={columns} rows={rows} rowKey={(row) => row.rule} />
      </Card>
    </div>
  );
}
