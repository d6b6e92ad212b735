import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { openCampaign } from '~/modules/campaigns/open-campaign.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

/** The question before opening, on a page of its own: it works without script and survives a reload. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const campaign = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', context.services.db);
  if (campaign.state !== 'DRAFT') throw redirect(`/quan-ly/dot-hoc-tap/${campaign.code}`);
  return { code: campaign.code, title: campaign.title };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), z.object({}), async () => {
    await openCampaign({ campaignId: id, now: clock.now(), actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}?ket-qua=mo`);
  });
}

export default function OpenCampaign() {
  const { t } = useTranslation();
  const { code, title } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  return (
    <Card emphasis className="max-w-2xl" title={t('Mở đợt học tập?')}>
      <Form method="post" className="flex flex-col gap-4">
        <FormErrors errors={result?.error?.[''] ?? undefined} />
        <p>
          {t('“{{title}}” sẽ được mở cho tất cả đảng viên thuộc đối tượng. Danh sách phải học được lập ngay bây giờ.', {
            title,
          })}
        </p>
        <p>{t('Sau khi mở, không thay đổi được đối tượng, số buổi học và quy tắc.')}</p>
        <div className="flex flex-wrap gap-3">
          <Button>{t('Mở đợt học tập')}</Button>
          <LinkButton to={`/quan-ly/dot-hoc-tap/${code}`} variant="secondary">
            {t('Để sau')}
          </LinkButton>
        </div>
      </Form>
    </Card>
  );
}
