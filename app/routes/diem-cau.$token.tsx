import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { ErrorPage } from '~/components/layout/error-page';
import { PlainShell } from '~/components/layout/plain-shell';
import { CheckInQr } from '~/components/venues/check-in-qr';
import { HallPlayer } from '~/components/venues/hall-player';
import { useVenueScreen } from '~/components/venues/use-venue-screen';
import { findVenueScreen } from '~/modules/venues/find-venue-screen.server';
import { getScreenNews } from '~/modules/venues/get-screen-news.server';
import { signHallPlayback } from '~/modules/venues/sign-hall-playback.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => [
  ...pageTitle(matches, 'Màn hình hội trường'),
  { name: 'robots', content: 'noindex' },
];

/** The hall's big screen: a secret link, no sign-in, nothing about people. Without script the code is renewed by loading again. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const { services, language } = context;
  const token = params.token ?? '';
  const screen = await findVenueScreen(token, services);
  const issued = signHallPlayback(screen, services);
  return data(
    {
      token,
      news: await getScreenNews(screen, services),
      venue: { name: screen.venueName, place: screen.place },
      session: { id: screen.sessionId, title: screen.sessionTitle, lecturer: screen.lecturer },
      campaignTitle: screen.campaignTitle,
      starts: formatWithClock(screen.startsAt, screen.timeZone, language),
      recording: issued.recording,
      live: issued.live,
    },
    issued.setCookie ? { headers: { 'set-cookie': issued.setCookie } } : undefined,
  );
}

export default function HallScreen() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { venue, session, starts, recording, live } = page;
  const { news, code, stale, renewPass, ask } = useVenueScreen(page.token, page.news);
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  // Opened or closed since: what may play is another thing, so the page is loaded anew.
  useEffect(() => {
    if (news.state !== page.news.state || news.picture !== page.news.picture) window.location.reload();
  }, [news.state, news.picture, page.news.state, page.news.picture]);
  return (
    <main className="flex min-h-dvh flex-col bg-black text-white">
      <noscript>
        <meta httpEquiv="refresh" content="25" />
      </noscript>
      <div className="relative flex grow flex-col items-center gap-4 sm:flex-row sm:items-start sm:justify-center">
        {/* The picture fills the screen; controls and names stand below it, a scroll away. */}
        <div className="w-full max-w-[min(100vw,calc(100dvh*16/9))] px-4 sm:px-0">
          {news.state === 'CLOSED' ? (
            <p className="p-8 text-center text-2xl">{t('Điểm cầu đã đóng. Cảm ơn các đồng chí.')}</p>
          ) : (
            <HallPlayer
              {...{
                sessionId: session.id,
                title: session.title,
                recording,
                live,
                view: news.view,
                starts,
                renewPass,
                ask,
              }}
            />
          )}
        </div>
        {news.state === 'CLOSED' ? null : (
          <aside className="sm:absolute sm:top-4 sm:right-4">
            <CheckInQr address={code} stale={stale} />
          </aside>
        )}
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-2">
        <div>
          <h1 className="text-xl text-white">{[venue.name, venue.place].filter(Boolean).join(' – ')}</h1>
          <p className="text-white">
            {page.campaignTitle} · {session.title}
            {session.lecturer ? ` · ${t('Báo cáo viên: {{name}}', { name: session.lecturer })}` : ''}
          </p>
        </div>
        {ready ? (
          <button
            type="button"
            onClick={() =>
              document.fullscreenElement
                ? void document.exitFullscreen()
                : void document.documentElement.requestFullscreen().catch(() => {})
            }
            className="min-h-11 rounded-sm border border-white px-5 font-semibold text-white hover:bg-white hover:text-black focus-visible:outline-white"
          >
            {t('Toàn màn hình')}
          </button>
        ) : null}
      </footer>
    </main>
  );
}

export function ErrorBoundary() {
  return (
    <PlainShell wide>
      <ErrorPage />
    </PlainShell>
  );
}
