import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { AccountState } from '~/components/accounts/account-state';
import { DutyTabs } from '~/components/accounts/duty-tabs';
import { ReviewDue } from '~/components/accounts/review-due';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { type Column, Table } from '~/components/ui/table';
import { canAnywhere } from '~/modules/accounts/access';
import { findDutyCounts } from '~/modules/accounts/find-duty-counts.server';
import { listAccounts, PAGE_SIZE } from '~/modules/accounts/list-accounts.server';
import { findReviewDue } from '~/modules/accounts/reviews/find-review-due.server';
import { ROLE_NAMES } from '~/modules/accounts/schema';
import { noteRead } from '~/modules/audit/note-read.server';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tài khoản');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 200);
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { services, language } = context;
  const idle = query.has('lau-ngay');
  const idleDays = services.env.IDLE_ACCOUNT_DAYS;
  const { rows, total } = await listAccounts(
    { viewer, search, page, idle, idleDays, now: services.clock.now() },
    services.db,
  );
  await noteRead(services, {
    ...{ viewer, action: 'account.list', targetType: 'page', targetId: 'tai-khoan' },
    data: { count: rows.length, page, ...(search && { search }) },
  });
  return {
    search,
    idle,
    idleDays,
    page,
    total: formatNumber(total, 0, language),
    pageCount: Math.ceil(total / PAGE_SIZE),
    manages: canAnywhere(viewer, 'account.manage'),
    counts: await findDutyCounts(viewer, services),
    due: await findReviewDue(viewer, services),
    rows: rows.map((row) => ({
      ...row,
      stopsAt: row.stopsAt && formatWithClock(row.stopsAt, viewer.timeZone, language, 'date'),
      lastSignInAt: row.lastSignInAt && formatWithClock(row.lastSignInAt, viewer.timeZone, language),
    })),
  };
}

export default function Accounts() {
  const { t } = useTranslation();
  const { search, idle, idleDays, page, total, pageCount, manages, rows, counts, due } = useLoaderData<typeof loader>();
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: t('Họ tên, tên đăng nhập'),
      cell: (row) => (
        <Link
          to={`/quan-ly/tai-khoan/${row.username}`}
          className="inline-flex min-h-11 flex-col justify-center no-underline hover:underline"
        >
          <span className="font-semibold">{row.displayName}</span>
          <span className="text-sm text-ink-2">{row.username}</span>
        </Link>
      ),
    },
    { id: 'home', header: t('Chi bộ'), cell: (row) => row.homeName ?? '–' },
    {
      id: 'roles',
      header: t('Vai trò'),
      cell: (row) =>
        row.grants.length === 0
          ? t(ROLE_NAMES.MEMBER)
          : row.grants.map((grant) => (
              <span key={`${grant.role} ${grant.unitName}`} className="block">
                {t(ROLE_NAMES[grant.role])} <span className="text-sm text-ink-2">· {grant.unitName}</span>
              </span>
            )),
    },
    { id: 'seen', header: t('Đăng nhập gần nhất'), cell: (row) => row.lastSignInAt ?? '–' },
    {
      id: 'state',
      header: t('Tình trạng'),
      className: 'whitespace-nowrap',
      cell: (row) => (
        <>
          <AccountState state={row.state} />
          {row.stopsAt ? (
            <span className="block whitespace-normal text-sm text-partial">
              {t('tự ngừng {{at}}', { at: row.stopsAt })}
            </span>
          ) : null}
        </>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        eyebrow={t('{{total}} tài khoản trong phạm vi của đồng chí', { total })}
        title={t('Tài khoản')}
        actions={
          manages ? (
            <LinkButton to="/quan-ly/tai-khoan/moi" icon="plus">
              {t('Tạo tài khoản')}
            </LinkButton>
          ) : null
        }
      />
      <DutyTabs current="accounts" counts={counts} />
      <ReviewDue due={due} />
      <Card>
        <SearchForm label={t('Tìm theo họ tên hoặc tên đăng nhập')} defaultValue={search} />
        <p className="mb-3">
          <Link to={idle ? '/quan-ly/tai-khoan' : '?lau-ngay'} className="link inline-flex min-h-11 items-center">
            {idle
              ? t('Xem tất cả tài khoản')
              : t('Tài khoản lâu ngày không dùng (tự ngừng sau {{days}} ngày)', { days: idleDays })}
          </Link>
        </p>
        {rows.length > 0 ? (
          <Table caption={t('Danh sách tài khoản')} columns={columns} rows={rows} rowKey={(row) => row.username} />
        ) : (
          <EmptyState icon="user" title={search ? t('Không có tài khoản nào khớp') : t('Chưa có tài khoản nào')}>
            {search
              ? t('Đồng chí hãy thử từ ngắn hơn hoặc bỏ bớt chữ.')
              : t('Hãy tạo tài khoản cho đảng viên trong danh sách.')}
          </EmptyState>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </Card>
    </>
  );
}
