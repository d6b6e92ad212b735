import { randomUUID } from 'node:crypto';
import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BoardDetails } from '~/components/reports/board-details';
import { type ReportFieldName, ReportFieldset } from '~/components/reports/report-fields';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Stat, StatRow } from '~/components/ui/stat';
import { can } from '~/modules/accounts/access';
import { changedFigures, FIGURE_LABELS } from '~/modules/reports/compare-snapshots';
import { draftReportFields } from '~/modules/reports/draft-report-fields';
import { findLetterhead } from '~/modules/reports/find-letterhead.server';
import { getSnapshot, readSnapshot } from '~/modules/reports/get-snapshot.server';
import { rowId } from '~/modules/reports/parse-id';
import { currentTemplate, hanoiDay } from '~/modules/reports/read-report-templates.server';
import { requestReport } from '~/modules/reports/request-report.server';
import { reportFieldsSchema, VERIFIED_ON_PAGE } from '~/modules/reports/schema';
import { verifySnapshot } from '~/modules/reports/verify-snapshot.server';
import { formAction } from '~/platform/form-action';
import { formatNumber, formatRate } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Số liệu đã chốt');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const snapshot = await getSnapshot({ viewer, snapshotId: rowId(params.id) }, db);
  const template = await currentTemplate(snapshot.frozenAt);
  const letterhead = await findLetterhead(snapshot.unit, hanoiDay(snapshot.frozenAt), template, db);
  const top = snapshot.figures.units[0]?.sum;
  const previous = snapshot.supplementsId === null ? null : await readSnapshot(snapshot.supplementsId, db);
  const before = previous?.figures.units[0]?.sum;
  const reports = await db.completionReport.findMany({
    where: { snapshotId: snapshot.id },
    orderBy: { id: 'desc' },
    select: { id: true, createdAt: true },
  });
  const query = new URL(request.url).searchParams;
  return {
    id: snapshot.id,
    said: query.has('moi') ? ('created' as const) : query.has('cu') ? ('same' as const) : null,
    campaign: snapshot.figures.campaign,
    sessions: snapshot.figures.sessions.map((session) => session.title),
    bands: snapshot.figures.bands.map((band) => band.label),
    unit: { code: snapshot.unit.code, name: snapshot.unit.name },
    top: top ?? null,
    frozenAt: formatWithClock(snapshot.frozenAt, HANOI, context.language),
    frozenByName: snapshot.frozenByName,
    sha256: snapshot.sha256,
    ...(await soundness(snapshot.id, top?.total ?? 0, context)),
    previous: previous && { id: previous.id, frozenAt: formatWithClock(previous.frozenAt, HANOI, context.language) },
    changes: top && before ? changedFigures(before, top) : [],
    reports: reports.map((report) => ({
      id: report.id,
      at: formatWithClock(report.createdAt, HANOI, context.language),
    })),
    mayMake: can(viewer, 'report.make', snapshot.unit.path),
    draft: draftReportFields(snapshot.figures, template, letterhead),
    requestKey: randomUUID(),
  };
}

/** Whether what is stored still has its hash: read again now, or, when that would keep the page waiting, when the worker last did. */
async function soundness(id: number, members: number, { services, language }: LoaderFunctionArgs['context']) {
  if (members <= VERIFIED_ON_PAGE) return { sound: await verifySnapshot(id, services.db), verifiedAt: null };
  const freeze = await services.db.figureFreeze.findFirst({
    where: { snapshotId: id, state: 'DONE' },
    orderBy: { id: 'desc' },
    select: { verifiedAt: true },
  });
  const verifiedAt = freeze?.verifiedAt ? formatWithClock(freeze.verifiedAt, HANOI, language) : null;
  return { sound: freeze === null || verifiedAt !== null, verifiedAt };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const form = await request.formData();
  const requestKey = String(form.get('requestKey') ?? '').slice(0, 100) || randomUUID();
  return formAction(form, reportFieldsSchema, async (fields) => {
    const { requestId, address, services } = context;
    const id = await requestReport(
      { viewer, snapshotId: rowId(params.id), fields, requestKey, requestId, address },
      services,
    );
    return redirect(`/quan-ly/bao-cao/${id}`);
  });
}

export default function FrozenFigures() {
  const { t, i18n } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const asking = useNavigation().state === 'submitting';
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const n = (value: number) => formatNumber(value, 0, lang);
  const values = { ...data.draft, ...(result?.initialValue as Partial<Record<ReportFieldName, string>> | undefined) };
  const { top } = data;
  return (
    <>
      <Breadcrumbs items={[{ label: t('Báo cáo'), to: '/quan-ly/bao-cao' }, { label: t('Số liệu đã chốt') }]} />
      <PageHeader
        eyebrow={t('Đợt học tập: {{title}}', { title: data.campaign.title })}
        title={t('Số liệu đã chốt')}
        lead={t('{{unit}} · chốt lúc {{at}} bởi {{name}}', {
          unit: data.unit.name,
          at: data.frozenAt,
          name: data.frozenByName,
        })}
      />
      <div className="mb-6 flex flex-col gap-4">
        {data.said === 'created' ? (
          <Notice tone="success" title={t('Đã chốt số liệu')}>
            {t('Số liệu này không thay đổi nữa. Đồng chí có thể lập báo cáo ở phần dưới.')}
          </Notice>
        ) : null}
        {data.said === 'same' ? (
          <Notice title={t('Số liệu không thay đổi từ lần chốt trước')}>
            {t('Đây là lần chốt gần nhất; không cần chốt lại.')}
          </Notice>
        ) : null}
        {data.sound ? null : (
          <Notice tone="error" title={t('Số liệu lưu trữ không khớp mã kiểm chứng')}>
            {t('Đồng chí không dùng số liệu này và báo ngay cho quản trị viên.')}
          </Notice>
        )}
        {data.previous ? (
          <Notice title={t('Bổ sung cho số liệu chốt lúc {{at}}', { at: data.previous.frozenAt })}>
            <ul className="list-disc pl-6">
              {data.changes.map((change) => (
                <li key={change.field} className="tabular">
                  {t('{{figure}}: {{before}} → {{after}}', {
                    figure: t(FIGURE_LABELS[change.field]),
                    before: n(change.before),
                    after: n(change.after),
                  })}
                </li>
              ))}
            </ul>
            <Link className="link" to={`/quan-ly/bao-cao/so-lieu/${data.previous.id}`}>
              {t('Xem số liệu trước')}
            </Link>
          </Notice>
        ) : null}
      </div>
      {top ? (
        <>
          <StatRow>
            <Stat
              label={t('Tỷ lệ đã học')}
              value={formatRate(top.studied, top.required, lang)}
              note={t('{{studied}}/{{required}} phải học', { studied: n(top.studied), required: n(top.required) })}
            />
            <Stat label={t('Tại điểm cầu')} value={n(top.hall)} />
            <Stat label={t('Trực tuyến · bổ sung')} value={`${n(top.online)} · ${n(top.makeUp)}`} />
            <Stat
              label={t('Chưa học')}
              value={n(top.required - top.studied)}
              note={t('{{excused}} có lý do, {{unexcused}} chưa rõ', {
                excused: n(top.excused),
                unexcused: n(top.unexcused),
              })}
            />
          </StatRow>
          <BoardDetails
            figures={top}
            sessions={data.sessions.map((title) => ({ title, minutes: null }))}
            bands={data.bands}
            rules={{ quiz: data.campaign.quizRequired, paper: data.campaign.paperRequired }}
            behind={null}
          />
        </>
      ) : null}
      <Card className="mt-6" title={t('Kiểm chứng và báo cáo đã lập')} id="proof">
        <DescriptionList
          items={[
            { term: t('Mã kiểm chứng (SHA-256)'), value: <code className="break-all">{data.sha256}</code> },
            ...(data.verifiedAt ? [{ term: t('Kiểm chứng gần nhất'), value: data.verifiedAt }] : []),
            {
              term: t('Báo cáo đã lập'),
              value:
                data.reports.length === 0
                  ? t('Chưa có')
                  : data.reports.map((report) => (
                      <Link key={report.id} to={`/quan-ly/bao-cao/${report.id}`} className="link block">
                        {t('Báo cáo lập lúc {{at}}', { at: report.at })}
                      </Link>
                    )),
            },
          ]}
        />
      </Card>
      {data.mayMake ? (
        <Card className="mt-6" title={t('Lập báo cáo kết quả')} id="make">
          <Form method="post" className="flex flex-col gap-6">
            <input type="hidden" name="requestKey" value={data.requestKey} />
            {result?.error ? (
              <Notice tone="error" title={t('Chưa lập được báo cáo. Đồng chí xem lại các mục được đánh dấu.')} />
            ) : null}
            <ReportFieldset values={values} errors={result?.error ?? {}} />
            <div>
              <Button busy={asking} icon="document">
                {asking ? t('Đang gửi yêu cầu…') : t('Xuất báo cáo')}
              </Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </>
  );
}
