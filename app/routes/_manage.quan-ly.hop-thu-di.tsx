import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { type Column, Table } from '~/components/ui/table';
import { noteRead } from '~/modules/audit/note-read.server';
import { listMails, type MailListItem, readMail } from '~/modules/notices/list-mails.server';
import { MAIL_STATE_NAMES, type OutgoingMailState } from '~/modules/notices/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Hộp thư đi');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const mailId = new URL(request.url).searchParams.get('thu')?.slice(0, 40) ?? null;
  const mails = await listMails({ viewer }, services);
  await noteRead(services, {
    ...{
      viewer,
      action: 'mail.list',
      targetType: 'page',
      targetId: 'hop-thu-di',
      data: { count: mails.length, page: 1 },
    },
  });
  return {
    mails,
    open: mailId ? await readMail({ viewer, mailId }, services) : null,
    sends: services.env.SMTP_URL !== undefined,
    timeZone: viewer.timeZone,
  };
}

const TONES: Record<OutgoingMailState, BadgeTone> = { QUEUED: 'partial', HELD: 'info', SENT: 'done', FAILED: 'danger' };

export default function OutboxPage() {
  const { t, i18n } = useTranslation();
  const { mails, open, sends, timeZone } = useLoaderData<typeof loader>();
  const columns: Column<MailListItem>[] = [
    {
      id: 'subject',
      header: t('Thư'),
      rowHeader: true,
      cell: (row) =>
        row.state === 'HELD' || row.state === 'QUEUED' ? (
          <Link className="link inline-flex min-h-11 items-center" to={`?thu=${row.id}`}>
            {row.subject}
          </Link>
        ) : (
          row.subject
        ),
    },
    { id: 'to', header: t('Tài khoản nhận'), cell: (row) => row.username },
    { id: 'at', header: t('Viết lúc'), cell: (row) => formatWithClock(row.createdAt, timeZone, i18n.language) },
    {
      id: 'state',
      header: t('Tình trạng'),
      cell: (row) => <Badge tone={TONES[row.state]}>{t(MAIL_STATE_NAMES[row.state])}</Badge>,
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      <Breadcrumbs
        items={[{ label: t('Yêu cầu về dữ liệu cá nhân'), to: '/quan-ly/yeu-cau-du-lieu' }, { label: t('Hộp thư đi') }]}
      />
      <PageHeader
        title={t('Hộp thư đi')}
        lead={t('Thư hệ thống gửi cho người dùng. Nội dung được mã hóa và xóa ngay sau khi gửi.')}
      />
      {sends ? null : (
        <Notice title={t('Chưa có máy chủ thư')}>
          {t(
            'Thư được giữ ở đây. Đồng chí mở thư và chuyển cho đúng người bằng cách an toàn; mỗi lần mở đều có trong nhật ký.',
          )}
        </Notice>
      )}
      {open ? (
        <Card title={t('Nội dung thư')} emphasis>
          <p className="mb-3">
            {t('Gửi tới')}: <strong className="[overflow-wrap:anywhere]">{open.address}</strong>
          </p>
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{open.body}</p>
        </Card>
      ) : null}
      {mails.length === 0 ? (
        <EmptyState title={t('Chưa có thư nào')} />
      ) : (
        <Card>
          <Table caption={t('Hộp thư đi')} columns={columns} rows={mails} rowKey={(row) => row.id} />
        </Card>
      )}
    </div>
  );
}
