import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { LivePlayer } from '~/components/player/live-player';
import type { PlayerHandle } from '~/components/player/player-events';
import { renewLive } from '~/components/player/renew-playback';
import { useBeats } from '~/components/player/use-beats';
import { type FollowedBroadcast, useLiveView } from '~/components/player/use-live-view';
import { CheckPanel } from '~/components/presence-checks/check-panel';
import { usePresenceChecks } from '~/components/presence-checks/use-presence-checks';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { Countdown } from '~/components/ui/countdown';
import { Icon } from '~/components/ui/icon';
import { Notice } from '~/components/ui/notice';
import { TwoClocks } from '~/components/ui/two-clocks';
import type { CoverageView } from '~/modules/attendance/schema';
import type { LiveSource, LiveView } from '~/modules/broadcasts/schema';
import type { SessionChecks } from '~/modules/presence-checks/schema';
import { formatDuration, formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { rangesLength } from '~/platform/ranges';
import { type Language, twoClocks } from '~/platform/time';

interface Props {
  session: { id: number; title: string };
  initial: LiveView;
  /** Null: nothing to see yet. */
  playback: LiveSource | null;
  listed: boolean;
  coverage: CoverageView;
  /** Null: nobody is asked here. */
  checks: SessionChecks | null;
  timeZone: string;
  onAcknowledged: () => void;
  onCheckSettled: () => void;
}

/** A session that is broadcast: lobby, live, paused, ended. Follows its state by itself. */
export function LiveSession({ initial, timeZone, ...shown }: Props) {
  const { session, playback } = shown;
  const followed = useLiveView(initial);
  const { state } = followed.view;
  const onAir = state === 'ON_AIR' || state === 'PAUSED' || state === 'ENDED';
  // Whoever was here when it began comes straight from the lobby: the picture starts by itself where the browser allows it.
  const [waited] = useState(playback === null);
  useReload({ state, wanted: onAir && playback === null, followed });
  return (
    <>
      {onAir && playback ? (
        <LiveWatching {...shown} {...{ playback, followed }} autoPlay={waited} />
      ) : (
        <Lobby view={followed.view} timeZone={timeZone} />
      )}
      <OpenPolls sessionId={session.id} count={followed.view.openPolls} />
      <LiveAgenda view={followed.view} />
    </>
  );
}

/** How soon after a change pages load again, so that not everybody does at once. */
const SPREAD_MS = { start: 1_500, end: 4_000 };
const TRY_AGAIN_MS = 4_000;

/** Loads the page anew when it went on air (it brings the player) and when the recording is there. */
function useReload({ state, wanted, followed }: { state: string; wanted: boolean; followed: FollowedBroadcast }): void {
  const revalidator = useRevalidator();
  const { revalidate } = revalidator;
  const due = wanted || state === 'PUBLISHED' || state === 'CANCELLED';
  const first = useRef(true);
  useEffect(() => {
    if (!due || revalidator.state !== 'idle' || followed.closed) return;
    const spread = Math.random() * (state === 'PUBLISHED' ? SPREAD_MS.end : SPREAD_MS.start);
    // Answered with the old state (a cache, a slow replica): again, but not at once.
    const timer = setTimeout(revalidate, first.current ? spread : TRY_AGAIN_MS + spread);
    first.current = false;
    return () => clearTimeout(timer);
  }, [due, state, revalidate, revalidator.state, followed.closed]);
}

interface WatchingProps extends Omit<Props, 'initial' | 'timeZone' | 'playback'> {
  playback: LiveSource;
  followed: FollowedBroadcast;
  autoPlay: boolean;
}

/** Longer than any broadcast: the server knows how long it is by now, and refuses what cannot have been. */
const OPEN_END = 1_000_000;

function LiveWatching({ session, playback, followed, listed, coverage, autoPlay, ...rest }: WatchingProps) {
  const { t, i18n } = useTranslation();
  const player = useRef<PlayerHandle>(null);
  // The ticket of this page load stays; a revalidation brings new figures, not a new playback.
  const [source] = useState(playback);
  const renew = async () => (await renewLive(session.id))?.ticket ?? null;
  const checks = usePresenceChecks({
    ...{ player, ticket: source.ticket, checks: rest.checks, onSettled: rest.onCheckSettled, renew },
    sessionId: session.id,
  });
  const sending = useBeats({
    ...{ player, ticket: source.ticket, length: OPEN_END, counts: listed, onAcknowledged: rest.onAcknowledged, renew },
    sessionId: session.id,
    onChecks: checks.hear,
  });
  const seconds = rangesLength(coverage.live);
  const { view } = followed;
  return (
    <>
      <LivePlayer
        ref={player}
        {...{ source, followed, autoPlay }}
        sessionId={session.id}
        title={session.title}
        belowPicture={rest.checks ? <CheckPanel {...checks} answerSeconds={rest.checks.answerSeconds} /> : undefined}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <span className="flex flex-wrap items-center gap-3" data-state={view.state}>
          {view.state === 'ON_AIR' ? <Badge tone="live">{t('Đang phát trực tiếp')}</Badge> : null}
          {view.state === 'PAUSED' ? <Badge tone="partial">{t('Đang tạm dừng')}</Badge> : null}
          {view.viewers > 1 ? (
            <span className="text-ink-2">
              {t('{{count}} nơi đang theo dõi', {
                count: view.viewers,
                number: formatNumber(view.viewers, 0, i18n.language as Language),
              })}
            </span>
          ) : null}
        </span>
        {listed ? (
          <p role="status" className="text-ink-2" data-sending={sending} data-live-seconds={seconds}>
            {sending === 'offline' ? (
              <span className="inline-flex items-center gap-2 font-semibold text-partial">
                <Icon name="offline" /> {t('Mất kết nối – sẽ tự gửi lại')}
              </span>
            ) : sending === 'refused' ? (
              <span className="font-semibold text-danger">
                {t('Phiên xem đã hết hạn. Đồng chí hãy tải lại trang để phần xem tiếp được tính.')}
              </span>
            ) : seconds > 0 ? (
              t('Đã ghi nhận {{length}} dự trực tiếp', { length: formatDuration(seconds) })
            ) : (
              t('Phần dự trực tiếp được ghi nhận tự động; phần lỡ có thể xem bù trong bản ghi.')
            )}
          </p>
        ) : null}
      </div>
    </>
  );
}

function Lobby({ view, timeZone }: { view: LiveView; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const starts = new Date(view.startsAt);
  const [late, setLate] = useState(starts <= new Date(view.now));
  return (
    <Card id="phong-cho" title={view.state === 'LOBBY' ? t('Phòng chờ') : t('Buổi học phát trực tiếp')} emphasis>
      <div data-state={view.state}>
        <p className="mb-3">
          {late ? (
            t('Sắp bắt đầu. Đồng chí giữ trang này mở, hình sẽ tự hiện khi ban tổ chức phát.')
          ) : (
            <>
              {t('Bắt đầu sau')}{' '}
              <Countdown
                until={view.startsAt}
                serverNow={view.now}
                onEnd={() => setLate(true)}
                className="text-xl font-bold"
              />
            </>
          )}
        </p>
        <TwoClocks clocks={twoClocks(starts, timeZone, i18n.language as Language)} />
        <p className="mt-3 text-ink-2">
          {t('Trong lúc chờ, đồng chí có thể đọc tài liệu ở phần Tài liệu của trang này.')}
        </p>
        <noscript>
          <p className="mt-3 font-semibold">
            {t(
              'Trình duyệt đang tắt JavaScript nên không xem trực tiếp được. Đồng chí hãy bật JavaScript rồi tải lại trang.',
            )}
          </p>
        </noscript>
      </div>
    </Card>
  );
}

/** In a page of its own, so that the picture goes on here. */
function OpenPolls({ sessionId, count }: { sessionId: number; count: number }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {count > 0 ? (
        <Notice tone="info" title={t('Đang lấy biểu quyết')}>
          <a className="link" href={`/buoi-hoc/${sessionId}/bieu-quyet`} target="_blank" rel="noreferrer">
            {t('Mở trang biểu quyết')}
          </a>{' '}
          {t('(mở trang mới, hình ở đây vẫn phát)')}
        </Notice>
      ) : null}
    </div>
  );
}

/** The agenda with the point that is being dealt with. Nothing without one. */
function LiveAgenda({ view }: { view: LiveView }) {
  const { t } = useTranslation();
  if (view.agenda.length === 0) return null;
  return (
    <Card id="chuong-trinh" title={t('Chương trình')}>
      <ol className="flex flex-col gap-1">
        {view.agenda.map(({ id, title, reachedAt }) => (
          <li
            key={id}
            aria-current={id === view.agendaItemId ? 'step' : undefined}
            className="flex items-baseline gap-3 rounded-sm px-2 py-2 aria-[current=step]:bg-info-soft aria-[current=step]:font-semibold"
          >
            <Icon
              name={id === view.agendaItemId ? 'play' : reachedAt ? 'check' : 'circle'}
              className="size-5 shrink-0 self-center"
            />
            <span>{title}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
