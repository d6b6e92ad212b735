import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { UnitFields } from '~/components/org/unit-fields';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { TextInput } from '~/components/ui/text-input';
import { requireAnywhere } from '~/modules/accounts/access';
import { listPossibleParents } from '~/modules/org/get-unit-detail.server';
import { createUnit } from '~/modules/org/save-unit.server';
import { createUnitForm, UNIT_ERROR_FIELDS } from '~/modules/org/schema';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Thêm đơn vị');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'unit.manage');
  const parents = await listPossibleParents({ viewer }, context.services.db);
  const wanted = new URL(request.url).searchParams.get('cha');
  return { parents, parent: parents.find((one) => one.code === wanted) ?? parents[0] ?? null };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'unit.manage');
  return formAction(
    await request.formData(),
    createUnitForm,
    async (input) => {
      await createUnit({ viewer, input, requestId: context.requestId }, context.services.db);
      return redirect(`/quan-ly/don-vi/${encodeURIComponent(input.code)}?da-luu=1`);
    },
    UNIT_ERROR_FIELDS,
  );
}

export default function NewUnit() {
  const { t } = useTranslation();
  const { parents, parent } = useLoaderData<typeof loader>();
  const lastResult = useActionData<SubmissionResult<string[]>>();
  type Text = Record<'code' | 'parentCode' | 'name' | 'kind' | 'timeZone' | 'country', string>;
  const [form, fields] = useForm<Text>({
    id: 'don-vi-moi',
    lastResult,
    defaultValue: {
      parentCode: parent?.code,
      kind: 'CELL',
      timeZone: parent?.timeZone ?? 'Asia/Ho_Chi_Minh',
      country: parent?.country ?? 'VN',
    },
  });
  return (
    <>
      <Breadcrumbs items={[{ label: t('Đơn vị'), to: '/quan-ly/don-vi' }, { label: t('Thêm đơn vị') }]} />
      <PageHeader title={t('Thêm đơn vị')} />
      <Card className="max-w-3xl">
        <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
          <FormErrors errors={form.errors} id={form.errorId} />
          <Field
            label={t('Mã đơn vị')}
            hint={t('Dùng trong danh sách Excel và địa chỉ trang, không đổi về sau. Ví dụ: K.B.12')}
            error={fields.code.errors}
            id={fields.code.id}
            required
          >
            <TextInput
              key={fields.code.key}
              name="code"
              defaultValue={fields.code.initialValue}
              autoComplete="off"
              maxLength={40}
            />
          </Field>
          <UnitFields fields={fields} parents={parents} />
          <div>
            <Button>{t('Thêm đơn vị')}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}
