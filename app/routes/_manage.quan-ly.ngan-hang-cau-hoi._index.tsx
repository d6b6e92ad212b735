import {
  type ActionFunctionArgs,
  unstable_createMemoryUploadHandler as createMemoryUploadHandler,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { BankImportForm } from '~/components/quiz/bank-import-form';
import { ImportReport } from '~/components/quiz/import-report';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { Table } from '~/components/ui/table';
import { requireAnywhere, scopePaths } from '~/modules/accounts/access';
import { listBankUnits } from '~/modules/quizzes/list-bank-units.server';
import { listBanks } from '~/modules/quizzes/list-banks.server';
import { MAX_GIFT_BYTES } from '~/modules/quizzes/parse-gift';
import { readBankImport } from '~/modules/quizzes/read-bank-import.server';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { readMultipart } from '~/platform/read-multipart.server';
import { requireViewer } from '~/platform/request-context';
import { formatInZone, type Language } from '~/platform/time';

const PAGE_SIZE = 25;

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Ngân hàng câu hỏi');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'bank.view');
  const { db } = context.services;
  const query = new URL(request.url).searchParams;
  const search = query.get('tim') ?? '';
  const page = Math.max(1, Math.min(10_000, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const banks = await listBanks({ viewer, search, page, pageSize: PAGE_SIZE }, db);
  const manages = scopePaths(viewer, 'bank.manage').length > 0;
  return {
    ...banks,
    search,
    page,
    timeZone: viewer.timeZone,
    units: manages ? await listBankUnits({ viewer }, db) : [],
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'bank.manage');
  return readBankImport({ request, viewer, bank: null }, context.services.db, (incoming) =>
    readMultipart(incoming, createMemoryUploadHandler({ maxPartSize: MAX_GIFT_BYTES + 1024 })),
  );
}

export default function BanksPage() {
  const { t, i18n } = useTranslation();
  const { rows, total, search, page, units, timeZone } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const language = i18n.language as Language;
  return (
    <>
      <PageHeader title={t('Ngân hàng câu hỏi')} lead={t('Câu hỏi để ra đề trắc nghiệm cho các đợt học tập.')} />
      <div className="flex flex-col gap-5">
        {result?.report ? <ImportReport report={result.report} /> : null}
        <Card title={t('Các ngân hàng')}>
          <SearchForm label={t('Tìm theo tên hoặc mã ngân hàng')} defaultValue={search} />
          {rows.length === 0 ? (
            <EmptyState title={search ? t('Không có ngân hàng nào khớp.') : t('Chưa có ngân hàng câu hỏi nào.')}>
              {search ? t('Đồng chí thử từ khóa khác.') : t('Đồng chí nhập tệp câu hỏi GIFT ở bên dưới.')}
            </EmptyState>
          ) : (
            <Table
              caption={t('Ngân hàng câu hỏi')}
              rows={rows}
              rowKey={(row) => row.code}
              columns={[
                {
                  id: 'title',
                  header: t('Tên ngân hàng'),
                  cell: (row) => (
                    <Link
                      to={`/quan-ly/ngan-hang-cau-hoi/${row.code}`}
                      className="inline-flex min-h-11 items-center font-semibold underline decoration-line-strong"
                    >
                      {row.title}
                    </Link>
                  ),
                },
                { id: 'unit', header: t('Tổ chức quản lý'), cell: (row) => row.unitName },
                {
                  id: 'categories',
                  header: t('Nhóm'),
                  numeric: true,
                  cell: (row) => formatNumber(row.categories, 0, language),
                },
                {
                  id: 'questions',
                  header: t('Câu hỏi'),
                  numeric: true,
                  cell: (row) => formatNumber(row.questions, 0, language),
                },
                {
                  id: 'auto',
                  header: t('Chấm tự động'),
                  numeric: true,
                  cell: (row) => formatNumber(row.autoMarked, 0, language),
                },
                {
                  id: 'used',
                  header: t('Đợt đang dùng'),
                  numeric: true,
                  cell: (row) => formatNumber(row.campaigns, 0, language),
                },
                {
                  id: 'updated',
                  header: t('Cập nhật'),
                  cell: (row) => formatInZone(new Date(row.updatedAt), timeZone, 'date', language),
                },
              ]}
            />
          )}
          <Pagination page={page} pageCount={Math.ceil(total / PAGE_SIZE)} />
        </Card>
        {units.length > 0 ? (
          <Card id="nhap" title={t('Nhập câu hỏi từ tệp GIFT')}>
            <BankImportForm units={units} error={result?.error ?? null} values={result?.values ?? null} />
          </Card>
        ) : null}
      </div>
    </>
  );
}
