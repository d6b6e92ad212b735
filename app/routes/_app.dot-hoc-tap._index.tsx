import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Deadline } from '~/components/campaigns/deadline';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { getMemberCampaigns } from '~/modules/campaigns/get-member-campaigns.server';
import { viewOf } from '~/modules/campaigns/requirements';
import type { MemberCampaignView } from '~/modules/campaigns/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đợt học tập');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const now = clock.now();
  const campaigns = (await getMemberCampaigns(viewer, db)).map((campaign) => viewOf(campaign, now));
  return { now: now.toISOString(), timeZone: viewer.timeZone, campaigns };
}

function lookOf(campaign: MemberCampaignView): [BadgeTone, string] {
  if (campaign.rosterReason === 'EXEMPT') return ['neutral', 'Được miễn'];
  if (campaign.rosterReason !== 'REQUIRED') return ['neutral', 'Không thuộc danh sách phải học'];
  if (campaign.studied) return ['done', 'Đã hoàn thành'];
  return campaign.state === 'CLOSED' ? ['danger', 'Chưa hoàn thành'] : ['partial', 'Đang học'];
}

export default function MemberCampaigns() {
  const { t } = useTranslation();
  const { now, timeZone, campaigns } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHeader title={t('Đợt học tập')} />
      {campaigns.length === 0 ? (
        <EmptyState icon="book" title={t('Chưa có đợt học tập nào dành cho đồng chí')}>
          {t('Khi ban tổ chức mở đợt học tập có chi bộ của đồng chí, đợt đó sẽ hiện ở đây.')}
        </EmptyState>
      ) : null}
      {campaigns.map((campaign) => {
        const [tone, word] = lookOf(campaign);
        return (
          <Card key={campaign.code}>
            <div className="mb-2 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <h2 className="min-w-0 grow basis-56">
                <Link
                  to={`/dot-hoc-tap/${campaign.code}`}
                  className="inline-flex min-h-11 items-center underline decoration-line-strong"
                >
                  {campaign.title}
                </Link>
              </h2>
              <Badge tone={tone}>{t(word)}</Badge>
            </div>
            {campaign.state === 'CLOSED' ? (
              <p className="text-ink-2">{t('Đợt học tập đã kết thúc.')}</p>
            ) : (
              <Deadline at={campaign.deadlineAt} timeZone={campaign.deadlineTimeZone} localZone={timeZone} now={now} />
            )}
          </Card>
        );
      })}
    </div>
  );
}
