import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { ImportColumns } from '~/components/org/import-columns';
import { ImportRows } from '~/components/org/import-rows';
import { WithdrawForm } from '~/components/quarantine/withdraw-form';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Progress } from '~/components/ui/progress';
import { Tabs } from '~/components/ui/tabs';
import { noteRead } from '~/modules/audit/note-read.server';
import { cancelImport, requestCommit, rereadImport } from '~/modules/org/import/change-import-run.server';
import {
  getPreviewRows,
  listImportCells,
  ROWS_PER_PAGE,
  requireImportRun,
} from '~/modules/org/import/get-import-run.server';
import { IMPORT_ROW_ACTION_LABELS, IMPORT_ROW_ACTIONS, IMPORT_STATE_LABELS } from '~/modules/org/schema';
import { isAppError } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Nhập dữ liệu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const run = await requireImportRun({ viewer, runId: params.runId ?? '' }, db);
  const query = new URL(request.url).searchParams;
  const filter = IMPORT_ROW_ACTIONS.find((one) => one === query.get('loc')) ?? null;
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const counts = run.summary?.counts ?? {};
  const total = filter ? (counts[filter] ?? 0) : Object.values(counts).reduce((sum, n) => sum + n, 0);
  const shown = run.state === 'PREVIEW' || run.state === 'DONE';
  const unit = run.unitId
    ? await db.unit.findUnique({ where: { id: run.unitId }, select: { code: true, name: true } })
    : null;
  const rows = shown ? await getPreviewRows({ runId: run.id, action: filter, page }, db) : [];
  const data = { count: rows.length, page, ...(filter && { filter }) };
  const look = { viewer, targetType: 'import', targetId: run.id, unitId: run.unitId, data } as const;
  if (rows.length > 0 && run.kind === 'MEMBERS') await noteRead(context.services, { action: 'import.rows', ...look });
  return {
    run: { ...run, createdAt: null, updatedAt: null, finishedAt: null, sha256: null, storageKey: null },
    unit,
    filter,
    page,
    total,
    pageCount: Math.ceil(total / ROWS_PER_PAGE),
    rows,
    cells: run.state === 'PREVIEW' && run.kind === 'MEMBERS' ? await listImportCells(viewer, db) : [],
    language: context.language,
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const runId = params.runId ?? '';
  const form = await request.formData();
  const intent = form.get('viec');
  try {
    if (intent === 'nhap' || intent === 'chay-thu')
      await requestCommit({ viewer, runId, dryRun: intent === 'chay-thu' }, context.services);
    else if (intent === 'huy') await cancelImport({ viewer, runId }, context.services);
    else {
      const columns = Object.fromEntries(
        [...form].flatMap(([name, value]) =>
          /^cot-[A-Z]{1,3}$/.test(name) ? [[name.slice(4), String(value) || null]] : [],
        ),
      );
      const unitCode = String(form.get('chi-bo') ?? '').slice(0, 40) || null;
      await rereadImport({ viewer, runId, unitCode, columns }, context.services);
    }
  } catch (error) {
    if (!isAppError(error) || error.code === 'NOT_FOUND') throw error;
    return data({ error: error.message }, { status: error.status });
  }
  throw redirect(`/quan-ly/nhap-du-lieu/${runId}`);
}

export default function ImportRunPage() {
  const { t } = useTranslation();
  const { run, unit, filter, page, total, pageCount, rows, cells, language } = useLoaderData<typeof loader>();
  const error = useActionData<typeof action>()?.error;
  const busy = useNavigation().state === 'submitting';
  const revalidator = useRevalidator();
  const working = run.state === 'UPLOADED' || run.state === 'READING' || run.state === 'COMMITTING';
  useEffect(() => {
    if (!working) return;
    const timer = setInterval(() => revalidator.state === 'idle' && revalidator.revalidate(), 1_000);
    return () => clearInterval(timer);
  }, [working, revalidator]);
  const n = (value: number) => formatNumber(value, 0, language);
  const { summary } = run;
  const counts = summary?.counts ?? {};
  const writable = (counts.CREATE ?? 0) + (counts.UPDATE ?? 0);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <Breadcrumbs items={[{ label: t('Nhập dữ liệu'), to: '/quan-ly/nhap-du-lieu' }, { label: run.fileName }]} />
        <PageHeader
          eyebrow={t(IMPORT_STATE_LABELS[run.state])}
          title={run.fileName}
          lead={unit ? t('Chi bộ: {{name}}', { name: unit.name }) : null}
        />
      </div>
      {error ? <Notice tone="error" title={t(error)} /> : null}
      {working ? (
        <Card>
          <Progress
            label={run.state === 'COMMITTING' ? t('Đang ghi vào hệ thống') : t('Đang đọc tệp')}
            value={run.progress}
            max={run.state === 'COMMITTING' ? 0 : run.total}
            text={
              run.state === 'COMMITTING'
                ? t('{{count}} dòng', { count: n(all) })
                : run.total === 0
                  ? t('Đang chờ đến lượt')
                  : t('{{done}} trên khoảng {{total}} dòng', { done: n(run.progress), total: n(run.total) })
            }
            tone="info"
          />
          <p className="mt-3 text-ink-2">{t('Đồng chí có thể rời trang; việc vẫn tiếp tục và xem lại được ở đây.')}</p>
          <noscript>
            <p className="mt-2">
              <a href={`/quan-ly/nhap-du-lieu/${run.id}`}>{t('Tải lại trang để xem tiến độ')}</a>
            </p>
          </noscript>
        </Card>
      ) : null}
      {run.state === 'FAILED' ? (
        <Notice
          tone="error"
          title={t('Không nhập được tệp này')}
          action={<LinkButton to="/quan-ly/nhap-du-lieu">{t('Gửi tệp khác')}</LinkButton>}
        >
          {t(run.errorDetail ?? '')}
        </Notice>
      ) : null}
      {run.state === 'DONE' ? (
        <Notice
          tone="success"
          title={t('Đã nhập xong: {{created}} mới, {{updated}} cập nhật', {
            created: n(counts.CREATE ?? 0),
            updated: n(counts.UPDATE ?? 0),
          })}
        >
          {(counts.ERROR ?? 0) + (counts.DUPLICATE ?? 0) > 0
            ? t('Các dòng lỗi và dòng trùng không được ghi; xem bên dưới.')
            : t('Không có dòng nào bị bỏ lại.')}
        </Notice>
      ) : null}
      {run.state === 'PREVIEW' && summary?.needsUnit ? (
        <Notice tone="warning" title={t('Tệp không ghi chi bộ')}>
          {t('Đồng chí hãy chọn chi bộ cho danh sách này rồi bấm “Xem trước lại”.')}
        </Notice>
      ) : null}
      {summary?.dryRun ? (
        <Notice tone="success" title={t('Chạy thử thành công, chưa ghi gì')}>
          {t('Sẽ thêm {{created}} và cập nhật {{updated}} đồng chí hoặc đơn vị.', {
            created: n(summary.dryRun.counts.CREATE ?? 0),
            updated: n(summary.dryRun.counts.UPDATE ?? 0),
          })}
        </Notice>
      ) : null}
      {run.state === 'PREVIEW' && run.mapping ? (
        <Form method="post">
          <ImportColumns
            kind={run.kind}
            mapping={run.mapping}
            cells={cells}
            unitCode={unit?.code ?? ''}
            busy={busy}
            open={summary?.needsUnit ?? false}
          />
        </Form>
      ) : null}
      {run.state === 'PREVIEW' ? (
        <Form method="post" className="flex flex-wrap gap-3">
          <Button name="viec" value="nhap" disabled={writable === 0} busy={busy}>
            {t('Nhập {{count}} dòng hợp lệ', { count: n(writable) })}
          </Button>
          <Button name="viec" value="chay-thu" variant="secondary" busy={busy}>
            {t('Chạy thử')}
          </Button>
          <Button name="viec" value="huy" variant="quiet" busy={busy}>
            {t('Hủy lần nhập này')}
          </Button>
        </Form>
      ) : null}
      {run.state === 'PREVIEW' || run.state === 'DONE' ? (
        <Card
          title={t('Từng dòng của tệp')}
          aside={
            (counts.ERROR ?? 0) + (counts.DUPLICATE ?? 0) > 0 ? (
              <Link
                to={`/resources/import-errors/${run.id}`}
                reloadDocument
                className="inline-flex min-h-11 items-center underline"
              >
                {t('Tải danh sách dòng lỗi (CSV)')}
              </Link>
            ) : null
          }
        >
          <Tabs
            label={t('Lọc theo kết quả')}
            current={filter ?? 'ALL'}
            tabs={[
              { id: 'ALL', label: `${t('Tất cả')} (${n(all)})`, to: '?' },
              ...IMPORT_ROW_ACTIONS.map((one) => ({
                id: one,
                label: `${t(IMPORT_ROW_ACTION_LABELS[one])} (${n(counts[one] ?? 0)})`,
                to: `?loc=${one}`,
              })),
            ]}
          />
          {total > 0 ? (
            <ImportRows kind={run.kind} rows={rows} />
          ) : (
            <p className="py-4 text-ink-2">{t('Không có dòng nào.')}</p>
          )}
          <Pagination page={page} pageCount={pageCount} />
        </Card>
      ) : null}
      {summary && (summary.asideCount > 0 || summary.otherSheets.length > 0) ? (
        <Card title={t('Để nguyên, không nhập')}>
          <ul className="list-disc pl-6">
            {summary.otherSheets.map((sheet) => (
              <li key={`s${sheet}`}>{t('Trang tính “{{sheet}}”', { sheet })}</li>
            ))}
            {summary.aside.map((aside) => (
              <li key={aside.row}>{t('Dòng {{row}}: {{text}}', { row: aside.row, text: aside.text })}</li>
            ))}
          </ul>
        </Card>
      ) : null}
      <WithdrawForm target="IMPORT" name={run.id} />
    </div>
  );
}
