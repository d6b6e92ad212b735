import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Table } from '~/components/ui/table';
import { getChangesByUnit } from '~/modules/campaigns/get-campaign-editor.server';
import { previewRoster, refreshRoster } from '~/modules/campaigns/refresh-roster.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

/** Transfers since the campaign was opened: the difference first, then the confirmation of exactly that difference. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const campaign = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  if (campaign.state !== 'OPEN') throw redirect(`/quan-ly/dot-hoc-tap/${campaign.code}`);
  const { changes, fingerprint } = await previewRoster(campaign.id, clock.now(), db);
  return { code: campaign.code, fingerprint, units: await getChangesByUnit(changes, db) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const schema = z.object({ fingerprint: z.string().max(64) });
  return formAction(await request.formData(), schema, async ({ fingerprint }) => {
    await refreshRoster({ campaignId: id, fingerprint, now: clock.now(), actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}?ket-qua=danh-sach`);
  });
}

export default function RefreshRoster() {
  const { t } = useTranslation();
  const { code, fingerprint, units } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const back = (
    <LinkButton to={`/quan-ly/dot-hoc-tap/${code}`} variant="secondary">
      {t('Về tổng quan')}
    </LinkButton>
  );
  return (
    <Card id="khac-biet" title={t('Cập nhật danh sách phải học')}>
      <div className="flex flex-col gap-5">
        <FormErrors errors={result?.error?.[''] ?? undefined} />
        {units.length === 0 ? (
          <>
            <p>{t('Danh sách đang khớp với danh sách đảng viên hôm nay. Không có gì phải cập nhật.')}</p>
            <div>{back}</div>
          </>
        ) : (
          <>
            <p className="max-w-[68ch] text-ink-2">
              {t(
                'Từ khi lập danh sách đã có thay đổi sau. Xác nhận thì danh sách và số phải học đổi theo; kết quả đã học được giữ nguyên.',
              )}
            </p>
            <Table
              caption={t('Khác biệt theo chi bộ')}
              rows={units}
              rowKey={(row) => row.code}
              columns={[
                { id: 'unit', header: t('Đơn vị'), cell: (row) => row.name },
                { id: 'added', header: t('Thêm vào'), numeric: true, cell: (row) => row.added },
                { id: 'moved', header: t('Chuyển đến từ chi bộ khác'), numeric: true, cell: (row) => row.moved },
                { id: 'reason', header: t('Đổi tình trạng'), numeric: true, cell: (row) => row.reason },
                { id: 'removed', header: t('Bỏ khỏi danh sách'), numeric: true, cell: (row) => row.removed },
              ]}
            />
            <Form method="post" className="flex flex-wrap gap-3">
              <input type="hidden" name="fingerprint" value={fingerprint} />
              <Button>{t('Xác nhận cập nhật')}</Button>
              {back}
            </Form>
          </>
        )}
      </div>
    </Card>
  );
}
