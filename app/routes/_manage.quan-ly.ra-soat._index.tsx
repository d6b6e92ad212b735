import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { DutyTabs } from '~/components/accounts/duty-tabs';
import { ReviewDue } from '~/components/accounts/review-due';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { type Column, Table } from '~/components/ui/table';
import { TextInput } from '~/components/ui/text-input';
import { requireAnywhere } from '~/modules/accounts/access';
import { findDutyCounts } from '~/modules/accounts/find-duty-counts.server';
import { listReviews, REVIEWS_PER_PAGE } from '~/modules/accounts/reviews/find-review.server';
import { findReviewDue } from '~/modules/accounts/reviews/find-review-due.server';
import { openReview } from '~/modules/accounts/reviews/open-review.server';
import { dayText } from '~/modules/accounts/reviews/schema';
import { isAppError } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Rà soát quyền truy cập');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const query = new URL(request.url).searchParams;
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { rows, count } = await listReviews({ viewer, page, now: services.clock.now() }, services.db);
  const number = (value: number) => formatNumber(value, 0, language);
  return {
    page,
    pageCount: Math.ceil(count / REVIEWS_PER_PAGE),
    // Where the viewer reviews; the first is offered.
    units: [
      ...new Map(
        viewer.grants
          .filter(({ role }) => role === 'ADMINISTRATOR' || role === 'INSPECTOR')
          .map(({ unitCode, unitName }) => [unitCode, { code: unitCode, name: unitName }]),
      ).values(),
    ],
    counts: await findDutyCounts(viewer, services),
    due: await findReviewDue(viewer, services),
    rows: rows.map((row) => ({
      id: row.id,
      unitName: row.unitName,
      state: row.state,
      overdue: row.overdue,
      period: `${dayText(row.periodFrom)} – ${dayText(row.periodTo)}`,
      dueOn: dayText(row.dueOn),
      progress: `${number(row.kept + row.withdrawn)} / ${number(row.total)}`,
      withdrawn: number(row.withdrawn),
    })),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'access.review');
  const form = await request.formData();
  const given = form.get('don-vi');
  const unitCode = typeof given === 'string' ? given.trim().slice(0, 100) : '';
  if (unitCode === '') return data({ unitCode, error: 'Đồng chí hãy nhập mã đơn vị.', params: {} }, { status: 400 });
  try {
    const { clock, db } = context.services;
    const { id } = await openReview({ viewer, unitCode, now: clock.now() }, db);
    return redirect(`/quan-ly/ra-soat/${id}`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data({ unitCode, error: error.message, params: error.params }, { status: error.status });
  }
}

export default function Reviews() {
  const { t } = useTranslation();
  const { rows, page, pageCount, units, counts, due } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      id: 'unit',
      header: t('Đơn vị'),
      cell: (row) => (
        <Link to={`/quan-ly/ra-soat/${row.id}`} className="inline-flex min-h-11 items-center font-semibold">
          {t('Số {{id}}: {{name}}', { id: row.id, name: row.unitName })}
        </Link>
      ),
    },
    { id: 'period', header: t('Thời gian xem xét'), cell: (row) => row.period },
    { id: 'due', header: t('Hạn hoàn thành'), cell: (row) => row.dueOn },
    { id: 'progress', header: t('Đã quyết định'), numeric: true, cell: (row) => row.progress },
    { id: 'withdrawn', header: t('Đã thu hồi'), numeric: true, cell: (row) => row.withdrawn },
    {
      id: 'state',
      header: t('Tình trạng'),
      cell: (row) => (
        <Badge tone={row.state === 'DONE' ? 'done' : row.overdue ? 'danger' : 'info'}>
          {row.state === 'DONE' ? t('Đã kết thúc') : row.overdue ? t('Quá hạn') : t('Đang rà soát')}
        </Badge>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('Rà soát quyền truy cập')}
        lead={t(
          'Sáu tháng một lần, xem lại từng vai trò: ai giữ, ai giao, có còn dùng không. Không ai tự quyết định về vai trò của mình. Đợt đã kết thúc không sửa được nữa.',
        )}
      />
      <DutyTabs current="reviews" counts={counts} />
      {due && !due.reviewId ? <ReviewDue due={due} /> : null}
      <div className="flex flex-col gap-5">
        <Card title={t('Mở đợt rà soát')}>
          <Form method="post" className="flex max-w-2xl flex-col gap-4" noValidate>
            <Field
              label={t('Mã đơn vị')}
              hint={t('Đợt rà soát gồm mọi vai trò tại đơn vị này và các đơn vị trực thuộc, như lúc mở đợt.')}
              error={answer ? t(answer.error, answer.params) : null}
              required
            >
              <TextInput
                name="don-vi"
                list="don-vi-ra-soat"
                defaultValue={answer?.unitCode ?? units[0]?.code}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
            <datalist id="don-vi-ra-soat">
              {units.map((unit) => (
                <option key={unit.code} value={unit.code}>
                  {unit.name}
                </option>
              ))}
            </datalist>
            <div>
              <Button busy={busy}>{t('Mở đợt rà soát')}</Button>
            </div>
          </Form>
        </Card>
        <Card title={t('Các đợt rà soát')}>
          {rows.length > 0 ? (
            <Table caption={t('Các đợt rà soát')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          ) : (
            <EmptyState icon="list" title={t('Chưa có đợt rà soát nào')}>
              {t('Mở đợt đầu tiên ở trên: mọi vai trò hiện có được chép vào danh sách để xem xét.')}
            </EmptyState>
          )}
          <Pagination page={page} pageCount={pageCount} />
        </Card>
      </div>
    </>
  );
}
