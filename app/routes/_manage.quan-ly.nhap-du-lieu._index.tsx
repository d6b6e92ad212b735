import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Checkbox } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { type Column, Table } from '~/components/ui/table';
import { FileField, Select } from '~/components/ui/text-input';
import { canAnywhere, requireAnywhere } from '~/modules/accounts/access';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { ATTESTATION, NOT_ATTESTED } from '~/modules/files/words';
import { createImportRun, dropList } from '~/modules/org/import/create-import-run.server';
import { listImportCells, listImportRuns } from '~/modules/org/import/get-import-run.server';
import { BadForm, receiveList } from '~/modules/org/import/receive-list.server';
import { readImportJob } from '~/modules/org/jobs';
import { IMPORT_STATE_LABELS } from '~/modules/org/schema';
import { FileRefused } from '~/modules/org/spreadsheet/refusal';
import { notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Nhập dữ liệu');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'member.import');
  const { db } = context.services;
  const runs = await listImportRuns(viewer, db);
  return {
    mayUnits: canAnywhere(viewer, 'unit.manage'),
    cells: await listImportCells(viewer, db),
    runs: runs.map((run) => ({
      ...run,
      summary: null,
      createdAt: formatWithClock(run.createdAt, viewer.timeZone, context.language),
    })),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'member.import');
  const refuse = (message: string, status: number) => data({ error: message }, { status });
  const { services } = context;
  let form: Awaited<ReturnType<typeof receiveList>>;
  try {
    form = await receiveList(request, services);
  } catch (error) {
    if (error instanceof FileRefused && error.code === 'SECRET_MARK') {
      await appendAudit(services.db, {
        actor: viewer,
        action: 'upload.refuse',
        targetType: 'upload',
        targetId: 'import',
        data: { kind: 'IMPORT', code: error.code, where: 'name', byteSize: null },
      });
    }
    if (error instanceof FileRefused) return refuse(error.message, error.code === 'FILE_TOO_LARGE' ? 413 : 400);
    if (!(error instanceof BadForm)) throw error;
    return refuse('Chưa nhận được tệp trọn vẹn. Đồng chí hãy chọn tệp và gửi lại.', 400);
  }
  const { list, fields } = form;
  if (!list) return refuse('Đồng chí chưa chọn tệp. Hãy chọn tệp Excel hoặc CSV.', 400);
  if (!fields.has('xac-nhan')) {
    await dropList(list, services);
    return refuse(NOT_ATTESTED, 400);
  }
  const kind = fields.get('loai') === 'UNITS' ? 'UNITS' : 'MEMBERS';
  if (kind === 'UNITS' && !canAnywhere(viewer, 'unit.manage')) {
    await dropList(list, services);
    throw notFound();
  }
  const cell = (await listImportCells(viewer, services.db)).find((one) => one.code === fields.get('chi-bo'));
  const unit = cell ? await services.db.unit.findUnique({ where: { code: cell.code } }) : null;
  const runId = await createImportRun(
    { ...list, kind, createdById: viewer.accountId, unitId: unit?.id ?? null, attestedAt: services.clock.now() },
    services,
  );
  await services.queues.enqueue(readImportJob, { runId });
  throw redirect(`/quan-ly/nhap-du-lieu/${runId}`);
}

export default function Imports() {
  const { t } = useTranslation();
  const { mayUnits, cells, runs } = useLoaderData<typeof loader>();
  const error = useActionData<typeof action>()?.error;
  const busy = useNavigation().state === 'submitting';
  type Run = (typeof runs)[number];
  const columns: Column<Run>[] = [
    {
      id: 'file',
      header: t('Tệp'),
      cell: (run) => (
        <Link to={`/quan-ly/nhap-du-lieu/${run.id}`} className="inline-flex min-h-11 items-center font-semibold">
          {run.fileName}
        </Link>
      ),
    },
    {
      id: 'kind',
      header: t('Nội dung'),
      cell: (run) => (run.kind === 'UNITS' ? t('Danh sách đơn vị') : t('Danh sách đảng viên')),
    },
    { id: 'at', header: t('Gửi lên lúc'), cell: (run) => run.createdAt },
    {
      id: 'state',
      header: t('Tình trạng'),
      cell: (run) => (
        <Badge
          tone={
            run.state === 'DONE'
              ? 'done'
              : run.state === 'FAILED'
                ? 'danger'
                : run.state === 'PREVIEW'
                  ? 'partial'
                  : 'neutral'
          }
        >
          {t(IMPORT_STATE_LABELS[run.state])}
        </Badge>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={t('Nhập dữ liệu')}
        lead={t(
          'Gửi danh sách đang có bằng Excel; hệ thống cho xem trước từng dòng rồi mới ghi. Nhập lại cùng một tệp không tạo thêm ai.',
        )}
      />
      <Card title={t('Nhập từ Excel')}>
        <Form method="post" encType="multipart/form-data" className="flex max-w-[40rem] flex-col gap-5">
          {error ? (
            <Notice tone="error" title={t('Chưa nhận được tệp')}>
              {t(error)}
            </Notice>
          ) : null}
          {mayUnits ? (
            <Field label={t('Nội dung của tệp')}>
              <Select name="loai">
                <option value="MEMBERS">{t('Danh sách đảng viên')}</option>
                <option value="UNITS">{t('Danh sách đơn vị')}</option>
              </Select>
            </Field>
          ) : null}
          <Field label={t('Tệp danh sách')} hint={t('Excel (.xlsx) hoặc CSV, không quá 30 MB.')} required>
            <FileField name="tep" accept=".xlsx,.csv,.tsv,.xls" />
          </Field>
          <Field label={t('Chi bộ')} hint={t('Chỉ cần chọn khi tệp không có cột mã đơn vị.')} optional>
            <Select name="chi-bo" defaultValue={cells.length === 1 ? cells[0]?.code : ''}>
              <option value="">{t('Theo cột mã đơn vị trong tệp')}</option>
              {cells.map((cell) => (
                <option key={cell.code} value={cell.code}>
                  {cell.name} ({cell.code})
                </option>
              ))}
            </Select>
          </Field>
          <Checkbox name="xac-nhan" label={t(ATTESTATION)} required />
          <div>
            <Button icon="upload" busy={busy}>
              {t('Gửi tệp và xem trước')}
            </Button>
          </div>
        </Form>
      </Card>
      {runs.length > 0 ? (
        <Card title={t('Các lần nhập gần đây')}>
          <Table caption={t('Các lần nhập gần đây')} columns={columns} rows={runs} rowKey={(run) => run.id} />
        </Card>
      ) : null}
    </div>
  );
}
