import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { useMemo } from 'react';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { CountsForm } from '~/components/venues/counts-form';
import { RollCallForm } from '~/components/venues/roll-call-form';
import { withPending } from '~/components/venues/roll-queue';
import { RollSummary } from '~/components/venues/roll-summary';
import { SendStateLine } from '~/components/venues/send-state';
import { useRollCall } from '~/components/venues/use-roll-call';
import { VenueDoor } from '~/components/venues/venue-door';
import { WalkInForm } from '~/components/venues/walk-in-form';
import { noteRead } from '~/modules/audit/note-read.server';
import { pageNumber } from '~/modules/reports/schema';
import { addWalkIn } from '~/modules/venues/add-walk-in.server';
import { makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import { findClerkVenue } from '~/modules/venues/find-clerk-venue.server';
import { findToConfirm, getRollCall } from '~/modules/venues/get-roll-call.server';
import { countsSchema, walkInSchema } from '~/modules/venues/input';
import { markMembers } from '~/modules/venues/mark-members.server';
import { readMarksForm } from '~/modules/venues/read-marks-form';
import { saveCounts } from '~/modules/venues/save-counts.server';
import { type MarkConflict, type MarkEntry, ROLL_PAGE, venueStateOf } from '~/modules/venues/schema';
import { setVenueOpen } from '~/modules/venues/set-venue-open.server';
import { errorText, isAppError } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction<typeof loader> = ({ matches, data: page }) =>
  pageTitle(matches, page?.venue.name ?? 'Điểm danh điểm cầu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const venue = await findClerkVenue(viewer, Number(params.id), services.db);
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 100);
  const page = pageNumber.parse(query.get('trang') ?? 1);
  const { members, walkIns, summary, found } = await getRollCall({ venue, search, page }, services.db);
  const shown = [...members, ...walkIns];
  await noteRead(services, {
    ...{ viewer, action: 'venue.members', targetType: 'Venue', targetId: venue.id, unitId: venue.unitId },
    memberIds: shown.map(({ memberId }) => memberId),
    data: { count: shown.length, page, ...(search && { search }) },
  });
  const host = await services.db.unit.findUniqueOrThrow({ where: { id: venue.unitId }, select: { name: true } });
  return {
    ...{ members, walkIns, summary, search, page, accountId: viewer.accountId },
    pageCount: Math.max(1, Math.ceil(found / ROLL_PAGE)),
    screen: `/diem-cau/${makeScreenToken({ venueId: venue.id, linkVersion: venue.linkVersion }, venueKey(services.env.SESSION_SECRET))}`,
    marks: Object.fromEntries(shown.map(({ memberId, mark }) => [memberId, mark])),
    venue: {
      ...{ id: venue.id, name: venue.name, place: venue.place, unitNames: venue.unitNames, hostName: host.name },
      ...{ sessionTitle: venue.sessionTitle, campaignTitle: venue.campaignTitle, campaignState: venue.campaignState },
      starts: formatWithClock(venue.startsAt, venue.timeZone, language),
      state: venueStateOf(venue),
      counts: { headcount: venue.headcount, guests: venue.guests, note: venue.note },
    },
  };
}

interface Reply {
  intent: string;
  result?: SubmissionResult<string[]>;
  /** Of the whole page. */
  problem?: string;
  conflicts?: MarkConflict[];
  added?: { fullName: string; unitName: string };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address } = context;
  const venue = await findClerkVenue(viewer, Number(params.id), services.db);
  const by = { viewer, requestId, address, venueId: venue.id };
  const form = await request.formData();
  const intent = String(form.get('intent') ?? '');
  form.delete('intent');
  const back = (done: string) => redirect(`/quan-ly/diem-cau/${venue.id}?xong=${done}`);
  const mark = async (entries: readonly MarkEntry[]) => {
    if (entries.length === 0) return back('diem-danh');
    const { conflicts } = await markMembers({ ...by, entries }, services.db);
    return conflicts.length > 0 ? data<Reply>({ intent, conflicts }, { status: 409 }) : back('diem-danh');
  };
  const reply = async (work: Promise<unknown>) => {
    const answer = await work;
    if (answer instanceof Response) return answer;
    const { data: result, init } = answer as { data: SubmissionResult<string[]>; init: ResponseInit | null };
    return data<Reply>({ intent, result }, init ?? undefined);
  };
  try {
    if (intent === 'marks') return await mark(readMarksForm(form));
    if (intent === 'all-present' || intent === 'confirm-all') {
      return await mark(await findToConfirm({ venue, waiting: intent === 'confirm-all' }, services.db));
    }
    if (intent === 'counts') {
      return await reply(
        formAction(form, countsSchema, async (counts) => {
          await saveCounts({ ...by, ...counts }, services.db);
          return back('dem');
        }),
      );
    }
    if (intent === 'walk-in') {
      return await reply(
        formAction(
          form,
          walkInSchema,
          async ({ cardNumber }) =>
            Response.json({ intent, added: await addWalkIn({ ...by, cardNumber }, services) } satisfies Reply),
          { NO_SUCH_CARD: 'cardNumber', TOO_MANY_CARDS: 'cardNumber', ELSEWHERE: 'cardNumber' },
        ),
      );
    }
    const order = ({ open: 'OPEN', close: 'CLOSE', 'new-link': 'NEW_LINK' } as const)[intent];
    if (!order)
      return data<Reply>({ intent, problem: 'Thao tác này không có. Đồng chí tải lại trang.' }, { status: 400 });
    await setVenueOpen({ ...by, order, now: services.clock.now() }, services);
    return back(intent);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data<Reply>({ intent, problem: errorText(error) }, { status: error.status });
  }
}

const DONE: Record<string, string> = {
  'diem-danh': 'Đã lưu điểm danh.',
  open: 'Đã mở điểm cầu.',
  close: 'Đã đóng điểm cầu. Vẫn sửa được điểm danh và số đếm.',
  'new-link': 'Đã đổi đường dẫn. Đồng chí mở lại màn hình hội trường bằng nút bên dưới.',
};

export default function RollCallPage() {
  const page = useLoaderData<typeof loader>();
  // Another hall is another page: its taps are its own.
  return <Venue key={page.venue.id} page={page} />;
}

function Venue({ page }: { page: ReturnType<typeof useLoaderData<typeof loader>> }) {
  const { t } = useTranslation();
  const { venue, members, walkIns, summary, marks, pageCount } = page;
  const reply = useActionData<typeof action>() as Reply | undefined;
  const [query] = useSearchParams();
  const loaded = useMemo(() => ({ marks, summary }), [marks, summary]);
  const roll = useRollCall(venue.id, page.accountId, loaded);
  const everybody = [...members, ...walkIns];
  const nameOf = (id: number) => everybody.find(({ memberId }) => memberId === id)?.fullName ?? t('Đồng chí này');
  const sums = withPending(
    roll.news.summary,
    roll.pending,
    roll.news.marks,
    new Set(walkIns.map(({ memberId }) => memberId)),
  );
  const conflicts = [...roll.conflicts, ...(reply?.conflicts ?? [])];
  const done = reply ? undefined : DONE[query.get('xong') ?? ''];
  // First to be used before the session, last afterwards.
  const door = <VenueDoor state={venue.state} screen={page.screen} />;
  const whole = pageCount === 1 && page.search === '';
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <div>
        <Breadcrumbs items={[{ label: t('Điểm danh điểm cầu'), to: '/quan-ly/diem-cau' }, { label: venue.name }]} />
        <PageHeader
          eyebrow={[venue.place, venue.starts].filter(Boolean).join(' · ')}
          title={venue.name}
          lead={`${venue.sessionTitle} – ${venue.unitNames.join('; ')}`}
        />
      </div>
      {reply?.problem ? <Notice tone="error">{t(reply.problem)}</Notice> : null}
      {done ? <Notice tone="success">{t(done)}</Notice> : null}
      {venue.campaignState === 'DRAFT' ? (
        <Notice>{t('Đợt học tập chưa mở nên chưa có danh sách điểm danh.')}</Notice>
      ) : null}
      {venue.state === 'WAITING' ? door : null}
      <RollSummary summary={sums} headcount={venue.counts.headcount} />
      <Card id="danh-sach" title={t('Điểm danh')}>
        <div className="flex flex-col gap-4">
          {roll.ready || conflicts.length > 0 ? (
            <SendStateLine
              state={roll.state}
              unsent={Object.keys(roll.pending).length}
              refusal={roll.refusal}
              conflicts={conflicts}
              nameOf={nameOf}
            />
          ) : null}
          {roll.ready && whole ? null : <SearchForm label={t('Tìm theo họ tên')} defaultValue={page.search} />}
          <RollCallForm
            {...{ members, walkIns, roll, whole }}
            news={{ marks: roll.news.marks, summary: roll.news.summary }}
            manyUnits={new Set(members.map(({ unitName }) => unitName)).size > 1}
          />
          <Pagination page={page.page} pageCount={pageCount} />
        </div>
      </Card>
      <CountsForm
        counts={venue.counts}
        hostName={venue.hostName}
        result={reply?.intent === 'counts' ? (reply.result ?? null) : null}
        saved={!reply && query.get('xong') === 'dem'}
      />
      <WalkInForm
        result={reply?.intent === 'walk-in' ? (reply.result ?? null) : null}
        added={reply?.intent === 'walk-in' ? (reply.added ?? null) : null}
      />
      {venue.state === 'WAITING' ? null : door}
    </div>
  );
}
