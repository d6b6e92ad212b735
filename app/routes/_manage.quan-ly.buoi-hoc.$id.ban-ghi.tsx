import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
  unstable_createMemoryUploadHandler,
} from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { LecturePlayer } from '~/components/player/lecture-player';
import { WithdrawForm } from '~/components/quarantine/withdraw-form';
import { AssetProgressPanel } from '~/components/recording/asset-progress';
import { CaptionsForm } from '~/components/recording/captions-form';
import { LectureUploader } from '~/components/recording/lecture-uploader';
import { RecordingSummary } from '~/components/recording/recording-summary';
import { RemoveRecording } from '~/components/recording/remove-recording';
import { useAssetProgress } from '~/components/recording/use-asset-progress';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { NOT_ATTESTED } from '~/modules/files/words';
import { getRecordingPage } from '~/modules/media/get-recording-page.server';
import { issuePlaybackTicket } from '~/modules/media/issue-playback-ticket.server';
import { removeRecording } from '~/modules/media/remove-recording.server';
import { removeUpload } from '~/modules/media/remove-upload.server';
import { saveCaptions } from '~/modules/media/save-captions.server';
import { CAPTIONS_MAX_BYTES } from '~/modules/media/schema';
import { AppError, isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { readMultipart } from '~/platform/read-multipart.server';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Bản ghi buổi học');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const sessionId = Number(params.id);
  const page = await getRecordingPage(context.services, { viewer, sessionId });
  const issued = page.recording ? await issuePlaybackTicket(context.services, { viewer, sessionId }) : null;
  return data(
    { ...page, playback: issued?.playback ?? null },
    issued ? { headers: { 'set-cookie': issued.setCookie } } : undefined,
  );
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const sessionId = Number(params.id);
  const back = (done: string) => redirect(`/quan-ly/buoi-hoc/${sessionId}/ban-ghi?xong=${done}`);
  try {
    const form = await readForm(request);
    const intent = form.get('intent');
    if (intent === 'captions') {
      if (!form.has('xac-nhan')) throw new AppError('invalid', 'NOT_ATTESTED', NOT_ATTESTED);
      const file = form.get('captions');
      const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
      await saveCaptions(services, { viewer, sessionId, bytes });
      return back('phu-de');
    }
    if (intent === 'cancel') {
      await removeUpload(services, { viewer, sessionId, uploadId: String(form.get('uploadId') ?? '') });
      return back('huy');
    }
    if (intent === 'remove') {
      await removeRecording(services, { viewer, sessionId });
      return back('go');
    }
    throw notFound();
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data({ code: error.code, message: error.message, params: error.params }, { status: error.status });
  }
}

/** Forms with a file come in parts; nothing larger than captions may be is kept in memory. */
async function readForm(request: Request): Promise<FormData> {
  if (!request.headers.get('content-type')?.startsWith('multipart/form-data')) return request.formData();
  try {
    return await readMultipart(request, unstable_createMemoryUploadHandler({ maxPartSize: CAPTIONS_MAX_BYTES + 1 }));
  } catch {
    throw new AppError(
      'too-large',
      'CAPTIONS_TOO_LARGE',
      'Không đọc được tệp phụ đề, hoặc tệp lớn hơn 2 MB. Đề nghị đồng chí chọn lại tệp .vtt.',
    );
  }
}

const DONE: Record<string, string> = {
  'phu-de': 'Đã lưu phụ đề.',
  huy: 'Đã hủy và xóa tệp khỏi máy chủ.',
  go: 'Đã gỡ bản ghi khỏi buổi học.',
};

export default function RecordingPage() {
  const { t } = useTranslation();
  const { session, recording, captions, playback, ...loaded } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>();
  const [query] = useSearchParams();
  const { current, refresh } = useAssetProgress(session.sessionId, loaded.current);
  const done = DONE[query.get('xong') ?? ''];
  const receiving = current?.state === 'RECEIVING' && current.mine ? current : null;
  const working = current !== null && current.state !== 'READY' && !receiving;
  const campaign = `/quan-ly/dot-hoc-tap/${session.campaignCode}`;
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <div className="flex flex-col">
        <Breadcrumbs
          items={[
            { label: t('Đợt học tập'), to: '/quan-ly/dot-hoc-tap' },
            { label: session.campaignTitle, to: campaign },
            { label: t('Buổi học'), to: `${campaign}/buoi-hoc` },
            { label: t('Bản ghi') },
          ]}
        />
        <PageHeader eyebrow={t('Buổi {{position}}', { position: session.position })} title={session.title} />
      </div>
      {problem ? (
        <Notice tone="error" title={t('Chưa thực hiện được')}>
          {t(problem.message, problem.params)}
        </Notice>
      ) : done ? (
        <Notice tone="success">{t(done)}</Notice>
      ) : null}
      {working ? (
        <Card id="xu-ly" title={current.state === 'FAILED' ? t('Video không dùng được') : t('Video đang xử lý')}>
          <AssetProgressPanel asset={current} uploadId={current.uploadId} />
        </Card>
      ) : null}
      {recording ? (
        <Card id="ban-ghi" title={t('Bản ghi đang phát cho đảng viên')}>
          <div className="flex flex-col gap-4">
            {playback ? null : (
              <Notice tone="warning" title={t('Bản ghi đang bị cách ly')}>
                {t('Không ai xem được cho đến khi quản trị gỡ cách ly; xem ở trang Cách ly.')}
              </Notice>
            )}
            {playback ? <LecturePlayer source={playback} sessionId={session.sessionId} title={session.title} /> : null}
            <RecordingSummary recording={recording} />
            <RemoveRecording open={query.get('go') === '1'} />
            <WithdrawForm target="ASSET" name={String(session.sessionId)} />
          </div>
        </Card>
      ) : working ? null : (
        <Notice tone="info" title={t('Buổi học chưa có bản ghi')}>
          {t('Tải video bài giảng lên; hệ thống sẽ tự chuyển mã để xem được trên mạng yếu.')}
        </Notice>
      )}
      <Card id="tai-len" title={recording ? t('Thay bản ghi') : t('Tải video lên')}>
        <LectureUploader
          sessionId={session.sessionId}
          unfinished={receiving}
          replaces={recording !== null}
          onChange={refresh}
        />
      </Card>
      {recording || (working && current.state !== 'FAILED') ? (
        <Card id="phu-de" title={t('Phụ đề')}>
          <CaptionsForm
            lines={captions?.lines ?? null}
            updatedAt={captions?.updatedAt ?? null}
            editAt={recording && !working ? `/quan-ly/buoi-hoc/${session.sessionId}/phu-de` : null}
          />
        </Card>
      ) : null}
    </div>
  );
}
