import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReviewDue } from '~/components/accounts/review-due';
import { Deadline } from '~/components/campaigns/deadline';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Progress } from '~/components/ui/progress';
import { canAnywhere } from '~/modules/accounts/access';
import { findReviewDue } from '~/modules/accounts/reviews/find-review-due.server';
import { getScopeStanding } from '~/modules/campaigns/get-scope-standing.server';
import { formatNumber, formatRate } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import type { Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tổng quan');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const standing = await getScopeStanding(viewer, db);
  const shortcuts = [
    { to: '/quan-ly/dot-hoc-tap/moi', label: 'Lập đợt học tập', action: 'campaign.manage' },
    { to: '/quan-ly/don-vi', label: 'Đơn vị', action: 'unit.view' },
    { to: '/quan-ly/dang-vien', label: 'Đảng viên', action: 'member.view' },
    { to: '/quan-ly/nhap-du-lieu', label: 'Nhập dữ liệu', action: 'member.import' },
    { to: '/quan-ly/tai-khoan', label: 'Tài khoản', action: 'account.view' },
    { to: '/quan-ly/bao-cao', label: 'Báo cáo', action: 'report.view' },
  ] as const;
  return {
    now: clock.now().toISOString(),
    timeZone: viewer.timeZone,
    due: await findReviewDue(viewer, context.services),
    displayName: viewer.displayName,
    // A unit's name opens its members only to those who may see them.
    members: canAnywhere(viewer, 'board.members'),
    standing: standing.map((row) => ({ ...row, deadlineAt: row.deadlineAt.toISOString() })),
    shortcuts: shortcuts.filter(({ action }) => canAnywhere(viewer, action)),
  };
}

export default function Overview() {
  const { t } = useTranslation();
  const { now, timeZone, standing, shortcuts, members, due } = useLoaderData<typeof loader>();
  const codes = [...new Set(standing.map((row) => row.code))];
  return (
    <>
      <PageHeader title={t('Tổng quan')} lead={t('Kết quả học tập trong phạm vi đồng chí phụ trách.')} />
      <ReviewDue due={due} />
      <div className="flex flex-col gap-5">
        {codes.map((code) => (
          <CampaignCard
            key={code}
            rows={standing.filter((row) => row.code === code)}
            now={now}
            timeZone={timeZone}
            members={members}
          />
        ))}
        {codes.length === 0 ? (
          <EmptyState icon="chart" title={t('Chưa có số liệu học tập')}>
            {t('Khi một đợt học tập được mở cho đơn vị đồng chí phụ trách, số đã học và chưa học sẽ hiện ở đây.')}
          </EmptyState>
        ) : null}
        {shortcuts.length > 0 ? (
          <nav aria-label={t('Lối tắt')} className="flex flex-wrap gap-3">
            {shortcuts.map(({ to, label }) => (
              <LinkButton key={to} to={to} variant="secondary">
                {t(label)}
              </LinkButton>
            ))}
          </nav>
        ) : null}
      </div>
    </>
  );
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['standing'][number];

function CampaignCard(props: { rows: Row[]; now: string; timeZone: string; members: boolean }) {
  const { rows, now, timeZone, members } = props;
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const first = rows[0];
  if (!first) return null;
  return (
    <Card
      id={`dot-${first.code}`}
      title={first.title}
      aside={
        <Badge tone={first.state === 'OPEN' ? 'info' : 'neutral'}>
          {first.state === 'OPEN' ? t('Đang mở') : t('Đã kết thúc')}
        </Badge>
      }
    >
      {first.state === 'OPEN' ? (
        <Deadline at={first.deadlineAt} timeZone={first.deadlineTimeZone} localZone={timeZone} now={now} />
      ) : null}
      <ul className="mt-4 flex flex-col gap-6">
        {rows.map((row) => {
          const cell = row.unitKind === 'CELL';
          return (
            <li key={row.unitCode} className="flex flex-col gap-3">
              <Progress
                label={row.unitName}
                value={row.studied}
                max={row.required}
                text={t('{{studied}} trên {{required}} đồng chí đã học, {{rate}}', {
                  studied: formatNumber(row.studied, 0, lang),
                  required: formatNumber(row.required, 0, lang),
                  rate: formatRate(row.studied, row.required, lang),
                })}
              />
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-ink-2">
                  {row.required > row.studied
                    ? t('Còn {{formatted}} đồng chí chưa hoàn thành.', {
                        formatted: formatNumber(row.required - row.studied, 0, lang),
                      })
                    : row.required === 0
                      ? t('Chưa có đồng chí nào phải học.')
                      : t('Tất cả đã hoàn thành.')}
                </p>
                <LinkButton
                  to={
                    cell && members
                      ? `/quan-ly/tong-hop/${row.code}/${row.unitCode}`
                      : `/quan-ly/tong-hop/${row.code}?don-vi=${encodeURIComponent(row.unitCode)}`
                  }
                  icon="chart"
                >
                  {cell && members ? t('Xem từng đồng chí') : t('Xem bảng tổng hợp')}
                </LinkButton>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
