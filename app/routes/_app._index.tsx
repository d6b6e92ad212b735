import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Deadline } from '~/components/campaigns/deadline';
import { NextStepCard } from '~/components/campaigns/next-step-card';
import { RequirementList } from '~/components/campaigns/requirement-list';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { nextStep, viewOf } from '~/modules/campaigns/requirements';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Trang của tôi');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const now = clock.now();
  const campaigns = await getMemberCampaigns(viewer, db);
  return {
    now: now.toISOString(),
    timeZone: viewer.timeZone,
    isMember: viewer.memberId !== null,
    official: viewer.grants.some((grant) => grant.role !== 'MEMBER'),
    next: nextStep(campaigns, now),
    campaigns: campaigns.map((campaign) => viewOf(campaign, now)),
  };
}

export default function MemberHome() {
  const { t } = useTranslation();
  const { now, timeZone, isMember, official, next, campaigns } = useLoaderData<typeof loader>();
  const mine = campaigns.filter((campaign) => campaign.rosterReason === 'REQUIRED');
  const todo = mine.filter((campaign) => campaign.state === 'OPEN' && !campaign.studied);
  const done = mine.filter((campaign) => campaign.studied).slice(0, 5);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <PageHeader title={t('Trang của tôi')} />
      {next ? <NextStepCard step={next} now={now} timeZone={timeZone} /> : null}
      {todo.map((campaign) => (
        <Card
          key={campaign.code}
          id={`viec-${campaign.code}`}
          title={mine.length > 1 ? campaign.title : t('Việc cần làm')}
          aside={
            <Link to={`/dot-hoc-tap/${campaign.code}`} className="link inline-flex min-h-11 items-center">
              {t('Xem đợt học tập')}
            </Link>
          }
        >
          <div className="mb-4">
            {mine.length > 1 ? null : <p className="font-semibold">{campaign.title}</p>}
            <Deadline at={campaign.deadlineAt} timeZone={campaign.deadlineTimeZone} localZone={timeZone} now={now} />
          </div>
          <RequirementList campaign={campaign} timeZone={timeZone} />
        </Card>
      ))}
      {isMember && mine.length > 0 && todo.length === 0 ? (
        <Notice tone="success" title={t('Đồng chí đã hoàn thành mọi việc.')}>
          {t('Khi có đợt học tập mới, việc cần làm sẽ hiện ở trang này.')}
        </Notice>
      ) : null}
      {done.length > 0 ? (
        <Card id="da-hoan-thanh" title={t('Đã hoàn thành')}>
          <ul className="divide-y divide-line">
            {done.map((campaign) => (
              <li key={campaign.code} className="flex flex-wrap items-center justify-between gap-3 py-2">
                <Link
                  to={`/dot-hoc-tap/${campaign.code}`}
                  className="inline-flex min-h-11 items-center font-semibold underline decoration-line-strong"
                >
                  {campaign.title}
                </Link>
                <Badge tone="done">{t('Đã hoàn thành')}</Badge>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {mine.length === 0 ? <Nothing isMember={isMember} official={official} /> : null}
      {official && mine.length > 0 ? (
        <LinkButton to="/quan-ly" variant="secondary" icon="chart">
          {t('Sang trang quản lý')}
        </LinkButton>
      ) : null}
    </div>
  );
}

function Nothing({ isMember, official }: { isMember: boolean; official: boolean }) {
  const { t } = useTranslation();
  const title = isMember ? t('Chưa có đợt học tập nào dành cho đồng chí') : t('Đây là tài khoản cán bộ');
  const manage = (
    <LinkButton to="/quan-ly" icon="chart">
      {t('Sang trang quản lý')}
    </LinkButton>
  );
  return (
    <EmptyState icon="book" title={title} action={official ? manage : null}>
      {isMember
        ? t(
            'Khi có đợt học tập mới, việc cần làm sẽ hiện ở trang này. Nếu chi bộ đã có đợt học, hãy hỏi bí thư chi bộ.',
          )
        : t('Tài khoản này không gắn với hồ sơ đảng viên nên không có việc học tập.')}
    </EmptyState>
  );
}
