import {
  type ActionFunctionArgs,
  unstable_createMemoryUploadHandler as createMemoryUploadHandler,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BankCategories } from '~/components/quiz/bank-categories';
import { BankImportForm } from '~/components/quiz/bank-import-form';
import { BankQuestions } from '~/components/quiz/bank-questions';
import { ImportReport } from '~/components/quiz/import-report';
import { ItemAnalysisChart } from '~/components/quiz/item-analysis-chart';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { requireCan } from '~/modules/accounts/access';
import { findBank, getBank } from '~/modules/quizzes/get-bank.server';
import { getItemAnalysis } from '~/modules/quizzes/get-item-analysis.server';
import { MAX_GIFT_BYTES } from '~/modules/quizzes/parse-gift';
import { readBankImport } from '~/modules/quizzes/read-bank-import.server';
import { QUESTION_KINDS } from '~/modules/quizzes/schema';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { readMultipart } from '~/platform/read-multipart.server';
import { requireViewer } from '~/platform/request-context';

const PAGE_SIZE = 20;

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, data?.bank.title ?? 'Ngân hàng câu hỏi');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const query = new URL(request.url).searchParams;
  const kind = query.get('loai') ?? '';
  const filters = {
    search: (query.get('tim') ?? '').slice(0, 200),
    category: (query.get('nhom') ?? '').slice(0, 200),
    kind: QUESTION_KINDS.some((known) => known === kind) ? kind : '',
    retired: query.get('ngung') === '1',
    page: Math.max(1, Math.min(10_000, Number.parseInt(query.get('trang') ?? '1', 10) || 1)),
    pageSize: PAGE_SIZE,
  };
  const code = params.code ?? '';
  const bank = await getBank({ viewer, code, filters }, db);
  const { id } = await findBank({ viewer, code }, db);
  return { bank, filters, analysis: await getItemAnalysis({ bankId: id, limit: 100 }, db) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const bank = await findBank({ viewer, code: params.code ?? '' }, db);
  requireCan(viewer, 'bank.manage', bank.path);
  return readBankImport({ request, viewer, bank }, db, (incoming) =>
    readMultipart(incoming, createMemoryUploadHandler({ maxPartSize: MAX_GIFT_BYTES + 1024 })),
  );
}

export default function BankPage() {
  const { t } = useTranslation();
  const { bank, filters, analysis } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <>
      <Breadcrumbs
        items={[{ label: t('Ngân hàng câu hỏi'), to: '/quan-ly/ngan-hang-cau-hoi' }, { label: bank.title }]}
      />
      <PageHeader eyebrow={bank.unitName} title={bank.title} lead={`${t('Mã ngân hàng')}: ${bank.code}`} />
      <div className="flex flex-col gap-5">
        {result?.report ? <ImportReport report={result.report} /> : null}
        <Card id="nhom" title={t('Câu hỏi theo nhóm')}>
          <BankCategories categories={bank.categories} />
        </Card>
        <Card id="cau-hoi" title={t('Danh sách câu hỏi')}>
          <BankQuestions bank={bank} filters={filters} />
          <Pagination page={filters.page} pageCount={Math.ceil(bank.total / PAGE_SIZE)} />
        </Card>
        {analysis.length > 0 ? (
          <Card id="phan-tich" title={t('Phân tích câu hỏi')}>
            <ItemAnalysisChart items={analysis} />
          </Card>
        ) : null}
        {bank.canManage ? (
          <Card id="nhap" title={t('Cập nhật từ tệp GIFT')}>
            <BankImportForm units={null} error={result?.error ?? null} values={null} />
          </Card>
        ) : null}
      </div>
    </>
  );
}
