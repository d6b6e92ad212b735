import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { CompositionLegend } from '~/components/charts/composition-bar';
import { BoardDetails } from '~/components/reports/board-details';
import { BoardTable, type BoardTableRow } from '~/components/reports/board-table';
import { FigureLink } from '~/components/reports/figure-link';
import { TrendChart } from '~/components/reports/trend-chart';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Stat, StatRow } from '~/components/ui/stat';
import { can } from '~/modules/accounts/access';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { getUnitFrame } from '~/modules/reports/get-campaign-frame.server';
import { getCompletionTrend } from '~/modules/reports/get-completion-trend.server';
import { findActiveFreeze } from '~/modules/reports/get-freeze.server';
import { type BoardRow, getUnitBoard } from '~/modules/reports/get-unit-board.server';
import { requestFreeze } from '~/modules/reports/request-freeze.server';
import { type MemberFilter, pageNumber } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatInZone, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Kết quả theo tổ chức đảng');

const toRow = ({ sum, ...row }: BoardRow, base: number): BoardTableRow => ({
  code: row.code,
  name: row.name,
  depth: row.depth - base,
  childCount: row.childCount,
  open: row.open,
  total: sum.total,
  notRequired: sum.total - sum.required,
  required: sum.required,
  hall: sum.hall,
  online: sum.online,
  makeUp: sum.makeUp,
  studied: sum.studied,
  excused: sum.excused,
  unexcused: sum.unexcused,
});

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const { services } = context;
  const board = await getUnitBoard(
    {
      viewer,
      campaignCode: params.code ?? '',
      unitCode: query.get('don-vi'),
      open: new Set(query.getAll('mo').slice(0, 200)),
      page: pageNumber.parse(query.get('trang') ?? 1),
    },
    services,
  );
  const unit = await getUnitFrame(board.top.code, services.db);
  const trend = await getCompletionTrend({ viewer, campaignId: board.campaign.id, unitPath: unit.path }, services);
  const minutes = can(viewer, 'minutes.view', board.campaign.unitPath);
  return {
    trend,
    campaign: { code: board.campaign.code, title: board.campaign.title, opened: board.campaign.rosterTakenAt !== null },
    sessions: board.campaign.sessions.map(({ id, title }) => ({
      title,
      minutes: minutes ? `/quan-ly/buoi-hoc/${id}/bien-ban` : null,
    })),
    rules: { quiz: board.campaign.quizRequired, paper: board.campaign.paperRequired },
    trail: board.trail,
    top: board.top,
    rows: [toRow(board.top, 0), ...board.rows.map((row) => toRow(row, 0))],
    bands: board.bands.map((band) => band.label),
    page: board.page,
    pageCount: board.pageCount,
    at: `${formatInZone(board.at, HANOI, 'time')}:${String(board.at.getUTCSeconds()).padStart(2, '0')} ${formatInZone(board.at, HANOI, 'date')}`,
    mayFreeze: can(viewer, 'report.make', unit.path),
    freeze: can(viewer, 'report.view', unit.path)
      ? await findActiveFreeze({ campaignId: board.campaign.id, unitId: unit.id }, services.db)
      : null,
    members: can(viewer, 'board.members', unit.path),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireFreshPage(context, 'figures.freeze', request);
  const form = await request.formData();
  const { freezeId, joined } = await requestFreeze(
    {
      viewer,
      campaignCode: params.code ?? '',
      unitCode: String(form.get('unit') ?? ''),
      requestId: context.requestId,
      address: context.address,
    },
    context.services,
  );
  return redirect(`/quan-ly/bao-cao/chot/${freezeId}${joined ? '?dang' : ''}`);
}

export default function Board() {
  const { t, i18n } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const freezing = useNavigation().state === 'submitting';
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const { top, campaign } = data;
  const n = (value: number) => formatNumber(value, 0, lang);
  const left = top.sum.required - top.sum.studied;
  const behind = data.members ? `/quan-ly/tong-hop/${campaign.code}/${encodeURIComponent(top.code)}` : null;
  const open = (filter: MemberFilter, count: number, label: string) => (
    <FigureLink behind={behind} filter={filter} label={`${label}: ${n(count)}`} place="words">
      {n(count)}
    </FigureLink>
  );
  return (
    <>
      <Breadcrumbs
        items={[
          { label: t('Tổng hợp'), to: '/quan-ly/tong-hop?tat-ca' },
          ...data.trail.map((unit, i) =>
            i === data.trail.length - 1
              ? { label: unit.name }
              : { label: unit.name, to: `/quan-ly/tong-hop/${campaign.code}?don-vi=${encodeURIComponent(unit.code)}` },
          ),
        ]}
      />
      <PageHeader
        eyebrow={t('Đợt học tập: {{title}} · cập nhật {{at}}, giờ Hà Nội', { title: campaign.title, at: data.at })}
        title={t('Kết quả theo tổ chức đảng')}
        lead={top.name}
        actions={
          data.freeze ? (
            <LinkButton to={`/quan-ly/bao-cao/chot/${data.freeze.id}`} variant="secondary" icon="lock">
              {t('Đang chốt số liệu: xem tiến độ')}
            </LinkButton>
          ) : data.mayFreeze && campaign.opened ? (
            <Form method="post">
              <input type="hidden" name="unit" value={top.code} />
              <Button busy={freezing} icon="lock">
                {freezing ? t('Đang chốt số liệu…') : t('Chốt số liệu')}
              </Button>
            </Form>
          ) : null
        }
      />
      {campaign.opened ? null : (
        <div className="mb-6">
          <Notice title={t('Đợt học tập chưa mở')}>
            {t('Danh sách phải học được lập khi mở đợt; đến lúc đó bảng chưa có số liệu.')}
          </Notice>
        </div>
      )}
      <StatRow>
        <Stat
          label={t('Tỷ lệ đã học')}
          value={formatRate(top.sum.studied, top.sum.required, lang)}
          note={
            <>
              {open('da-hoc', top.sum.studied, t('Đã học'))}/{open('phai-hoc', top.sum.required, t('Phải học'))}{' '}
              {t('phải học')}
            </>
          }
        />
        <Stat
          label={t('Tại điểm cầu')}
          value={open('diem-cau', top.sum.hall, t('Tại điểm cầu'))}
          note={t('Quần chúng: {{guests}} (thống kê riêng)', { guests: n(top.sum.guests) })}
        />
        <Stat
          label={t('Trực tuyến · bổ sung')}
          value={
            <>
              {open('truc-tuyen', top.sum.online, t('Trực tuyến'))} · {open('bo-sung', top.sum.makeUp, t('Bổ sung'))}
            </>
          }
          note={
            <>
              {t('Dự bị phải học:')} {open('du-bi', top.sum.probationary, t('Đảng viên dự bị phải học'))}
            </>
          }
        />
        <Stat
          label={t('Chưa học')}
          tone={left > 0 ? 'partial' : 'done'}
          value={open('chua-hoc', left, t('Chưa học'))}
          note={
            <>
              {t('có lý do:')} {open('co-ly-do', top.sum.excused, t('Vắng có lý do'))} · {t('chưa rõ:')}{' '}
              {open('khong-ly-do', top.sum.unexcused, t('Vắng không lý do'))}
            </>
          }
        />
      </StatRow>
      {behind && left > 0 ? (
        <p className="mt-4">
          <LinkButton to={`${behind}/don-doc`} variant="secondary" icon="people">
            {t('Đôn đốc: ai còn thiếu gì')}
          </LinkButton>
        </p>
      ) : null}
      <Card className="mt-6">
        <BoardTable campaignCode={campaign.code} rows={data.rows} members={data.members} />
        <div className="mt-4">
          <CompositionLegend />
        </div>
        <Pagination page={data.page} pageCount={data.pageCount} label={t('Trang của bảng')} />
      </Card>
      <TrendChart days={data.trend} studied={top.sum.studied} behind={behind} />
      <BoardDetails figures={top.sum} sessions={data.sessions} bands={data.bands} rules={data.rules} behind={behind} />
    </>
  );
}
