import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Select } from '~/components/ui/text-input';
import { attachDocument, detachDocument, findAttachableDocuments } from '~/modules/campaigns/attach-document.server';
import { getCampaignEditor } from '~/modules/campaigns/get-campaign-editor.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { DOCUMENT_KIND_NAMES } from '~/modules/campaigns/schema';
import { formAction } from '~/platform/form-action';
import { formatDay } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const campaign = await getCampaignEditor(id, db);
  return {
    code: campaign.code,
    editable: campaign.state !== 'CLOSED',
    documents: campaign.documents.map(({ document }) => ({
      ...document,
      kindName: DOCUMENT_KIND_NAMES[document.kind],
      issuedOn: formatDay(document.issuedOn),
    })),
    attachable: campaign.state === 'CLOSED' ? [] : await findAttachableDocuments(viewer, id, db),
  };
}

const changeSchema = z.object({ intent: z.enum(['attach', 'detach']), documentId: z.coerce.number().int().positive() });

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  return formAction(await request.formData(), changeSchema, async ({ intent, documentId }) => {
    const change = intent === 'attach' ? attachDocument : detachDocument;
    await change({ viewer, campaignId: id, documentId }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/tai-lieu?da-luu=1`);
  });
}

export default function CampaignDocuments() {
  const { t } = useTranslation();
  const { code, editable, documents, attachable } = useLoaderData<typeof loader>();
  const base = `/quan-ly/dot-hoc-tap/${code}/tai-lieu`;
  return (
    <>
      <Card
        id="tai-lieu"
        title={t('Tài liệu phải đọc')}
        aside={
          editable ? (
            <LinkButton to={`${base}/moi`} icon="plus">
              {t('Thêm tài liệu')}
            </LinkButton>
          ) : null
        }
      >
        {documents.length === 0 ? <p className="text-ink-2">{t('Chưa có tài liệu nào.')}</p> : null}
        <ul className="divide-y divide-line">
          {documents.map((document) => (
            <li key={document.code} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <div className="min-w-0 grow basis-64">
                <Link
                  to={`/tai-lieu/${document.code}`}
                  className="inline-flex min-h-11 items-center font-semibold underline decoration-line-strong"
                >
                  {document.title}
                </Link>
                <p className="text-sm text-ink-2">
                  {[t(document.kindName), document.referenceNumber, document.issuer, document.issuedOn]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </div>
              {editable ? (
                <div className="flex flex-wrap gap-2">
                  <LinkButton to={`${base}/${document.code}`} variant="secondary" icon="edit">
                    {t('Sửa')}
                    <span className="sr-only">: {document.title}</span>
                  </LinkButton>
                  <Form method="post">
                    <input type="hidden" name="documentId" value={document.id} />
                    <Button name="intent" value="detach" variant="quiet">
                      {t('Bỏ khỏi đợt')}
                      <span className="sr-only">: {document.title}</span>
                    </Button>
                  </Form>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      </Card>
      {attachable.length > 0 ? (
        <Card id="co-san" title={t('Thêm tài liệu đã có')}>
          <Form method="post" className="flex flex-wrap items-end gap-3">
            <Field label={t('Tài liệu của các đợt khác')} className="min-w-0 grow basis-72">
              <Select
                name="documentId"
                options={attachable.map((document) => ({
                  value: String(document.id),
                  label: [document.title, document.referenceNumber].filter(Boolean).join(' – '),
                }))}
              />
            </Field>
            <Button name="intent" value="attach" variant="secondary">
              {t('Thêm vào đợt')}
            </Button>
          </Form>
        </Card>
      ) : null}
    </>
  );
}
