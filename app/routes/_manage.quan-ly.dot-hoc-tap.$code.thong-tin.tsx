import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { CampaignBasicsFields } from '~/components/campaigns/campaign-basics-fields';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { getCampaignEditor } from '~/modules/campaigns/get-campaign-editor.server';
import { type FormText, updateCampaignSchema } from '~/modules/campaigns/input';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { updateCampaign } from '~/modules/campaigns/update-campaign.server';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { toLocalInput } from '~/platform/time';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const campaign = await getCampaignEditor(id, db);
  const zone = campaign.deadlineTimeZone;
  return {
    state: campaign.state,
    values: {
      title: campaign.title,
      description: campaign.description,
      opensAt: campaign.opensAt ? toLocalInput(campaign.opensAt, zone) : '',
      deadline: toLocalInput(campaign.deadlineAt, zone),
      deadlineTimeZone: zone,
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), updateCampaignSchema, async (input) => {
    await updateCampaign({ campaignId: id, input, actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/thong-tin?da-luu=1`);
  });
}

export default function CampaignBasics() {
  const { t } = useTranslation();
  const { state, values } = useLoaderData<typeof loader>();
  const lastResult = useActionData<SubmissionResult<string[]>>();
  const [form, fields] = useForm<FormText<typeof updateCampaignSchema>>({
    id: 'thong-tin',
    lastResult,
    defaultValue: values,
  });
  return (
    <Card className="max-w-3xl">
      <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
        <FormErrors errors={form.errors} id={form.errorId} />
        {state === 'OPEN' ? (
          <Notice>{t('Đợt học tập đang mở: đảng viên thấy thay đổi ngay, và thay đổi được ghi vào nhật ký.')}</Notice>
        ) : null}
        {state === 'CLOSED' ? <Notice>{t('Đợt học tập đã kết thúc nên không thay đổi được nữa.')}</Notice> : null}
        <CampaignBasicsFields fields={fields} />
        {state === 'CLOSED' ? null : (
          <div>
            <Button>{t('Lưu thông tin')}</Button>
          </div>
        )}
      </Form>
    </Card>
  );
}
