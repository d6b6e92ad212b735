import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { AudienceTree } from '~/components/campaigns/audience-tree';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { getAudienceTree } from '~/modules/campaigns/get-campaign-editor.server';
import { audienceSchema } from '~/modules/campaigns/input';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { setAudience } from '~/modules/campaigns/set-audience.server';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, state } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return { state, units: await getAudienceTree(id, db) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), audienceSchema, async ({ units }) => {
    await setAudience({ campaignId: id, unitIds: [...new Set(units)], actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/doi-tuong?da-luu=1`);
  });
}

export default function CampaignAudience() {
  const { t } = useTranslation();
  const { state, units } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const errors = [...(result?.error?.[''] ?? []), ...(result?.error?.units ?? [])];
  return (
    <Card id="doi-tuong" title={t('Đơn vị phải học')}>
      <Form method="post" className="flex flex-col gap-5">
        <FormErrors errors={errors} />
        {state === 'DRAFT' ? (
          <p className="text-ink-2">
            {t('Chọn một đơn vị là chọn cả các đơn vị bên dưới. Số trong ngoặc là đảng viên đang sinh hoạt.')}
          </p>
        ) : (
          <Notice>{t('Đợt học tập đã mở nên đối tượng không thay đổi được nữa.')}</Notice>
        )}
        <AudienceTree units={units} disabled={state !== 'DRAFT'} />
        {state === 'DRAFT' ? (
          <div>
            <Button>{t('Lưu đối tượng')}</Button>
          </div>
        ) : null}
      </Form>
    </Card>
  );
}
