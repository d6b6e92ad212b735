import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { TextArea, TextInput } from '~/components/ui/text-input';
import { requestInput } from '~/modules/privacy/input';
import { makeRequest } from '~/modules/privacy/make-request.server';
import {
  CORRECTABLE_FIELDS,
  CORRECTABLE_NAMES,
  type CorrectableField,
  REQUEST_KIND_NAMES,
  REQUEST_KINDS,
} from '~/modules/privacy/schema';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Gửi yêu cầu về dữ liệu');

export function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return { isMember: viewer.memberId !== null };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  return formAction(await request.formData(), requestInput, async (input) => {
    await makeRequest({ viewer, input }, context.services);
    return redirect('/du-lieu-cua-toi?da-gui#yeu-cau-cua-toi');
  });
}

type Fields = Record<CorrectableField | 'kind' | 'body', string>;

export default function DataRequestPage() {
  const { t } = useTranslation();
  const { isMember } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>() as SubmissionResult<string[]> | undefined;
  const [form, fields] = useForm<Fields>({
    lastResult: result ?? null,
    defaultValue: { kind: isMember ? 'CORRECTION' : 'QUESTION' },
  });
  const kinds = REQUEST_KINDS.filter((kind) => isMember || kind !== 'CORRECTION');
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <Breadcrumbs items={[{ label: t('Dữ liệu của tôi'), to: '/du-lieu-cua-toi' }, { label: t('Gửi yêu cầu') }]} />
      <PageHeader
        title={t('Gửi yêu cầu về dữ liệu')}
        lead={t('Bí thư chi bộ hoặc quản trị đơn vị trả lời trong 2 ngày làm việc, có lý do rõ ràng.')}
      />
      <Card>
        <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-6">
          <FormErrors errors={form.errors} id={form.errorId} />
          <ChoiceGroup legend={t('Đồng chí muốn')} error={fields.kind.errors}>
            {kinds.map((kind) => (
              <Radio
                key={kind}
                name="kind"
                value={kind}
                defaultChecked={fields.kind.initialValue === kind}
                label={t(REQUEST_KIND_NAMES[kind])}
              />
            ))}
          </ChoiceGroup>
          {isMember ? (
            <fieldset className="flex flex-col gap-4">
              <legend className="mb-1 font-semibold">{t('Nếu sửa thông tin: điền cho đúng vào ô cần sửa')}</legend>
              <p className="text-sm text-ink-2">
                {t('Ô nào không cần sửa thì để trống. Người duyệt đồng ý thì hệ thống sửa ngay.')}
              </p>
              <div className="grid gap-4 sm:grid-cols-2">
                {CORRECTABLE_FIELDS.map((name) => (
                  <Field
                    key={name}
                    id={fields[name].id}
                    label={t(CORRECTABLE_NAMES[name])}
                    error={fields[name].errors}
                    optional
                  >
                    <TextInput
                      key={fields[name].key}
                      name={name}
                      maxLength={200}
                      inputMode={
                        name === 'cardNumber'
                          ? 'numeric'
                          : name === 'email'
                            ? 'email'
                            : name === 'phone'
                              ? 'tel'
                              : undefined
                      }
                      defaultValue={fields[name].initialValue}
                    />
                  </Field>
                ))}
              </div>
            </fieldset>
          ) : null}
          <Field
            id={fields.body.id}
            label={t('Nội dung')}
            hint={t('Viết điều đồng chí đề nghị và vì sao. Không ghi nội dung bí mật nhà nước.')}
            error={fields.body.errors}
          >
            <TextArea key={fields.body.key} name="body" maxLength={2_000} defaultValue={fields.body.initialValue} />
          </Field>
          <div>
            <Button>{t('Gửi yêu cầu')}</Button>
          </div>
        </Form>
      </Card>
    </div>
  );
}
