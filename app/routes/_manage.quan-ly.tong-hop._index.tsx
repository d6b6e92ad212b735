import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Progress } from '~/components/ui/progress';
import { BOARDS_PAGE, listBoards } from '~/modules/reports/list-boards.server';
import { pageNumber } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tổng hợp');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const page = pageNumber.parse(query.get('trang') ?? 1);
  const { rows, total } = await listBoards({ viewer, page }, context.services.db);
  const [only] = rows;
  // With one campaign the menu leads straight to its board; the way back from there shows the list.
  if (only && total === 1 && !query.has('tat-ca')) throw redirect(`/quan-ly/tong-hop/${only.code}`);
  return {
    page,
    pageCount: Math.ceil(total / BOARDS_PAGE),
    rows: rows.map(({ deadlineAt, deadlineTimeZone, ...row }) => ({
      ...row,
      deadline: formatWithClock(deadlineAt, deadlineTimeZone, context.language),
    })),
  };
}

export default function Boards() {
  const { t, i18n } = useTranslation();
  const { rows, page, pageCount } = useLoaderData<typeof loader>();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  return (
    <>
      <PageHeader title={t('Tổng hợp')} lead={t('Chọn đợt học tập để xem kết quả trong phạm vi đồng chí phụ trách.')} />
      <Card>
        {rows.length > 0 ? (
          <ul className="flex flex-col divide-y divide-line">
            {rows.map((row) => (
              <li key={row.code} className="py-4 first:pt-0 last:pb-0">
                <div className="flex flex-wrap items-center justify-between gap-x-4">
                  <Link
                    to={`/quan-ly/tong-hop/${row.code}`}
                    className="inline-flex min-h-11 items-center text-lg font-semibold"
                  >
                    {row.title}
                  </Link>
                  <Badge tone={row.state === 'OPEN' ? 'info' : 'neutral'}>
                    {row.state === 'OPEN' ? t('Đang mở') : t('Đã kết thúc')}
                  </Badge>
                </div>
                <p className="mb-2 text-ink-2">
                  {row.unitName} · {t('hạn {{deadline}}', { deadline: row.deadline })}
                </p>
                <Progress
                  label={formatRate(row.studied, row.required, lang)}
                  value={row.studied}
                  max={row.required}
                  text={t('{{studied}}/{{required}} phải học', {
                    studied: formatNumber(row.studied, 0, lang),
                    required: formatNumber(row.required, 0, lang),
                  })}
                />
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState icon="chart" title={t('Chưa có số liệu học tập')}>
            {t('Khi một đợt học tập được mở cho đơn vị đồng chí phụ trách, số đã học và chưa học sẽ hiện ở đây.')}
          </EmptyState>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </Card>
    </>
  );
}
