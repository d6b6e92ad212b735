import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { SessionFields } from '~/components/campaigns/session-fields';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { getCampaignEditor } from '~/modules/campaigns/get-campaign-editor.server';
import { type FormText, sessionSchema } from '~/modules/campaigns/input';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { saveSession } from '~/modules/campaigns/save-session.server';
import { notFound } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { toLocalInput } from '~/platform/time';

function sessionId(params: { session?: string }): number | undefined {
  if (params.session === 'moi') return undefined;
  const id = Number(params.session);
  if (!Number.isSafeInteger(id) || id < 1 || id > 2_147_483_647) throw notFound();
  return id;
}

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const campaign = await getCampaignEditor(id, db);
  const wanted = sessionId(params);
  const session = campaign.sessions.find((each) => each.id === wanted);
  if (wanted && !session) throw notFound();
  // Shown on the clock of the unit that runs the campaign; the form lets another be chosen.
  const zone = campaign.unit.timeZone;
  const minutes = session?.endsAt ? Math.round((session.endsAt.getTime() - session.startsAt.getTime()) / 60_000) : 90;
  return {
    code: campaign.code,
    isNew: !session,
    values: {
      title: session?.title ?? '',
      topic: session?.topic ?? `Chuyên đề ${campaign.sessions.length + 1}`,
      lecturer: session?.lecturer ?? '',
      lecturerTitle: session?.lecturerTitle ?? '',
      startsAt: session ? toLocalInput(session.startsAt, zone) : '',
      timeZone: zone,
      minutes: String(minutes),
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), sessionSchema, async (input) => {
    await saveSession({ campaignId: id, sessionId: sessionId(params), input, actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/buoi-hoc?da-luu=1`);
  });
}

export default function EditSession() {
  const { t } = useTranslation();
  const { code, isNew, values } = useLoaderData<typeof loader>();
  const lastResult = useActionData<SubmissionResult<string[]>>();
  const [form, fields] = useForm<FormText<typeof sessionSchema>>({ id: 'buoi-hoc', lastResult, defaultValue: values });
  return (
    <Card className="max-w-3xl" title={isNew ? t('Thêm buổi học') : t('Sửa buổi học')}>
      <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
        <FormErrors errors={form.errors} id={form.errorId} />
        <SessionFields fields={fields} />
        <div className="flex flex-wrap gap-3">
          <Button>{t('Lưu buổi học')}</Button>
          <LinkButton to={`/quan-ly/dot-hoc-tap/${code}/buoi-hoc`} variant="quiet">
            {t('Hủy')}
          </LinkButton>
        </div>
      </Form>
    </Card>
  );
}
