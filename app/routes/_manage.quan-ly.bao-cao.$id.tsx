import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { type ReportFieldName, ReportFieldset } from '~/components/reports/report-fields';
import { ReportStateBadge } from '~/components/reports/report-state-badge';
import { isUnderWay, useWorkProgress } from '~/components/reports/use-work-progress';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Progress } from '~/components/ui/progress';
import { can } from '~/modules/accounts/access';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { getReport } from '~/modules/reports/get-report.server';
import { rowId } from '~/modules/reports/parse-id';
import { issueReport, remakeReport } from '~/modules/reports/remake-report.server';
import { FORMAT_DETAILS, REPORT_FORMATS, REPORT_STAGES, reportFieldsSchema } from '~/modules/reports/schema';
import { formAction } from '~/platform/form-action';
import { formatBytes } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Báo cáo kết quả');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const report = await getReport({ viewer, reportId: rowId(params.id) }, context.services.db);
  const when = (date: Date | null) => date && formatWithClock(date, HANOI, context.language);
  const ready = report.state === 'READY';
  return {
    id: report.id,
    state: report.state,
    progress: report.progress,
    stage: report.stage,
    version: report.version,
    fields: reportFieldsSchema.parse(report.fields),
    title: report.campaignTitle,
    unitName: report.unit.name,
    snapshotId: report.snapshotId,
    supplementary: report.supplementsId !== null,
    frozenAt: when(report.frozenAt),
    createdAt: when(report.createdAt),
    finishedAt: when(report.finishedAt),
    requestedByName: report.requestedByName,
    issuedAt: when(report.issuedAt),
    issuedByName: report.issuedByName,
    files: REPORT_FORMATS.flatMap((format) => {
      const file = ready ? report.files.find((row) => row.format === format) : undefined;
      return file ? [{ format, size: formatBytes(file.byteSize, context.language) }] : [];
    }),
    mayMake: can(viewer, 'report.make', report.unit.path),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const form = await request.formData();
  const reportId = rowId(params.id);
  const { services, requestId, address } = context;
  if (form.get('intent') === 'issue') {
    requireFreshPage(context, 'report.issue', request);
    await issueReport({ viewer, reportId, requestId, address }, services);
    return redirect(`/quan-ly/bao-cao/${reportId}`);
  }
  const version = Number(form.get('version'));
  return formAction(form, reportFieldsSchema, async (fields) => {
    await remakeReport({ viewer, reportId, fields, version, requestId, address }, services);
    return redirect(`/quan-ly/bao-cao/${reportId}`);
  });
}

export default function Report() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const { state, progress, stage } = useWorkProgress(data, 'report-progress');
  const working = isUnderWay({ state });
  const values = { ...data.fields, ...(result?.initialValue as Partial<Record<ReportFieldName, string>> | undefined) };
  return (
    <>
      {working ? (
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
      ) : null}
      <Breadcrumbs items={[{ label: t('Báo cáo'), to: '/quan-ly/bao-cao' }, { label: data.title }]} />
      <PageHeader
        eyebrow={data.unitName}
        title={data.supplementary ? t('Báo cáo bổ sung') : t('Báo cáo kết quả')}
        lead={t('{{title}} · số liệu chốt lúc {{at}}', { title: data.title, at: data.frozenAt })}
        actions={<ReportStateBadge state={state} issued={data.issuedAt !== null} />}
      />
      <Card title={t('Tệp báo cáo')} id="files" emphasis>
        {working ? (
          <Progress label={t(REPORT_STAGES[stage])} value={progress} max={100} text={`${progress}%`} tone="info" />
        ) : null}
        {working ? (
          <p className="mt-2 text-ink-2">{t('Đồng chí có thể rời trang; báo cáo vẫn được lập và nằm ở đây.')}</p>
        ) : null}
        {state === 'FAILED' ? (
          <Notice tone="error" title={t('Chưa lập được báo cáo')}>
            {t(
              'Số liệu đã chốt vẫn còn nguyên. Đồng chí bấm “Lập lại tệp báo cáo” bên dưới; nếu vẫn lỗi, hãy báo quản trị viên.',
            )}
          </Notice>
        ) : null}
        {data.files.length > 0 && !working ? (
          <ul className="flex flex-col gap-3">
            {data.files.map((file) => (
              <li key={file.format} className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <LinkButton
                  to={`/quan-ly/bao-cao/${data.id}/tep/${FORMAT_DETAILS[file.format].extension}`}
                  variant="secondary"
                  icon="download"
                  reloadDocument
                >
                  {t(FORMAT_DETAILS[file.format].label)}
                </LinkButton>
                <span className="tabular text-ink-2">{file.size}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {data.finishedAt && !working ? (
          <p className="mt-3 text-ink-2">
            {t('Bản {{version}}, lập xong lúc {{at}}; người yêu cầu: {{name}}.', {
              version: data.version,
              at: data.finishedAt,
              name: data.requestedByName,
            })}{' '}
            <Link className="link" to={`/quan-ly/bao-cao/so-lieu/${data.snapshotId}`}>
              {t('Xem số liệu đã chốt')}
            </Link>
          </p>
        ) : null}
        {data.issuedAt ? (
          <div className="mt-4">
            <Notice
              tone="success"
              title={t('Đã phát hành lúc {{at}} bởi {{name}}', { at: data.issuedAt, name: data.issuedByName })}
            >
              {t('Báo cáo và tệp không thay đổi nữa. Nếu số liệu được sửa, hãy chốt lại để lập báo cáo bổ sung.')}
            </Notice>
          </div>
        ) : null}
        {data.mayMake && state === 'READY' && !data.issuedAt ? (
          <div className="mt-4">
            <Confirm trigger={t('Phát hành báo cáo')}>
              <Form method="post" className="flex flex-col gap-3">
                <p>{t('Sau khi phát hành, nội dung và tệp của báo cáo này không sửa được nữa.')}</p>
                <input type="hidden" name="intent" value="issue" />
                <Button>{t('Xác nhận phát hành')}</Button>
              </Form>
            </Confirm>
          </div>
        ) : null}
      </Card>
      {data.mayMake && !data.issuedAt && !working ? (
        <Card className="mt-6" title={t('Nội dung do đồng chí biên tập')} id="texts">
          <Form method="post" key={data.version} className="flex flex-col gap-6">
            <input type="hidden" name="version" value={data.version} />
            {result?.error ? (
              <Notice tone="error" title={t('Chưa lưu được. Đồng chí xem lại các mục được đánh dấu.')} />
            ) : null}
            <ReportFieldset values={values} errors={result?.error ?? {}} />
            <div>
              <Button variant="secondary">{t('Lập lại tệp báo cáo')}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </>
  );
}
