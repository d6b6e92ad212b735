import { type SubmissionResult, useForm } from '@conform-to/react';
import { useNavigation } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Select, TextArea, TextInput } from '~/components/ui/text-input';
import { QUESTION_MAX } from '~/modules/questions/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface AskFields extends Record<string, unknown> {
  body: string;
  document: string;
  paragraph: string;
}

interface Props {
  documents: readonly { code: string; title: string }[];
  result: SubmissionResult<string[]> | undefined;
}

export function AskForm({ documents, result }: Props) {
  const { t } = useTranslation();
  const busy = useNavigation().state === 'submitting';
  const [form, fields] = useForm<AskFields>({ lastResult: result ?? null });
  return (
    <Form method="post" id={form.id} noValidate className="flex flex-col gap-5">
      <FormErrors errors={form.errors} />
      <Field
        id={fields.body.id}
        label={t('Câu hỏi hoặc ý kiến')}
        hint={t(
          'Ban tổ chức xem trước khi đưa lên. Đảng viên khác không thấy tên đồng chí. Không ghi nội dung bí mật nhà nước.',
        )}
        error={fields.body.errors}
        required
      >
        <TextArea
          key={fields.body.key}
          name="body"
          rows={4}
          maxLength={QUESTION_MAX}
          defaultValue={fields.body.initialValue}
        />
      </Field>
      {documents.length > 0 ? (
        <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_10rem]">
          <Field id={fields.document.id} label={t('Về văn bản')} error={fields.document.errors} optional>
            <Select
              key={fields.document.key}
              name="document"
              defaultValue={fields.document.initialValue ?? ''}
              options={[
                { value: '', label: t('Hỏi về bài giảng') },
                ...documents.map(({ code, title }) => ({ value: code, label: title })),
              ]}
            />
          </Field>
          <Field id={fields.paragraph.id} label={t('Đoạn số')} error={fields.paragraph.errors} optional>
            <TextInput
              key={fields.paragraph.key}
              name="paragraph"
              inputMode="numeric"
              defaultValue={fields.paragraph.initialValue}
            />
          </Field>
        </div>
      ) : null}
      <div>
        <Button disabled={busy}>{t('Gửi ban tổ chức')}</Button>
      </div>
    </Form>
  );
}
