import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { CampaignBasicsFields } from '~/components/campaigns/campaign-basics-fields';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { Select, TextInput } from '~/components/ui/text-input';
import { can, requireAnywhere } from '~/modules/accounts/access';
import { findUnitPath, unknownUnit } from '~/modules/accounts/find-unit-path.server';
import { createCampaign } from '~/modules/campaigns/create-campaign.server';
import { createCampaignSchema, type FormText } from '~/modules/campaigns/input';
import { listRunningUnits } from '~/modules/campaigns/list-running-units.server';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Lập đợt học tập');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return { units: await listRunningUnits(requireAnywhere(viewer, 'campaign.manage'), context.services.db) };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'campaign.manage');
  const { db } = context.services;
  return formAction(await request.formData(), createCampaignSchema, async ({ unit, ...input }) => {
    const found = await findUnitPath(unit, db);
    if (!can(viewer, 'campaign.manage', found.path)) throw unknownUnit(unit);
    const { code } = await createCampaign({ input, unitId: found.id, actor: viewer }, db);
    return redirect(`/quan-ly/dot-hoc-tap/${code}`);
  });
}

export default function NewCampaign() {
  const { t } = useTranslation();
  const { units } = useLoaderData<typeof loader>();
  const lastResult = useActionData<SubmissionResult<string[]>>();
  const [form, fields] = useForm<FormText<typeof createCampaignSchema>>({
    id: 'dot-moi',
    lastResult,
    defaultValue: { unit: units[0]?.code, deadlineTimeZone: units[0]?.timeZone },
  });
  return (
    <>
      <Breadcrumbs items={[{ label: t('Đợt học tập'), to: '/quan-ly/dot-hoc-tap' }, { label: t('Lập đợt học tập') }]} />
      <PageHeader
        title={t('Lập đợt học tập')}
        lead={t(
          'Đợt mới là bản nháp: đảng viên chưa nhìn thấy. Tài liệu, buổi học, đối tượng và quy tắc thêm ở bước sau.',
        )}
      />
      <Card className="max-w-3xl">
        <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
          <FormErrors errors={form.errors} id={form.errorId} />
          <Field label={t('Đơn vị tổ chức')} error={fields.unit.errors} id={fields.unit.id} required>
            <Select
              key={fields.unit.key}
              name="unit"
              defaultValue={fields.unit.initialValue}
              options={units.map((unit) => ({ value: unit.code, label: `${'\u2003'.repeat(unit.depth)}${unit.name}` }))}
            />
          </Field>
          <Field
            label={t('Mã đợt học tập')}
            hint={t(
              'Chữ thường không dấu, chữ số và dấu gạch nối; dùng trong địa chỉ trang. Ví dụ: nghi-quyet-01-2026',
            )}
            error={fields.code.errors}
            id={fields.code.id}
            required
          >
            <TextInput
              key={fields.code.key}
              name="code"
              defaultValue={fields.code.initialValue}
              autoComplete="off"
              autoCapitalize="none"
              maxLength={60}
            />
          </Field>
          <CampaignBasicsFields fields={fields} />
          <div>
            <Button>{t('Lưu bản nháp')}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}
