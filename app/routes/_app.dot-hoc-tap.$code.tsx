import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Deadline } from '~/components/campaigns/deadline';
import { DocumentList } from '~/components/campaigns/document-list';
import { NextStepCard } from '~/components/campaigns/next-step-card';
import { RequirementList } from '~/components/campaigns/requirement-list';
import { CheckRule } from '~/components/presence-checks/check-rule';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { TwoClocks } from '~/components/ui/two-clocks';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { nextStep, viewOf } from '~/modules/campaigns/requirements';
import type { MemberCampaignView } from '~/modules/campaigns/schema';
import { notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { type Language, twoClocks } from '~/platform/time';

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, data?.campaign.title ?? 'Đợt học tập');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock, env } = context.services;
  const now = clock.now();
  const [campaign] = await getMemberCampaigns(viewer, db, params.code ?? '');
  if (!campaign) throw notFound();
  return {
    now: now.toISOString(),
    timeZone: viewer.timeZone,
    answerSeconds: env.PRESENCE_CHECK_SECONDS,
    next: nextStep([campaign], now),
    campaign: viewOf(campaign, now),
  };
}

export default function MemberCampaignPage() {
  const { t, i18n } = useTranslation();
  const { now, timeZone, answerSeconds, next, campaign } = useLoaderData<typeof loader>();
  const clocks = twoClocks(new Date(campaign.deadlineAt), timeZone, i18n.language as Language);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <div className="flex flex-col gap-1">
        <Breadcrumbs items={[{ label: t('Đợt học tập'), to: '/dot-hoc-tap' }, { label: campaign.title }]} />
        <PageHeader title={campaign.title} lead={campaign.description} />
        <Deadline at={campaign.deadlineAt} timeZone={campaign.deadlineTimeZone} localZone={timeZone} now={now} />
      </div>
      <Standing campaign={campaign} />
      {next ? <NextStepCard step={next} now={now} timeZone={timeZone} /> : null}
      <Card id="yeu-cau" title={t('Yêu cầu của đợt học tập')}>
        <RequirementList campaign={campaign} timeZone={timeZone} />
        <CheckRule
          rules={campaign}
          answerSeconds={answerSeconds}
          className="mt-4 border-t border-line pt-4 text-ink-2"
        />
      </Card>
      <Card id="tai-lieu" title={t('Tài liệu')}>
        <DocumentList documents={campaign.documents} />
      </Card>
      {clocks.same ? null : (
        <Card id="han" title={t('Hạn hoàn thành')}>
          <TwoClocks clocks={clocks} />
        </Card>
      )}
    </div>
  );
}

/** Where the member stands, when it is not simply "on the way". */
function Standing({ campaign }: { campaign: MemberCampaignView }) {
  const { t } = useTranslation();
  if (campaign.studied) {
    return (
      <Notice tone="success" title={t('Đồng chí đã hoàn thành đợt học tập này.')}>
        {t('Đồng chí vẫn có thể xem lại bản ghi và tài liệu.')}
      </Notice>
    );
  }
  if (campaign.rosterReason !== 'REQUIRED') {
    return (
      <Notice title={t('Đồng chí không thuộc danh sách phải học của đợt này.')}>
        {t('Đồng chí vẫn có thể xem buổi học và đọc tài liệu. Nếu thấy chưa đúng, hãy báo bí thư chi bộ.')}
      </Notice>
    );
  }
  if (campaign.excused) {
    return (
      <Notice title={t('Đồng chí được ghi nhận vắng có lý do.')}>
        {t('Nếu hoàn thành trước hạn, kết quả vẫn được tính.')}
      </Notice>
    );
  }
  if (campaign.state === 'CLOSED') {
    return (
      <Notice tone="warning" title={t('Đợt học tập đã kết thúc, đồng chí chưa hoàn thành.')}>
        {t('Hãy liên hệ bí thư chi bộ để được hướng dẫn.')}
      </Notice>
    );
  }
  return null;
}
