import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { EncoderSettings } from '~/components/broadcast/encoder-settings';
import { OperatorAgenda } from '~/components/broadcast/operator-agenda';
import { OperatorOrders } from '~/components/broadcast/operator-orders';
import { StreamAlert, StreamHealthCard } from '~/components/broadcast/stream-health';
import { TrimForm } from '~/components/broadcast/trim-form';
import { useOperatorHealth } from '~/components/broadcast/use-operator-health';
import { LivePlayer } from '~/components/player/live-player';
import { useLiveView } from '~/components/player/use-live-view';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { getOperatorPage } from '~/modules/broadcasts/get-operator-page.server';
import { runOperatorForm } from '~/modules/broadcasts/run-operator-form.server';
import type { IngestHealth, OperatedBroadcast } from '~/modules/broadcasts/schema';
import { BROADCAST_STATE_NAMES, type BroadcastState, type LiveSource } from '~/modules/broadcasts/schema';
import { timelineLength } from '~/modules/broadcasts/timeline';
import { issueLiveTicket } from '~/modules/media/issue-playback-ticket.server';
import { isAppError } from '~/platform/errors';
import { formatDuration } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Phát trực tiếp');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const sessionId = Number(params.id);
  const page = await getOperatorPage(services, { viewer, sessionId });
  const running = page.broadcast !== null && page.broadcast.state !== 'PUBLISHED';
  const issued = running ? await issueLiveTicket(services, { viewer, sessionId }) : null;
  const { env } = services;
  return data(
    {
      ...page,
      playback: issued?.playback ?? null,
      address: `rtmp://${new URL(env.PUBLIC_URL).hostname}:${env.RTMP_PORT}/live`,
    },
    issued ? { headers: { 'set-cookie': issued.setCookie } } : undefined,
  );
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const sessionId = Number(params.id);
  const form = await request.formData();
  const entered = Object.fromEntries(['agenda', 'from', 'to'].map((name) => [name, String(form.get(name) ?? '')]));
  try {
    const done = await runOperatorForm(context.services, { viewer, sessionId, form });
    // A key is in this answer alone: no address leads to it again.
    if (done.key) return data({ ok: true as const, key: done.key }, { headers: { 'cache-control': 'no-store' } });
    return redirect(`/quan-ly/buoi-hoc/${sessionId}/phat-truc-tiep?xong=${done.intent}`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const { code, message, params: values } = error;
    return data({ ok: false as const, code, message, params: values, entered }, { status: error.status });
  }
}

const DONE: Record<string, string> = {
  schedule: 'Đã lên lịch phát trực tiếp. Đồng chí tạo khóa luồng cho bộ mã hóa.',
  agenda: 'Đã lưu chương trình.',
  reach: 'Đã chuyển mục chương trình.',
  revoke: 'Đã thu hồi khóa luồng.',
  trim: 'Đã cắt bản ghi.',
};

export default function BroadcastPage() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [query] = useSearchParams();
  const { session, broadcast } = page;
  const done = DONE[query.get('xong') ?? ''];
  const campaign = `/quan-ly/dot-hoc-tap/${session.campaignCode}`;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <div className="flex flex-col">
        <Breadcrumbs
          items={[
            { label: t('Đợt học tập'), to: '/quan-ly/dot-hoc-tap' },
            { label: session.campaignTitle, to: campaign },
            { label: t('Buổi học'), to: `${campaign}/buoi-hoc` },
            { label: t('Phát trực tiếp') },
          ]}
        />
        <PageHeader
          eyebrow={t('Buổi {{position}}', { position: session.position })}
          title={session.title}
          actions={broadcast ? <StateBadge state={broadcast.state} /> : undefined}
        />
      </div>
      {answer?.ok === false ? (
        <Notice tone="error" title={t('Chưa thực hiện được')}>
          {t(answer.message, answer.params)}
        </Notice>
      ) : done && !answer ? (
        <Notice tone="success">{t(done)}</Notice>
      ) : null}
      {broadcast ? (
        <Operating
          key={broadcast.id}
          {...{ broadcast, playback: page.playback, health: page.health, address: page.address }}
          sessionId={session.sessionId}
          title={session.title}
          recording={page.recording?.own ? page.recording.timelineSeconds : null}
          fresh={answer?.ok ? answer.key : null}
          entered={answer?.ok === false ? answer.entered : null}
        />
      ) : (
        <Card id="len-lich" title={page.cancelled ? t('Buổi phát đã hủy') : t('Buổi học chưa phát trực tiếp')}>
          <p className="mb-4">
            {page.recording
              ? t(
                  'Buổi học đã có bản ghi nên không phát trực tiếp được. Đồng chí gỡ bản ghi trước nếu muốn phát trực tiếp.',
                )
              : t('Lên lịch để có khóa luồng, phòng chờ cho đảng viên và bản ghi ngay sau khi kết thúc.')}
          </p>
          {page.recording ? (
            <LinkButton to={`/quan-ly/buoi-hoc/${session.sessionId}/ban-ghi`} variant="secondary">
              {t('Đến trang bản ghi')}
            </LinkButton>
          ) : (
            <Form method="post">
              <Button name="intent" value="schedule">
                {t('Lên lịch phát trực tiếp')}
              </Button>
            </Form>
          )}
        </Card>
      )}
    </div>
  );
}

interface OperatingProps {
  broadcast: OperatedBroadcast;
  health: IngestHealth | null;
  playback: LiveSource | null;
  address: string;
  sessionId: number;
  title: string;
  recording: number | null;
  fresh: { slot: 'PRIMARY' | 'BACKUP'; key: string } | null;
  entered: Record<string, string> | null;
}

function Operating(props: OperatingProps) {
  const { t } = useTranslation();
  const { broadcast, sessionId, recording, entered } = props;
  const current = useOperatorHealth(sessionId, { broadcast, health: props.health });
  const followed = useLiveView(broadcast);
  const { state } = current.broadcast;
  const over = state === 'ENDED' || state === 'PUBLISHED';
  const length = timelineLength(current.broadcast.pieces);
  const streaming = current.health?.streams.some(({ lastSegmentAt }) => lastSegmentAt !== null) ?? false;
  return (
    <>
      <StreamAlert health={current} />
      {state === 'ENDED' && recording === null ? (
        <Notice tone="info" title={t('Buổi phát đã kết thúc')}>
          {length > 0
            ? t('Bản ghi đang được chuẩn bị, có sau ít giây.')
            : t('Không có hình nào được phát nên không có bản ghi. Đồng chí có thể tải bản ghi lên ở trang Bản ghi.')}
        </Notice>
      ) : null}
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        {recording === null && props.playback ? (
          <LivePlayer source={props.playback} followed={followed} title={props.title} {...{ sessionId }} preview />
        ) : null}
        {recording === null ? null : (
          <TrimForm
            {...{ sessionId, length }}
            trim={broadcast.trim}
            recordingSeconds={recording}
            entered={entered?.from ? { from: entered.from, to: entered.to ?? '' } : null}
          />
        )}
        <div className="flex min-w-0 flex-col gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          {over ? null : (
            <Card
              id="dieu-khien"
              title={t('Điều khiển')}
              aside={length > 0 ? t('Đã phát {{length}}', { length: formatDuration(length) }) : undefined}
            >
              <OperatorOrders {...{ state, streaming }} />
            </Card>
          )}
          <OperatorAgenda
            agenda={current.broadcast.agenda}
            agendaItemId={current.broadcast.agendaItemId}
            state={state}
            entered={entered?.agenda || undefined}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {recording === null ? <StreamHealthCard health={current} /> : null}
          {over ? null : (
            <EncoderSettings keys={current.broadcast.keys} {...{ address: props.address, fresh: props.fresh, over }} />
          )}
        </div>
      </div>
    </>
  );
}

const TONES: Partial<Record<BroadcastState, BadgeTone>> = {
  ON_AIR: 'live',
  PAUSED: 'partial',
  PUBLISHED: 'done',
  LOBBY: 'info',
};

function StateBadge({ state }: { state: BroadcastState }) {
  const { t } = useTranslation();
  return (
    <span data-state={state}>
      <Badge tone={TONES[state] ?? 'neutral'}>{t(BROADCAST_STATE_NAMES[state])}</Badge>
    </span>
  );
}
