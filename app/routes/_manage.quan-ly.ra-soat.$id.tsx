import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useLocation, useNavigation } from '@remix-run/react';
import { ReviewItems } from '~/components/accounts/review-items';
import { FinishReview, KeepMany, ReviewFilterFields } from '~/components/accounts/review-orders';
import { ReviewSummary } from '~/components/accounts/review-summary';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { keepItems, withdrawItem } from '~/modules/accounts/reviews/decide-items.server';
import { findReview } from '~/modules/accounts/reviews/find-review.server';
import { checkReview, finishReview } from '~/modules/accounts/reviews/finish-review.server';
import { ITEMS_PER_PAGE, listReviewItems } from '~/modules/accounts/reviews/list-review-items.server';
import { isNarrow, readReviewFilters } from '~/modules/accounts/reviews/read-review-filters';
import { dayText, REVIEW_NOTE_LENGTH } from '~/modules/accounts/reviews/schema';
import { noteRead } from '~/modules/audit/note-read.server';
import { isAppError, notFound } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Rà soát quyền truy cập');

function idOf(text: string | undefined): number {
  if (!text || !/^[1-9]\d{0,8}$/.test(text)) throw notFound();
  return Number(text);
}

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const { db, clock } = services;
  const query = new URL(request.url).searchParams;
  const review = await findReview({ viewer, id: idOf(params.id), now: clock.now() }, db);
  const filters = readReviewFilters(query);
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { rows, total } = await listReviewItems({ reviewId: review.id, filters, page }, db);
  await noteRead(services, {
    ...{ viewer, action: 'access-review.list', targetType: 'AccessReview', targetId: review.id, unitId: review.unitId },
    data: { count: rows.length, page, ...(filters.search && { search: filters.search }) },
  });
  const at = (date: Date) => formatWithClock(date, viewer.timeZone, language);
  const number = (value: number) => formatNumber(value, 0, language);
  const decided = review.kept + review.withdrawn;
  return {
    filters,
    narrow: isNarrow(filters),
    page,
    pageCount: Math.ceil(total / ITEMS_PER_PAGE),
    total: number(total),
    intact: review.state === 'DONE' && (await checkReview(review.id, db)),
    left: review.total - decided,
    review: {
      ...review,
      period: `${dayText(review.periodFrom)} – ${dayText(review.periodTo)}`,
      dueOn: dayText(review.dueOn),
      openedAt: at(review.openedAt),
      finishedAt: review.finishedAt && at(review.finishedAt),
      progress: `${number(decided)} / ${number(review.total)}`,
    },
    rows: rows.map(({ accountId, ...row }) => ({
      ...row,
      own: accountId === viewer.accountId,
      grantedAt: formatWithClock(row.grantedAt, viewer.timeZone, language, 'date'),
      lastSignInAt: row.lastSignInAt && at(row.lastSignInAt),
    })),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const reviewId = idOf(params.id);
  const now = clock.now();
  // Access first: what is wrong with a form is nobody else's business.
  await findReview({ viewer, id: reviewId, now }, db);
  const url = new URL(request.url);
  const body = await request.formData();
  const form = Object.fromEntries(body);
  const ids = body
    .getAll('dong')
    .map(Number)
    .filter((one) => Number.isInteger(one) && one > 0 && one <= 2_147_483_647);
  const note = typeof form['ly-do'] === 'string' ? form['ly-do'].normalize('NFC').trim() : '';
  const who = { viewer, reviewId, now };
  try {
    if (form.viec === 'giu') await keepItems({ ...who, what: { ids } }, db);
    else if (form.viec === 'giu-tat-ca') {
      const filters = readReviewFilters(url.searchParams);
      if (!isNarrow(filters)) throw notFound();
      await keepItems({ ...who, what: { filters } }, db);
    } else if (form.viec === 'thu-hoi' && ids[0]) {
      await requireFresh(context, 'access-review.withdraw', form);
      await withdrawItem({ ...who, id: ids[0], note: note.slice(0, REVIEW_NOTE_LENGTH) }, db);
    } else if (form.viec === 'ket-thuc') {
      await requireFresh(context, 'access-review.finish', form);
      await finishReview({ viewer, id: reviewId, now }, db);
    } else throw notFound();
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const failure = { message: error.message, params: error.params };
    const noteError = error.code === 'NOTE_MISSING' ? { id: ids[0] ?? 0, message: error.message } : null;
    return data({ failure, noteError }, { status: error.status });
  }
  url.searchParams.delete('_data');
  return redirect(`${url.pathname}${url.search}`);
}

export default function Review() {
  const { t } = useTranslation();
  const { review, rows, filters, narrow, page, pageCount, total, intact, left } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { search } = useLocation();
  const busy = useNavigation().state === 'submitting';
  const open = review.state === 'OPEN';
  const undecided = rows.filter((row) => !row.decision && !row.own);
  return (
    <>
      <Breadcrumbs items={[{ label: t('Rà soát quyền'), to: '/quan-ly/ra-soat' }, { label: review.unitName }]} />
      <PageHeader
        eyebrow={t('Đợt rà soát số {{id}}', { id: review.id })}
        title={review.unitName}
        actions={
          <>
            <LinkButton to={`/quan-ly/ra-soat/${review.id}/tep?dang=xlsx`} variant="secondary" reloadDocument>
              {t('Tải danh sách (Excel)')}
            </LinkButton>
            <LinkButton to={`/quan-ly/ra-soat/${review.id}/tep?dang=csv`} variant="secondary" reloadDocument>
              {t('Tải danh sách (CSV)')}
            </LinkButton>
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {answer && !answer.noteError ? (
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(answer.failure.message, answer.failure.params)}
          </Notice>
        ) : null}
        <ReviewSummary review={review} intact={intact} />
        <Card title={t('Vai trò cần rà soát')} aside={t('{{total}} dòng', { total })}>
          <SearchForm label={t('Tìm theo họ tên hoặc tên đăng nhập')} defaultValue={filters.search}>
            <ReviewFilterFields filters={filters} />
          </SearchForm>
          {rows.length > 0 ? (
            <>
              {open ? (
                <KeepMany
                  ids={undecided.map(({ id }) => id)}
                  narrow={narrow}
                  total={total}
                  search={search}
                  busy={busy}
                />
              ) : null}
              <ReviewItems rows={rows} open={open} noteError={answer?.noteError ?? null} />
            </>
          ) : (
            <EmptyState icon="search" title={t('Không có vai trò nào khớp')}>
              {t('Đồng chí hãy bỏ bớt điều kiện lọc.')}
            </EmptyState>
          )}
          <Pagination page={page} pageCount={pageCount} />
        </Card>
        {open ? <FinishReview left={left} busy={busy} /> : null}
      </div>
    </>
  );
}
