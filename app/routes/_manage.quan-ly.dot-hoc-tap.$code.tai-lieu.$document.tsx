import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { parseWithZod } from '@conform-to/zod/v4';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { DocumentFields } from '~/components/campaigns/document-fields';
import { FormErrors } from '~/components/campaigns/form-errors';
import { WithdrawForm } from '~/components/quarantine/withdraw-form';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { findCampaignDocument } from '~/modules/campaigns/get-document.server';
import { documentFormSchema, type FormText } from '~/modules/campaigns/input';
import { renderMarkdown } from '~/modules/campaigns/render-markdown.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { saveDocument } from '~/modules/campaigns/save-document.server';
import { DOCUMENT_KIND_NAMES } from '~/modules/campaigns/schema';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const found = params.document === 'moi' ? null : await findCampaignDocument(id, params.document ?? '', db);
  return {
    code,
    documentCode: params.document === 'moi' ? null : (params.document ?? null),
    kinds: Object.entries(DOCUMENT_KIND_NAMES).map(([value, label]) => ({ value, label })),
    values: found && { ...found, issuedOn: found.issuedOn?.toISOString().slice(0, 10) ?? '' },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const form = await request.formData();
  if (form.get('intent') === 'preview') {
    // Shows what was typed as it will look, with the form as it stands; nothing is saved.
    const submission = parseWithZod(form, { schema: documentFormSchema });
    return {
      reply: submission.reply({ hideFields: [] }),
      preview: renderMarkdown(String(form.get('body') ?? '').slice(0, 400_000)),
    };
  }
  return formAction(form, documentFormSchema, async ({ attested: _attested, ...input }) => {
    const document = params.document === 'moi' ? undefined : params.document;
    await saveDocument({ campaignId: id, code: document, input, actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}/tai-lieu?da-luu=1`);
  });
}

export default function EditDocument() {
  const { t } = useTranslation();
  const { code, documentCode, kinds, values } = useLoaderData<typeof loader>();
  const answer = useActionData<SubmissionResult<string[]> | { reply: SubmissionResult<string[]>; preview: string }>();
  const preview = answer && 'preview' in answer ? answer.preview : null;
  const lastResult = answer && 'reply' in answer ? answer.reply : answer;
  const [form, fields] = useForm<FormText<typeof documentFormSchema>>({
    id: 'tai-lieu',
    lastResult: lastResult as SubmissionResult<string[]> | undefined,
    defaultValue: values ?? { kind: 'RESOLUTION' },
  });
  return (
    <>
      {preview === null ? null : (
        <Card id="xem-truoc" title={t('Xem trước')}>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by renderMarkdown, which lets no markup of the source through */}
          <div className="prose document-text" dangerouslySetInnerHTML={{ __html: preview }} />
        </Card>
      )}
      <Card className="max-w-4xl" title={values ? t('Sửa tài liệu') : t('Thêm tài liệu')}>
        <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
          <FormErrors errors={form.errors} id={form.errorId} />
          <DocumentFields fields={fields} kinds={kinds} />
          <div className="flex flex-wrap gap-3">
            <Button>{t('Lưu tài liệu')}</Button>
            <Button name="intent" value="preview" variant="secondary">
              {t('Xem trước')}
            </Button>
            <LinkButton to={`/quan-ly/dot-hoc-tap/${code}/tai-lieu`} variant="quiet">
              {t('Hủy')}
            </LinkButton>
          </div>
        </Form>
      </Card>
      {values && documentCode ? (
        <div className="mt-4">
          <WithdrawForm target="DOCUMENT" name={documentCode} />
        </div>
      ) : null}
    </>
  );
}
