import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Table } from '~/components/ui/table';
import { canAnywhere, requireAnywhere } from '~/modules/accounts/access';
import { listCampaigns } from '~/modules/campaigns/list-campaigns.server';
import { CAMPAIGN_STATE_NAMES } from '~/modules/campaigns/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đợt học tập');

const PAGE_SIZE = 25;

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'campaign.view');
  const asked = Number(new URL(request.url).searchParams.get('trang') ?? 1);
  const page = Number.isInteger(asked) && asked > 0 && asked < 100_000 ? asked : 1;
  const { rows, total } = await listCampaigns({ viewer, page, pageSize: PAGE_SIZE }, context.services.db);
  return {
    page,
    total,
    creatable: canAnywhere(viewer, 'campaign.manage'),
    rows: rows.map((row) => ({ ...row, stateName: CAMPAIGN_STATE_NAMES[row.state] })),
  };
}

export default function Campaigns() {
  const { t, i18n } = useTranslation();
  const { page, total, rows, creatable } = useLoaderData<typeof loader>();
  const create = (
    <LinkButton to="/quan-ly/dot-hoc-tap/moi" icon="plus">
      {t('Lập đợt học tập')}
    </LinkButton>
  );
  const tones = { DRAFT: 'neutral', OPEN: 'info', CLOSED: 'done' } as const;
  return (
    <>
      <PageHeader title={t('Đợt học tập')} actions={creatable && rows.length > 0 ? create : null} />
      {rows.length === 0 ? (
        <EmptyState icon="book" title={t('Chưa có đợt học tập nào')} action={creatable ? create : null}>
          {t('Một đợt học tập gồm tài liệu, các buổi học, đối tượng phải học, quy tắc và hạn hoàn thành.')}
        </EmptyState>
      ) : (
        <Card>
          <Table
            caption={t('Các đợt học tập')}
            rows={rows}
            rowKey={(row) => row.code}
            columns={[
              {
                id: 'title',
                header: t('Tên đợt'),
                cell: (row) => (
                  <Link
                    to={row.visible ? `/quan-ly/dot-hoc-tap/${row.code}` : `/quan-ly/tong-hop/${row.code}`}
                    className="inline-flex min-h-11 items-center font-semibold underline decoration-line-strong"
                  >
                    {row.title}
                  </Link>
                ),
              },
              { id: 'unit', header: t('Đơn vị tổ chức'), cell: (row) => row.unitName },
              {
                id: 'state',
                header: t('Trạng thái'),
                cell: (row) => <Badge tone={tones[row.state]}>{t(row.stateName)}</Badge>,
              },
              { id: 'sessions', header: t('Số buổi'), numeric: true, cell: (row) => row.sessions },
              {
                id: 'deadline',
                header: t('Hạn hoàn thành'),
                cell: (row) =>
                  formatWithClock(new Date(row.deadlineAt), row.deadlineTimeZone, i18n.language as Language),
              },
            ]}
          />
        </Card>
      )}
      <Pagination page={page} pageCount={Math.ceil(total / PAGE_SIZE)} />
    </>
  );
}
