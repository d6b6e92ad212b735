import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, useLoaderData, useLocation, useSearchParams } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Tabs } from '~/components/ui/tabs';
import { can } from '~/modules/accounts/access';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { CAMPAIGN_STATE_NAMES } from '~/modules/campaigns/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, data?.title ?? 'Đợt học tập');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const campaign = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.view', context.services.db);
  return {
    code: campaign.code,
    title: campaign.title,
    unitName: campaign.unitName,
    state: campaign.state,
    stateName: CAMPAIGN_STATE_NAMES[campaign.state],
    manages: can(viewer, 'campaign.manage', campaign.unitPath),
  };
}

const TABS = [
  { id: '', label: 'Tổng quan' },
  { id: 'thong-tin', label: 'Thông tin chung' },
  { id: 'tai-lieu', label: 'Tài liệu' },
  { id: 'buoi-hoc', label: 'Buổi học' },
  { id: 'doi-tuong', label: 'Đối tượng' },
  { id: 'quy-tac', label: 'Quy tắc' },
];

export default function CampaignFrame() {
  const { t } = useTranslation();
  const { code, title, unitName, state, stateName, manages } = useLoaderData<typeof loader>();
  const base = `/quan-ly/dot-hoc-tap/${code}`;
  const current =
    useLocation()
      .pathname.slice(base.length + 1)
      .split('/')[0] ?? '';
  const [query] = useSearchParams();
  const tones = { DRAFT: 'neutral', OPEN: 'info', CLOSED: 'done' } as const;
  return (
    <>
      <Breadcrumbs items={[{ label: t('Đợt học tập'), to: '/quan-ly/dot-hoc-tap' }, { label: title }]} />
      <PageHeader eyebrow={unitName} title={title} actions={<Badge tone={tones[state]}>{t(stateName)}</Badge>} />
      {manages ? (
        <Tabs
          label={t('Các phần của đợt học tập')}
          current={current}
          tabs={TABS.map(({ id, label }) => ({ id, label: t(label), to: id ? `${base}/${id}` : base }))}
        />
      ) : null}
      <div className="mt-5 flex flex-col gap-5">
        {query.has('da-luu') ? <Notice tone="success">{t('Đã lưu.')}</Notice> : null}
        <Outlet />
      </div>
    </>
  );
}
