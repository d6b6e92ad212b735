import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useWorkProgress } from '~/components/reports/use-work-progress';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Progress } from '~/components/ui/progress';
import { getFreeze } from '~/modules/reports/get-freeze.server';
import { rowId } from '~/modules/reports/parse-id';
import { FREEZE_STAGES } from '~/modules/reports/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Chốt số liệu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const freeze = await getFreeze({ viewer, freezeId: rowId(params.id) }, context.services.db);
  const joined = new URL(request.url).searchParams.has('dang');
  if (freeze.state === 'DONE' && freeze.snapshotId) {
    throw redirect(`/quan-ly/bao-cao/so-lieu/${freeze.snapshotId}${freeze.created ? '?moi' : '?cu'}`);
  }
  return { ...freeze, joined, createdAt: formatWithClock(freeze.createdAt, HANOI, context.language) };
}

export default function Freeze() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const { state, progress, stage } = useWorkProgress(data, 'freeze-progress');
  const failed = state === 'FAILED';
  const board = `/quan-ly/tong-hop/${data.campaignCode}?don-vi=${encodeURIComponent(data.unitCode)}`;
  return (
    <>
      {failed ? null : (
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
      )}
      <Breadcrumbs items={[{ label: t('Báo cáo'), to: '/quan-ly/bao-cao' }, { label: t('Chốt số liệu') }]} />
      <PageHeader
        eyebrow={t('Đợt học tập: {{title}}', { title: data.campaignTitle })}
        title={t('Chốt số liệu')}
        lead={data.unitName}
      />
      {data.joined && !failed ? (
        <div className="mb-6">
          <Notice title={t('Số liệu này đang được chốt')}>
            {t('{{name}} đã yêu cầu chốt lúc {{at}}. Mỗi lúc chỉ có một lần chốt; đây là lần chốt đó.', {
              name: data.requestedByName,
              at: data.createdAt,
            })}
          </Notice>
        </div>
      ) : null}
      <Card title={t('Tiến độ')} id="tien-do" emphasis>
        {failed ? (
          <Notice tone="error" title={t('Chưa chốt được số liệu')}>
            {t('Chưa có gì được lưu. Đồng chí về bảng tổng hợp và chốt lại; nếu vẫn lỗi, hãy báo quản trị viên.')}
          </Notice>
        ) : (
          <>
            <Progress label={t(FREEZE_STAGES[stage])} value={progress} max={100} text={`${progress}%`} tone="info" />
            <p className="mt-2 text-ink-2">
              {t(
                '{{name}} yêu cầu lúc {{at}}. Đồng chí có thể rời trang; số liệu vẫn được chốt và nằm ở mục Báo cáo.',
                {
                  name: data.requestedByName,
                  at: data.createdAt,
                },
              )}
            </p>
          </>
        )}
        <div className="mt-4 flex flex-wrap gap-3">
          {failed ? null : (
            <LinkButton to={`/quan-ly/bao-cao/chot/${data.id}`} variant="secondary" reloadDocument>
              {t('Xem tiến độ mới nhất')}
            </LinkButton>
          )}
          <LinkButton to={board} variant={failed ? 'primary' : 'quiet'}>
            {t('Về bảng tổng hợp')}
          </LinkButton>
        </div>
      </Card>
    </>
  );
}
