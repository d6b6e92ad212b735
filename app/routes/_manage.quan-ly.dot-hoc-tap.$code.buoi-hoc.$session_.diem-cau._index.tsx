import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { Stat, StatRow } from '~/components/ui/stat';
import { Table } from '~/components/ui/table';
import { pageNumber } from '~/modules/reports/schema';
import { copyVenues } from '~/modules/venues/copy-venues.server';
import { findManagedSession } from '~/modules/venues/find-session.server';
import { getVenueSums, listVenues } from '~/modules/venues/list-venues.server';
import { VENUE_STATE_NAMES, VENUES_PAGE, venueStateOf } from '~/modules/venues/schema';
import { errorText, isAppError } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import type { Language } from '~/platform/time';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { campaign, session } = await findManagedSession(
    { viewer, code: params.code ?? '', sessionId: params.session },
    db,
  );
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 100);
  const page = pageNumber.parse(query.get('trang') ?? 1);
  const [{ rows, total }, sums] = await Promise.all([
    listVenues({ sessionId: session.id, search, page }, db),
    getVenueSums(session.id, db),
  ]);
  return {
    ...{ search, page, sums, code: campaign.code, closed: campaign.state === 'CLOSED' },
    session: { id: session.id, position: session.position, title: session.title },
    pageCount: Math.max(1, Math.ceil(total / VENUES_PAGE)),
    venues: rows.map(({ openedAt, closedAt, ...row }) => ({ ...row, state: venueStateOf({ openedAt, closedAt }) })),
  };
}

/** The one order here: the halls of the session before. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address } = context;
  const { campaign, session } = await findManagedSession(
    { viewer, code: params.code ?? '', sessionId: params.session },
    services.db,
  );
  try {
    await copyVenues({ viewer, campaign, sessionId: session.id, requestId, address }, services.db);
    return redirect(`${new URL(request.url).pathname}?da-luu=1`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data({ problem: errorText(error) }, { status: error.status });
  }
}

export default function SessionVenues() {
  const { t, i18n } = useTranslation();
  const { code, session, venues, sums, search, page, pageCount, closed } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const [query] = useSearchParams();
  const base = `/quan-ly/dot-hoc-tap/${code}/buoi-hoc/${session.id}/diem-cau`;
  const n = (value: number | null) => (value === null ? '–' : formatNumber(value, 0, i18n.language as Language));
  type Row = (typeof venues)[number];
  return (
    <div className="flex flex-col gap-5">
      {reply?.problem ? <Notice tone="error">{t(reply.problem)}</Notice> : null}
      {query.has('da-bo') ? <Notice tone="success">{t('Đã bỏ điểm cầu.')}</Notice> : null}
      <StatRow>
        <Stat label={t('Điểm cầu')} value={n(sums.venues)} note={t('đã mở {{n}}', { n: n(sums.opened) })} />
        <Stat label={t('Đảng viên có mặt')} value={n(sums.present)} note={t('theo điểm danh')} tone="done" />
        <Stat label={t('Quần chúng')} value={n(sums.guests)} note={t('không tính vào tỷ lệ')} />
        <Stat label={t('Chưa đếm tại chỗ')} value={n(sums.uncounted)} note={t('điểm cầu')} />
      </StatRow>
      <Card
        id="diem-cau"
        title={t('Điểm cầu của buổi {{position}}: {{title}}', { position: session.position, title: session.title })}
      >
        {closed ? null : (
          <Form method="post" className="mb-4 flex flex-wrap gap-3">
            <LinkButton to={`${base}/moi`} icon="plus">
              {t('Thêm điểm cầu')}
            </LinkButton>
            {session.position > 1 ? <Button variant="secondary">{t('Sao chép từ buổi trước')}</Button> : null}
          </Form>
        )}
        {sums.venues > 0 ? <SearchForm label={t('Tìm điểm cầu')} defaultValue={search} /> : null}
        {venues.length === 0 ? (
          <EmptyState
            icon="people"
            title={search ? t('Không tìm thấy điểm cầu nào') : t('Buổi học chưa có điểm cầu nào')}
          >
            {search
              ? t('Đồng chí thử từ khác.')
              : t('Thêm điểm cầu, gắn các đơn vị đến dự và giao người phụ trách điểm danh.')}
          </EmptyState>
        ) : (
          <Table<Row>
            caption={t('Điểm cầu')}
            rows={venues}
            rowKey={(row) => row.id}
            columns={[
              {
                id: 'name',
                header: t('Điểm cầu'),
                cell: (row) => (
                  <>
                    <Link to={`${base}/${row.id}`} className="link font-semibold">
                      {row.name}
                    </Link>
                    <span className="block text-sm text-ink-2">{row.place}</span>
                  </>
                ),
              },
              { id: 'units', header: t('Đơn vị dự'), cell: (row) => row.unitNames.join('; ') },
              { id: 'clerks', header: t('Phụ trách'), cell: (row) => row.clerks.join(', ') || t('chưa giao') },
              {
                id: 'state',
                header: t('Trạng thái'),
                cell: (row) => (
                  <Badge tone={row.state === 'OPEN' ? 'live' : 'neutral'}>{t(VENUE_STATE_NAMES[row.state])}</Badge>
                ),
              },
              { id: 'present', header: t('Có mặt'), cell: (row) => n(row.present), numeric: true },
              { id: 'headcount', header: t('Đếm tại chỗ'), cell: (row) => n(row.headcount), numeric: true },
              { id: 'guests', header: t('Quần chúng'), cell: (row) => n(row.guests), numeric: true },
            ]}
          />
        )}
        <Pagination page={page} pageCount={pageCount} />
      </Card>
    </div>
  );
}
