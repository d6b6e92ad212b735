import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData, useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { DocumentList } from '~/components/campaigns/document-list';
import { NextStepCard } from '~/components/campaigns/next-step-card';
import { RequirementList } from '~/components/campaigns/requirement-list';
import { LecturePlayer } from '~/components/player/lecture-player';
import type { PlayerHandle } from '~/components/player/player-events';
import { useBeats } from '~/components/player/use-beats';
import { ChapterList } from '~/components/session/chapter-list';
import { CoverageCard } from '~/components/session/coverage-card';
import { LiveSession } from '~/components/session/live-session';
import { NoRecording } from '~/components/session/no-recording';
import { StandingCard } from '~/components/session/standing-card';
import { useFreshCoverage } from '~/components/session/use-fresh-coverage';
import { withFreshCoverage } from '~/components/session/with-fresh-coverage';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { getSessionPage } from '~/modules/attendance/get-session-page.server';
import type { CoverageView } from '~/modules/attendance/schema';
import { chaptersOf } from '~/modules/broadcasts/chapters';
import { getLiveView } from '~/modules/broadcasts/get-live-view.server';
import { nextStep, viewOf } from '~/modules/campaigns/requirements';
import { signLivePlayback, signPlayback } from '~/modules/media/issue-playback-ticket.server';
import type { PlaybackSource } from '~/modules/media/schema';
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
  const issued = recording && signPlayback(services, { viewer, sessionId, recording });
  const now = services.clock.now();
  // A session that is broadcast has a page of its own until there is a recording; then its agenda are chapters.
  const { broadcast } = page;
  const view = broadcast && (await getLiveView(services, broadcast.id));
  const live = broadcast && view && !recording ? view : null;
  const liveIssued =
    live && broadcast && signLivePlayback(services, { viewer, sessionId, live: broadcast, operates: false });
  const ofBroadcast = recording && recording.liveOffset !== null ? recording.liveOffset : null;
  const chapters =
    view && recording && ofBroadcast !== null
      ? chaptersOf(view.agenda, view.pieces, { offset: ofBroadcast, seconds: recording.timelineSeconds })
      : [];
  const next = nextStep([page.campaign], now);
  const asked = Number(new URL(request.url).searchParams.get('tu') ?? Number.NaN);
  return data(
    {
      now: now.toISOString(),
      timeZone: viewer.timeZone,
      session: page.session,
      campaign: viewOf(page.campaign, now),
      coverage: page.coverage,
      hasTranscript: page.hasTranscript,
      playback: issued?.playback ?? null,
      live,
      livePlayback: liveIssued?.playback ?? null,
      chapters,
      resumeAt: Number.isFinite(asked) ? asked : page.coverage.position,
      // The card leads on: not to where the member already is.
      next: next && !('session' in next && next.session.id === sessionId) ? next : null,
    },
    { headers: cookieOf(issued ?? liveIssued) },
  );
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
          <Watching {...{ page, playback, coverage, listed }} onAcknowledged={refresh} />
        ) : page.live ? (
          <LiveSession
            {...{
              session,
              listed,
              coverage,
              timeZone: page.timeZone,
              playback: page.livePlayback,
              onAcknowledged: refresh,
            }}
            initial={page.live}
          />
        ) : (
          <NoRecording startsAt={session.startsAt} now={page.now} timeZone={page.timeZone} />
        )}
      </div>
      <aside
        className="flex min-w-0 flex-col gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-2"
        aria-label={t('Tình hình của đồng chí')}
      >
        {listed ? (
          <>
            {page.live ? null : <StandingCard {...{ coverage, timeZone: page.timeZone, now: page.now, ...campaign }} />}
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

interface WatchingProps {
  page: Page;
  playback: PlaybackSource;
  coverage: CoverageView;
  listed: boolean;
  onAcknowledged: () => void;
}

/** Player, beats and the strip. */
function Watching({ page, playback, coverage, listed, onAcknowledged }: WatchingProps) {
  const { t } = useTranslation();
  const player = useRef<PlayerHandle>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const { session } = page;
  const length = playback.timelineSeconds;
  const sending = useBeats({
    ...{ player, length, onAcknowledged },
    sessionId: session.id,
    ticket: playback.ticket,
    counts: listed,
  });
  useEffect(() => {
    const show = (at: number) => {
      if (!playhead.current) return;
      playhead.current.style.display = 'block';
      playhead.current.style.left = `${Math.min(100, (at / length) * 100)}%`;
    };
    const unsubscribe = [
      player.current?.on('played', ({ to }) => show(to)),
      player.current?.on('seek', ({ to }) => show(to)),
    ];
    return () => {
      for (const stop of unsubscribe) stop?.();
    };
  }, [length]);
  const goTo = (seconds: number) => {
    player.current?.seekTo(seconds);
    player.current?.play();
  };
  return (
    <>
      <LecturePlayer
        ref={player}
        source={playback}
        sessionId={session.id}
        title={session.title}
        resumeAt={page.resumeAt}
      />
      <ChapterList chapters={page.chapters} onSeek={goTo} />
      {page.hasTranscript ? (
        <noscript>
          <Notice tone="warning" title={t('Trình duyệt đang tắt JavaScript nên không phát được bài giảng.')}>
            {t('Đồng chí vẫn đọc được lời giảng dạng chữ ở bên dưới; phần đọc không được tính là đã xem.')}
          </Notice>
        </noscript>
      ) : null}
      {listed ? <CoverageCard {...{ coverage, sending, onSeek: goTo, playheadRef: playhead }} /> : null}
    </>
  );
}

/** Loads the page's figures again when the fresh coverage says that a verdict changed. */
function useRevalidateWhen(changed: boolean) {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (changed && state === 'idle') revalidate();
  }, [changed, state, revalidate]);
}
