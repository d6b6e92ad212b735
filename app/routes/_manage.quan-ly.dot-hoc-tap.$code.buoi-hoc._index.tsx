import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { FormErrors } from '~/components/campaigns/form-errors';
import { sessionName } from '~/components/campaigns/next-step-card';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { can } from '~/modules/accounts/access';
import { getCampaignEditor } from '~/modules/campaigns/get-campaign-editor.server';
import { removeSession } from '~/modules/campaigns/remove-session.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { formAction } from '~/platform/form-action';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, unitPath } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const { code, state, sessions } = await getCampaignEditor(id, db);
  return {
    code,
    state,
    records: can(viewer, 'recording.manage', unitPath),
    operates: can(viewer, 'broadcast.operate', unitPath),
    sessions: sessions.map((session) => ({
      ...session,
      startsAt: session.startsAt.toISOString(),
      endsAt: null,
      seconds: session.recording?.timelineSeconds ?? null,
    })),
  };
}

const removeSchema = z.object({ intent: z.literal('remove'), sessionId: z.coerce.number().int().positive() });

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), removeSchema, async ({ sessionId }) => {
    await removeSession({ campaignId: id, sessionId, actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/buoi-hoc?da-luu=1`);
  });
}

export default function CampaignSessions() {
  const { t, i18n } = useTranslation();
  const { code, state, records, operates, sessions } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const base = `/quan-ly/dot-hoc-tap/${code}/buoi-hoc`;
  return (
    <Card
      id="buoi-hoc"
      title={t('Các buổi học')}
      aside={
        state === 'DRAFT' ? (
          <LinkButton to={`${base}/moi`} icon="plus">
            {t('Thêm buổi học')}
          </LinkButton>
        ) : null
      }
    >
      <FormErrors errors={result?.error?.[''] ?? undefined} />
      {sessions.length === 0 ? <p className="text-ink-2">{t('Chưa có buổi học nào.')}</p> : null}
      <ol className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-start justify-between gap-3 py-4">
            <div className="min-w-0 grow basis-72">
              <h3 className="text-base font-semibold">{sessionName(session)}</h3>
              <p className="text-ink-2">
                {formatWithClock(new Date(session.startsAt), HANOI, i18n.language as Language)}
              </p>
              {session.lecturer ? (
                <p className="text-ink-2">
                  {t('Báo cáo viên: {{name}}', {
                    name: [session.lecturer, session.lecturerTitle].filter(Boolean).join(', '),
                  })}
                </p>
              ) : null}
              <p className="mt-1">
                {session.seconds === null ? (
                  <Badge tone="neutral">{t('chưa có bản ghi')}</Badge>
                ) : (
                  <Badge tone="done">{t('Bản ghi {{length}}', { length: formatDuration(session.seconds) })}</Badge>
                )}
              </p>
            </div>
            <div className="flex flex-wrap gap-2">
              <LinkButton to={`${base}/${session.id}/diem-cau`} variant="secondary" icon="people">
                {t('Điểm cầu')}
                <span className="sr-only">: {session.title}</span>
              </LinkButton>
              {operates ? (
                <LinkButton to={`/quan-ly/buoi-hoc/${session.id}/phat-truc-tiep`} variant="secondary" icon="live">
                  {t('Phát trực tiếp')}
                  <span className="sr-only">: {session.title}</span>
                </LinkButton>
              ) : null}
              {records ? (
                <LinkButton to={`/quan-ly/buoi-hoc/${session.id}/ban-ghi`} variant="secondary" icon="upload">
                  {t('Bản ghi')}
                  <span className="sr-only">: {session.title}</span>
                </LinkButton>
              ) : null}
              {state === 'DRAFT' ? null : (
                <>
                  <LinkButton to={`/quan-ly/buoi-hoc/${session.id}/gop-y`} variant="secondary" icon="list">
                    {t('Hỏi đáp')}
                    <span className="sr-only">: {session.title}</span>
                  </LinkButton>
                  <LinkButton to={`/quan-ly/buoi-hoc/${session.id}/bieu-quyet`} variant="secondary" icon="chart">
                    {t('Biểu quyết')}
                    <span className="sr-only">: {session.title}</span>
                  </LinkButton>
                  <LinkButton to={`/quan-ly/buoi-hoc/${session.id}/bien-ban`} variant="secondary" icon="document">
                    {t('Biên bản')}
                    <span className="sr-only">: {session.title}</span>
                  </LinkButton>
                </>
              )}
              {state === 'CLOSED' ? null : (
                <LinkButton to={`${base}/${session.id}`} variant="secondary" icon="edit">
                  {t('Sửa')}
                  <span className="sr-only">: {session.title}</span>
                </LinkButton>
              )}
              {state === 'DRAFT' ? (
                <Form method="post">
                  <input type="hidden" name="sessionId" value={session.id} />
                  <Button name="intent" value="remove" variant="quiet">
                    {t('Bỏ')}
                    <span className="sr-only">: {session.title}</span>
                  </Button>
                </Form>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
