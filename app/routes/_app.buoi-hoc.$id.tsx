import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { DocumentList } from '~/components/campaigns/document-list';
import { NextStepCard } from '~/components/campaigns/next-step-card';
import { RequirementList } from '~/components/campaigns/requirement-list';
import { ChecksCard } from '~/components/presence-checks/checks-card';
import { LiveSession } from '~/components/session/live-session';
import { NoRecording } from '~/components/session/no-recording';
import { RecordingSession } from '~/components/session/recording-session';
import { StandingCard } from '~/components/session/standing-card';
import { useFreshCoverage } from '~/components/session/use-fresh-coverage';
import { withFreshCoverage } from '~/components/session/with-fresh-coverage';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { getSessionPage } from '~/modules/attendance/get-session-page.server';
import { chaptersOf } from '~/modules/broadcasts/chapters';
import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import { nextStep, viewOf } from '~/modules/campaigns/requirements';
import { askedChecks, signLivePlayback, signPlayback } from '~/modules/media/issue-playback-ticket.server';
import { answerCheck } from '~/modules/presence-checks/answer-check.server';
import { explainCheck } from '~/modules/presence-checks/explain-check.server';
import { answerInput, explanationInput } from '~/modules/presence-checks/input';
import { scheduledSeconds } from '~/modules/presence-checks/schema';
import { sessionChecks } from '~/modules/presence-checks/session-checks';
import { notFound } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction<typeof loader> = ({ matches, data: page }) =>
  pageTitle(matches, page?.session.title ?? 'Buổi học');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const sessionId = Number(params.id);
  const page = await getSessionPage(viewer, sessionId, services.pool);
  const { recording } = page;
  const now = services.clock.now();
  const { campaign, session } = page;
  const asked = viewer.memberId !== null && campaign.rosterReason !== null && campaign.state === 'OPEN';
  const checks = askedChecks(campaign, session, asked);
  const issued = recording && signPlayback(services, { viewer, sessionId, recording, checks });
  // A session that is broadcast has a page of its own until there is a recording; then its agenda are chapters.
  const { broadcast } = page;
  const view = broadcast && (await getLiveView(services, broadcast.id));
  const live = broadcast && view && !recording ? view : null;
  const liveIssued =
    live && broadcast && signLivePlayback(services, { viewer, sessionId, live: broadcast, operates: false, checks });
  const ofBroadcast = recording && recording.liveOffset !== null ? recording.liveOffset : null;
  const chapters =
    view && recording && ofBroadcast !== null
      ? chaptersOf(view.agenda, view.pieces, { offset: ofBroadcast, seconds: recording.timelineSeconds })
      : [];
  const next = nextStep([page.campaign], now);
  const from = Number(new URL(request.url).searchParams.get('tu') ?? Number.NaN);
  return data(
    {
      now: now.toISOString(),
      timeZone: viewer.timeZone,
      session: page.session,
      campaign: viewOf(campaign, now),
      checks:
        viewer.memberId === null || campaign.rosterReason === null
          ? null
          : sessionChecks({
              ...{ rules: campaign, checks: page.checks, now, campaignOpen: campaign.state === 'OPEN' },
              seconds: recording?.timelineSeconds ?? scheduledSeconds(session),
              watched: [...page.coverage.live, ...page.coverage.recording],
              owner: { sessionId, memberId: viewer.memberId },
              answerSeconds: services.env.PRESENCE_CHECK_SECONDS,
              secret: services.env.SESSION_SECRET,
            }),
      coverage: page.coverage,
      hasTranscript: page.hasTranscript,
      playback: issued?.playback ?? null,
      live,
      livePlayback: liveIssued?.playback ?? null,
      chapters,
      resumeAt: Number.isFinite(from) ? from : page.coverage.position,
      // The card leads on: not to where the member already is.
      next: next && !('session' in next && next.session.id === sessionId) ? next : null,
    },
    { headers: cookieOf(issued ?? liveIssued) },
  );
}

/** The one tap without script, and the words about a missed one: of the member's own checks only. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const sessionId = Number(params.id);
  const { campaign } = await getSessionPage(viewer, sessionId, services.pool);
  const { memberId } = viewer;
  if (memberId === null || campaign.rosterReason === null) throw notFound();
  const form = await request.formData();
  const intent = form.get('intent');
  form.delete('intent');
  const back = () => redirect(`/buoi-hoc/${sessionId}#theo-doi`);
  if (intent === 'answer') {
    return formAction(form, answerInput, async ({ number }) => {
      await answerCheck(services, { sessionId, memberId, number });
      return back();
    });
  }
  return formAction(form, explanationInput, async (input) => {
    await explainCheck({ viewer, sessionId, ...input, now: services.clock.now() }, services.db);
    return back();
  });
}

const cookieOf = (issued: { setCookie: string } | null): Record<string, string> =>
  issued ? { 'set-cookie': issued.setCookie } : {};

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function SessionRoute() {
  const page = useLoaderData<typeof loader>();
  // Another session is another page: player, beats and coverage begin anew; so does the recording after the broadcast.
  return <SessionPage key={`${page.session.id}${page.playback ? '' : '-live'}`} page={page} />;
}

function SessionPage({ page }: { page: Page }) {
  const { t } = useTranslation();
  const { session, campaign } = page;
  const { coverage, refresh } = useFreshCoverage(session.id, page.coverage);
  const listed = campaign.rosterReason !== null;
  const { revalidate } = useRevalidator();
  const { checks } = page;
  const result = useActionData<typeof action>() as SubmissionResult<string[]> | undefined;
  useRevalidateWhen(coverage.way !== page.coverage.way || coverage.studied !== page.coverage.studied);
  // The ticket of this page load stays; a revalidation brings new figures, not a new playback.
  const [playback] = useState(page.playback);
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,1fr)_21rem] lg:grid-rows-[auto_auto_1fr]">
      <header className="lg:col-span-2">
        <p className="text-sm text-ink-2">
          <Link
            to={`/dot-hoc-tap/${campaign.code}`}
            className="inline-flex min-h-11 items-center underline decoration-line-strong hover:text-ink"
          >
            {t('Đợt học tập: {{title}}', { title: campaign.title })} ·{' '}
            {t('Chuyên đề {{number}}', { number: session.position })}
          </Link>
        </p>
        <h1>{session.title}</h1>
        {session.lecturer ? (
          <p className="mt-1 text-ink-2">
            {t('Báo cáo viên: {{name}}', {
              name: [session.lecturer, session.lecturerTitle].filter(Boolean).join(', '),
            })}
          </p>
        ) : null}
      </header>
      <div className="flex min-w-0 flex-col gap-5">
        {listed ? null : (
          <Notice title={t('Đồng chí đang xem buổi học này với tư cách quản lý.')}>
            {t('Đồng chí không có tên trong danh sách học của đợt này, nên phần xem không được tính.')}
          </Notice>
        )}
        {playback ? (
          <RecordingSession
            {...{ session, playback, coverage, listed, checks }}
            {...{ chapters: page.chapters, hasTranscript: page.hasTranscript, resumeAt: page.resumeAt }}
            onAcknowledged={refresh}
            onCheckSettled={revalidate}
          />
        ) : page.live ? (
          <LiveSession
            {...{
              session,
              listed,
              coverage,
              checks,
              timeZone: page.timeZone,
              playback: page.livePlayback,
              onAcknowledged: refresh,
              onCheckSettled: revalidate,
            }}
            initial={page.live}
          />
        ) : (
          <NoRecording startsAt={session.startsAt} now={page.now} timeZone={page.timeZone} />
        )}
        {checks ? <ChecksCard {...{ checks, result }} timeZone={page.timeZone} /> : null}
      </div>
      <aside
        className="flex min-w-0 flex-col gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-2"
        aria-label={t('Tình hình của đồng chí')}
      >
        {listed ? (
          <>
            {page.live ? null : (
              <StandingCard {...{ coverage, checks, timeZone: page.timeZone, now: page.now, ...campaign }} />
            )}
            {coverage.way !== null && page.next ? (
              <NextStepCard step={page.next} now={page.now} timeZone={page.timeZone} />
            ) : null}
            <Card id="dieu-kien" title={t('Điều kiện hoàn thành')}>
              <RequirementList
                campaign={withFreshCoverage(campaign, { sessionId: session.id, covered: coverage.covered })}
                timeZone={page.timeZone}
              />
            </Card>
          </>
        ) : null}
      </aside>
      <div className="flex min-w-0 flex-col gap-5">
        <p className="flex flex-wrap gap-x-6">
          {page.hasTranscript ? (
            <Link to={`/buoi-hoc/${session.id}/loi-giang`} className="link inline-flex min-h-11 items-center">
              {t('Đọc lời giảng dạng chữ')}
            </Link>
          ) : null}
          <Link to={`/buoi-hoc/${session.id}/gop-y`} className="link inline-flex min-h-11 items-center">
            {t('Hỏi đáp, góp ý')}
          </Link>
          <Link to={`/buoi-hoc/${session.id}/bieu-quyet`} className="link inline-flex min-h-11 items-center">
            {t('Biểu quyết')}
          </Link>
        </p>
        <Card id="tai-lieu" title={t('Tài liệu ({{count}})', { count: campaign.documents.length })}>
          <DocumentList documents={campaign.documents} marks={listed} />
        </Card>
      </div>
    </div>
  );
}

/** Loads the page's figures again when the fresh coverage says that a verdict changed. */
function useRevalidateWhen(changed: boolean) {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (changed && state === 'idle') revalidate();
  }, [changed, state, revalidate]);
}
