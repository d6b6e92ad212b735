import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData, useLocation } from '@remix-run/react';
import { CopyText } from '~/components/reports/copy-text';
import { PrintButton } from '~/components/reports/print-button';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { noteRead } from '~/modules/audit/note-read.server';
import { listReminders, REMINDERS_PAGE } from '~/modules/reports/list-reminders.server';
import { reminderText } from '~/modules/reports/reminder-text';
import { pageNumber } from '~/modules/reports/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đôn đốc');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const query = new URL(request.url).searchParams;
  const page = pageNumber.parse(query.get('trang') ?? 1);
  const names = query.get('ten') !== 'khong';
  const { unit, campaign, cells, total } = await listReminders(
    { viewer, campaignCode: params.code ?? '', unitCode: params.unitCode ?? '', page },
    services.db,
  );
  const memberIds = cells.flatMap((cell) => cell.members.map(({ id }) => id));
  await noteRead(services, {
    ...{ viewer, action: 'board.reminders', targetType: 'unit', targetId: unit.id, unitId: unit.id, memberIds },
    data: { count: memberIds.length, page },
  });
  const now = services.clock.now();
  // The message is for members: in Vietnamese whatever language the page is in.
  const common = {
    campaign: campaign.title,
    deadline: formatWithClock(campaign.deadlineAt, campaign.deadlineTimeZone),
    at: formatWithClock(now, HANOI),
    address: services.env.PUBLIC_URL,
    names,
  };
  return {
    campaign: { code: campaign.code, title: campaign.title },
    unit: { code: unit.code, name: unit.name },
    deadline: formatWithClock(campaign.deadlineAt, campaign.deadlineTimeZone, language),
    at: formatWithClock(now, HANOI, language),
    names,
    page,
    pageCount: Math.max(1, Math.ceil(total / REMINDERS_PAGE)),
    cells: cells.map((cell) => ({ ...cell, text: reminderText({ ...common, ...cell, cell: cell.name }) })),
  };
}

export default function Reminders() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const board = `/quan-ly/tong-hop/${data.campaign.code}`;
  return (
    <>
      <Breadcrumbs
        items={[
          {
            label: t('Kết quả theo tổ chức đảng'),
            to: `${board}?don-vi=${encodeURIComponent(data.unit.code)}`,
          },
          { label: data.unit.name, to: `${board}/${encodeURIComponent(data.unit.code)}?loc=khong-ly-do` },
          { label: t('Đôn đốc') },
        ]}
      />
      <PageHeader
        eyebrow={t('Đợt học tập: {{title}} · cập nhật {{at}}', { title: data.campaign.title, at: data.at })}
        title={t('Đôn đốc')}
        lead={t('{{unit}} · hạn {{deadline}}', { unit: data.unit.name, deadline: data.deadline })}
        actions={<PrintButton>{t('In danh sách')}</PrintButton>}
      />
      <p className="no-print mb-4 max-w-3xl text-ink-2">
        {t(
          'Những đồng chí chưa hoàn thành và chưa có lý do vắng, theo từng chi bộ. Hệ thống không gửi tin; đồng chí chép nội dung và gửi trong nhóm của chi bộ.',
        )}{' '}
        <Link className="link" to={{ pathname, search: data.names ? '?ten=khong' : '' }} preventScrollReset>
          {data.names ? t('Soạn tin không ghi họ tên') : t('Soạn tin có ghi họ tên')}
        </Link>
      </p>
      {data.cells.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('Không còn ai cần đôn đốc')}>
            {t('Mọi đồng chí phải học đã hoàn thành hoặc có lý do vắng.')}
          </EmptyState>
        </Card>
      ) : null}
      <div className="flex flex-col gap-6">
        {data.cells.map((cell) => (
          <Card
            key={cell.code}
            id={`don-vi-${cell.code}`}
            title={cell.name}
            aside={
              <span className="tabular text-ink-2">
                {t('{{left}}/{{required}} đồng chí', { left: cell.members.length, required: cell.required })}
              </span>
            }
          >
            <ol className="list-decimal pl-7">
              {cell.members.map((member) => (
                <li key={member.id} className="py-1">
                  <span className="font-semibold">{member.fullName}</span>
                  <span className="text-ink-2">: {member.missing.join('; ')}</span>
                </li>
              ))}
            </ol>
            {cell.excused > 0 ? (
              <p className="mt-2 text-ink-2">{t('Không gồm {{n}} đồng chí vắng có lý do.', { n: cell.excused })}</p>
            ) : null}
            <CopyText label={t('Nội dung để gửi')} text={cell.text} />
          </Card>
        ))}
      </div>
      <Pagination page={data.page} pageCount={data.pageCount} />
    </>
  );
}
