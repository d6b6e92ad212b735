import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useLocation } from '@remix-run/react';
import { EvidencePanel } from '~/components/reports/evidence-panel';
import { GuestCountCard } from '~/components/reports/guest-count-card';
import { MemberTable } from '~/components/reports/member-table';
import { WaitingExplanations } from '~/components/reports/waiting-explanations';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { Select } from '~/components/ui/text-input';
import { can, requireCan } from '~/modules/accounts/access';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { correctionInput, excuseInput } from '~/modules/attendance/input';
import { recordExcuse } from '~/modules/attendance/record-excuse.server';
import { recordRollCall } from '~/modules/attendance/record-roll-call.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { decideCheck } from '~/modules/presence-checks/decide-check.server';
import { decisionInput } from '~/modules/presence-checks/input';
import { listWaitingExplanations } from '~/modules/presence-checks/list-waiting-explanations.server';
import { getUnitFrame } from '~/modules/reports/get-campaign-frame.server';
import { getMemberEvidence } from '~/modules/reports/get-member-evidence.server';
import { listCellMembers, MEMBERS_PAGE } from '~/modules/reports/list-cell-members.server';
import { recordGuestCount } from '~/modules/reports/record-guest-count.server';
import {
  filterWords,
  guestCountInput,
  type MemberFilter,
  memberFilter,
  offeredFilters,
  pageNumber,
  rollCallRowInput,
} from '~/modules/reports/schema';
import { formAction } from '~/platform/form-action';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Danh sách của đơn vị');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const query = new URL(request.url).searchParams;
  const filter = memberFilter.parse(query.get('loc') ?? undefined);
  const search = (query.get('tim') ?? '').slice(0, 100);
  const page = pageNumber.parse(query.get('trang') ?? 1);
  const args = { viewer, campaignCode: params.code ?? '', unitCode: params.unitCode ?? '', filter, search, page };
  const { unit, campaign, bands, members, total } = await listCellMembers(args, services);
  await noteRead(services, {
    ...{ viewer, action: 'board.members', targetType: 'unit', targetId: unit.id, unitId: unit.id },
    data: { count: members.length, page, filter: filterWords(filter, bands).key, ...(search && { search }) },
    memberIds: members.map((member) => member.id),
  });
  const selected = Number(query.get('dong-chi'));
  const evidence =
    Number.isInteger(selected) && selected > 0
      ? await getMemberEvidence(
          { viewer, campaignId: campaign.id, memberId: selected, now: services.clock.now() },
          services.db,
        )
      : null;
  if (evidence)
    await noteRead(services, {
      ...{ viewer, action: 'member.evidence', targetType: 'member', targetId: selected, unitId: unit.id },
      data: { campaign: campaign.code },
    });
  const waiting =
    campaign.presenceChecks > 0
      ? await listWaitingExplanations({ viewer, campaignId: campaign.id, unitPath: unit.path }, services.db)
      : [];
  const guests = await services.db.guestCount.findUnique({
    where: { campaignId_unitId: { campaignId: campaign.id, unitId: unit.id } },
    select: { count: true },
  });
  return {
    campaign: {
      code: campaign.code,
      title: campaign.title,
      sessions: campaign.sessions.map((s) => s.title),
      quiz: campaign.quizRequired,
      paper: campaign.paperRequired,
    },
    unit: { code: unit.code, name: unit.name, isCell: unit.kind === 'CELL' },
    filter,
    bands,
    search,
    page,
    pageCount: Math.max(1, Math.ceil(total / MEMBERS_PAGE)),
    total: formatNumber(total, 0, language),
    at: formatWithClock(services.clock.now(), HANOI, language),
    members,
    guests: guests?.count ?? 0,
    waiting,
    mayRecord: can(viewer, 'attendance.record', unit.path),
    evidence: evidence && {
      ...evidence,
      mayRecord: can(viewer, 'attendance.record', evidence.unitPath),
      mayCorrect: can(viewer, 'attendance.correct', evidence.unitPath),
      sessions: evidence.sessions.map((session) => ({
        ...session,
        records: session.records.map((record) => ({ ...record, at: formatWithClock(record.at, HANOI, language) })),
        checks: session.checks.map((check) => ({ ...check, asked: formatWithClock(check.asked, HANOI, language) })),
      })),
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address } = context;
  const by = { viewer, requestId, address };
  // Before the form is read: what is wrong with it is nobody else's to learn. The commands check again.
  requireCan(viewer, 'attendance.correct', (await getUnitFrame(params.unitCode ?? '', services.db)).path);
  const form = await request.formData();
  const intent = String(form.get('intent'));
  form.delete('intent');
  const back = () => redirect(`${new URL(request.url).pathname}${new URL(request.url).search}`);
  if (intent === 'guests') {
    return formAction(form, guestCountInput, async ({ count }) => {
      await recordGuestCount(
        { ...by, campaignCode: params.code ?? '', unitCode: params.unitCode ?? '', count },
        services,
      );
      return back();
    });
  }
  if (intent === 'roll-call') {
    return formAction(form, rollCallRowInput, async ({ sessionId, memberId, present }) => {
      await recordRollCall(
        { ...by, sessionId, present: present ? [memberId] : [], absent: present ? [] : [memberId] },
        services.db,
      );
      return back();
    });
  }
  if (intent === 'excuse') {
    return formAction(form, excuseInput, async (input) => {
      await recordExcuse({ ...by, ...input }, services.db);
      return back();
    });
  }
  if (intent === 'check') {
    return formAction(form, decisionInput, async (input) => {
      await decideCheck({ ...by, ...input, now: services.clock.now() }, services.db);
      return back();
    });
  }
  return formAction(form, correctionInput, async (input) => {
    await correctAttendance({ ...by, ...input }, services.db);
    return back();
  });
}

export default function Cell() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const location = useLocation();
  const { campaign, unit } = data;
  const download = `/quan-ly/tong-hop/${campaign.code}/${encodeURIComponent(unit.code)}/danh-sach.xlsx?${new URLSearchParams({ loc: data.filter, tim: data.search })}`;
  const words = (filter: MemberFilter) => {
    const { key, params } = filterWords(filter, data.bands);
    return t(key, params);
  };
  const offered = offeredFilters(campaign.sessions.length, campaign.quiz ? data.bands.length : 0, data.filter);
  const errors = Object.values(result?.error ?? {}).flatMap((list) => list ?? []);
  return (
    <>
      <Breadcrumbs
        items={[
          { label: t('Tổng hợp'), to: '/quan-ly/tong-hop?tat-ca' },
          {
            label: t('Kết quả theo tổ chức đảng'),
            to: `/quan-ly/tong-hop/${campaign.code}?don-vi=${encodeURIComponent(unit.code)}`,
          },
          { label: unit.name },
        ]}
      />
      <PageHeader
        eyebrow={t('Đợt học tập: {{title}} · cập nhật {{at}}', { title: campaign.title, at: data.at })}
        title={unit.name}
        lead={t('{{label}}: {{total}} đồng chí', { label: words(data.filter), total: data.total })}
        actions={
          <div className="flex flex-wrap gap-3">
            <LinkButton
              to={`/quan-ly/tong-hop/${campaign.code}/${encodeURIComponent(unit.code)}/don-doc`}
              variant="secondary"
              icon="people"
            >
              {t('Đôn đốc')}
            </LinkButton>
            <LinkButton to={download} variant="secondary" icon="download" reloadDocument>
              {t('Tải danh sách (Excel)')}
            </LinkButton>
          </div>
        }
      />
      {errors.length > 0 ? (
        <div className="mb-6">
          <Notice tone="error" title={t('Chưa ghi nhận được')}>
            {errors.map((error) => (
              <p key={error}>{t(error)}</p>
            ))}
          </Notice>
        </div>
      ) : null}
      {data.waiting.length > 0 ? <WaitingExplanations members={data.waiting} /> : null}
      {data.evidence ? (
        <EvidencePanel evidence={data.evidence} rules={{ quiz: campaign.quiz }} closeTo={closePath(location)} />
      ) : null}
      <Card>
        <SearchForm label={t('Tìm theo họ tên hoặc số thẻ đầy đủ')} defaultValue={data.search}>
          <Field label={t('Hiển thị')} className="basis-64">
            <Select
              name="loc"
              defaultValue={data.filter}
              options={offered.map((value) => ({ value, label: words(value) }))}
            />
          </Field>
        </SearchForm>
        {data.members.length > 0 ? (
          <MemberTable members={data.members} sessions={campaign.sessions} rules={campaign} showUnit={!unit.isCell} />
        ) : (
          <EmptyState icon="people" title={t('Không có đồng chí nào trong danh sách này')}>
            {data.filter === 'tat-ca' && data.search === ''
              ? t('Đơn vị chưa có ai trong danh sách phải học của đợt này.')
              : t('Đồng chí hãy chọn mục hiển thị khác hoặc bỏ từ tìm kiếm.')}
          </EmptyState>
        )}
        <Pagination page={data.page} pageCount={data.pageCount} />
      </Card>
      <GuestCountCard mayRecord={data.mayRecord} guests={data.guests} campaignCode={campaign.code} />
    </>
  );
}

function closePath(location: { pathname: string; search: string }) {
  const query = new URLSearchParams(location.search);
  query.delete('dong-chi');
  return { pathname: location.pathname, search: `?${query}` };
}
