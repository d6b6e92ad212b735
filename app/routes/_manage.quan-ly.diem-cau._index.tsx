import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { pageNumber } from '~/modules/reports/schema';
import { listClerkVenues } from '~/modules/venues/list-clerk-venues.server';
import { VENUE_STATE_NAMES, VENUES_PAGE, venueStateOf } from '~/modules/venues/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Điểm danh điểm cầu');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const page = pageNumber.parse(new URL(request.url).searchParams.get('trang') ?? 1);
  const { rows, total } = await listClerkVenues({ viewer, page, now: services.clock.now() }, services.db);
  return {
    page,
    pageCount: Math.max(1, Math.ceil(total / VENUES_PAGE)),
    venues: rows.map(({ startsAt, timeZone, openedAt, closedAt, ...row }) => ({
      ...row,
      state: venueStateOf({ openedAt, closedAt }),
      starts: formatWithClock(startsAt, timeZone, language),
    })),
  };
}

export default function MyVenues() {
  const { t } = useTranslation();
  const { venues, page, pageCount } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title={t('Điểm danh điểm cầu')} lead={t('Những điểm cầu đồng chí được giao phụ trách.')} />
      {venues.length === 0 ? (
        <EmptyState icon="people" title={t('Đồng chí chưa được giao điểm cầu nào')}>
          {t('Khi đơn vị tổ chức giao đồng chí phụ trách một điểm cầu, điểm cầu đó sẽ hiện ở đây.')}
        </EmptyState>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {venues.map((venue) => (
              <li key={venue.id} className="flex flex-wrap items-center justify-between gap-3 py-4">
                <div className="min-w-0 grow basis-72">
                  <h2 className="text-lg">{venue.name}</h2>
                  <p className="text-ink-2">{[venue.place, venue.starts].filter(Boolean).join(' · ')}</p>
                  <p>{venue.sessionTitle}</p>
                  <Badge tone={venue.state === 'OPEN' ? 'live' : 'neutral'}>{t(VENUE_STATE_NAMES[venue.state])}</Badge>
                </div>
                <LinkButton to={`/quan-ly/diem-cau/${venue.id}`} variant="secondary">
                  {t('Điểm danh')}
                  <span className="sr-only">: {venue.name}</span>
                </LinkButton>
              </li>
            ))}
          </ul>
          <Pagination page={page} pageCount={pageCount} />
        </Card>
      )}
    </>
  );
}
