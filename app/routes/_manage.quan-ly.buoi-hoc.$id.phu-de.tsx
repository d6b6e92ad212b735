import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
  unstable_createMemoryUploadHandler,
} from '@remix-run/node';
import { type ShouldRevalidateFunction, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { useMemo, useRef } from 'react';
import { CaptionEditor } from '~/components/captions/caption-editor';
import { LecturePlayer } from '~/components/player/lecture-player';
import type { PlayerHandle } from '~/components/player/player-events';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { LinkButton } from '~/components/ui/button';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { checkCues, draftOf } from '~/modules/media/caption-draft';
import { getCaptionsPage } from '~/modules/media/get-captions-page.server';
import { issuePlaybackTicket } from '~/modules/media/issue-playback-ticket.server';
import { readCaptionForm } from '~/modules/media/read-caption-form';
import { saveEditedCaptions } from '~/modules/media/save-edited-captions.server';
import { CAPTIONS_MAX_BYTES } from '~/modules/media/schema';
import { AppError, isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { readMultipart } from '~/platform/read-multipart.server';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Sửa phụ đề');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const sessionId = Number(params.id);
  const page = await getCaptionsPage(context.services, { viewer, sessionId });
  const issued = page.recording ? await issuePlaybackTicket(context.services, { viewer, sessionId }) : null;
  return data(
    { ...page, playback: issued?.playback ?? null },
    issued ? { headers: { 'set-cookie': issued.setCookie } } : undefined,
  );
}

/** Turning a page of the list asks nothing of the server; after a refused save, what was edited stays on what it was edited from. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  currentUrl,
  nextUrl,
  formMethod,
  actionStatus,
  ...rest
}) => {
  if (actionStatus !== undefined && actionStatus >= 400) return false;
  return formMethod === undefined && currentUrl.pathname === nextUrl.pathname ? false : rest.defaultShouldRevalidate;
};

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const sessionId = Number(params.id);
  const page = await getCaptionsPage(services, { viewer, sessionId });
  if (!page.recording) throw notFound();
  const form = await readForm(request);
  // Without script the draft lives in the page alone, so every answer has it.
  const posted = form.scripted ? null : form.draft;
  const answer = { posted, version: form.version, problems: [], newer: null, message: null };
  if (form.operated) return data(answer);
  const checked = checkCues(form.draft, page.recording.seconds);
  if (!checked.ok) return data({ ...answer, problems: checked.problems }, { status: 400 });
  try {
    await saveEditedCaptions(services, { viewer, sessionId, version: form.version, cues: checked.cues });
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const newer = error.code === 'CAPTIONS_CHANGED' ? page.version : null;
    return data({ ...answer, newer, message: error.message }, { status: error.status });
  }
  const at = new URL(request.url).searchParams.get('trang');
  return redirect(`/quan-ly/buoi-hoc/${sessionId}/phu-de?xong=1${at ? `&trang=${Math.trunc(Number(at)) || 1}` : ''}`);
}

async function readForm(request: Request) {
  try {
    // A draft says a little more about each cue than the file that is made of it.
    const handler = unstable_createMemoryUploadHandler({ maxPartSize: 2 * CAPTIONS_MAX_BYTES });
    const form = await readCaptionForm(await readMultipart(request, handler));
    if (form) return form;
  } catch {
    // Said below.
  }
  throw new AppError(
    'invalid',
    'CAPTIONS_FORM',
    'Không đọc được phần sửa phụ đề, hoặc phụ đề quá dài. Đồng chí tải lại trang; phần sửa còn giữ trong trình duyệt này.',
  );
}

export default function CaptionsRoute() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [query] = useSearchParams();
  const player = useRef<PlayerHandle>(null);
  const stored = useMemo(() => draftOf(page.cues), [page.cues]);
  const { session, recording, playback } = page;
  const campaign = `/quan-ly/dot-hoc-tap/${session.campaignCode}`;
  const back = `/quan-ly/buoi-hoc/${session.sessionId}/ban-ghi`;
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-5">
      <div className="flex flex-col">
        <Breadcrumbs
          items={[
            { label: t('Đợt học tập'), to: '/quan-ly/dot-hoc-tap' },
            { label: session.campaignTitle, to: campaign },
            { label: t('Bản ghi'), to: back },
            { label: t('Sửa phụ đề') },
          ]}
        />
        <PageHeader eyebrow={t('Buổi {{position}}', { position: session.position })} title={session.title} />
      </div>
      {answer?.message && answer.newer === null ? <Notice tone="error">{t(answer.message)}</Notice> : null}
      {query.get('xong') && !answer ? (
        <Notice tone="success">{t('Đã lưu phụ đề. Người xem thấy bản mới khi mở lại trang.')}</Notice>
      ) : null}
      {recording && playback ? (
        <div className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
          <div className="flex flex-col gap-4 self-start lg:sticky lg:top-20">
            <LecturePlayer ref={player} source={playback} sessionId={session.sessionId} title={session.title} />
            <Keys />
          </div>
          <CaptionEditor
            key={page.version}
            {...{ player, stored }}
            sessionId={session.sessionId}
            seconds={recording.seconds}
            version={answer?.posted ? answer.version : page.version}
            posted={answer?.posted ?? null}
            problems={answer?.problems ?? []}
            newer={answer?.newer ?? null}
          />
        </div>
      ) : (
        <Notice
          title={t('Buổi học chưa có bản ghi')}
          action={
            <LinkButton to={back} variant="secondary">
              {t('Đến trang bản ghi')}
            </LinkButton>
          }
        >
          {t('Phụ đề được viết theo bản ghi. Đồng chí tải bản ghi lên trước.')}
        </Notice>
      )}
    </div>
  );
}

function Keys() {
  const { t } = useTranslation();
  const keys: [string, string][] = [
    ['Ctrl + S', t('lưu phụ đề')],
    ['Ctrl + Enter', t('tách câu ở chỗ con trỏ')],
    ['Alt + ↑ ↓', t('sang câu trước, câu sau')],
    ['Alt + Enter', t('nghe từ câu này')],
  ];
  return (
    <details className="rounded-sm border border-line p-3">
      <summary className="min-h-11 cursor-pointer content-center font-semibold">{t('Phím tắt khi sửa')}</summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {keys.map(([key, words]) => (
          <div key={key} className="contents">
            <dt className="font-mono text-sm">{key}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
