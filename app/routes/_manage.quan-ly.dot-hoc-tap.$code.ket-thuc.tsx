import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { closeCampaign } from '~/modules/campaigns/close-campaign.server';
import { getRosterCounts } from '~/modules/campaigns/get-campaign-editor.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { formAction } from '~/platform/form-action';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import type { Language } from '~/platform/time';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const campaign = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  if (campaign.state !== 'OPEN') throw redirect(`/quan-ly/dot-hoc-tap/${campaign.code}`);
  const { required, studied } = await getRosterCounts(campaign.id, db);
  return { code: campaign.code, title: campaign.title, outstanding: required - studied };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), z.object({}), async () => {
    await closeCampaign({ campaignId: id, now: clock.now(), actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}?ket-qua=dong`);
  });
}

export default function CloseCampaign() {
  const { t, i18n } = useTranslation();
  const { code, title, outstanding } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  return (
    <Card emphasis className="max-w-2xl" title={t('Kết thúc đợt học tập?')}>
      <Form method="post" className="flex flex-col gap-4">
        <FormErrors errors={result?.error?.[''] ?? undefined} />
        <p>{t('“{{title}}” sẽ kết thúc và không mở lại được.', { title })}</p>
        {outstanding > 0 ? (
          <p className="font-semibold">
            {t('Còn {{formatted}} đồng chí chưa hoàn thành.', {
              formatted: formatNumber(outstanding, 0, i18n.language as Language),
            })}
          </p>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button variant="danger">{t('Kết thúc đợt học tập')}</Button>
          <LinkButton to={`/quan-ly/dot-hoc-tap/${code}`} variant="secondary">
            {t('Để sau')}
          </LinkButton>
        </div>
      </Form>
    </Card>
  );
}
