import { Checkbox } from '~/components/ui/choice';
import { Field, FieldError } from '~/components/ui/field';
import { Select, TextArea, TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from './form-field';

interface Props {
  fields: Record<'kind' | 'referenceNumber' | 'title' | 'issuer' | 'issuedOn' | 'body' | 'attested', FormField>;
  kinds: { value: string; label: string }[];
}

export function DocumentFields({ fields, kinds }: Props) {
  const { t } = useTranslation();
  const { kind, referenceNumber, title, issuer, issuedOn, body, attested } = fields;
  return (
    <>
      <Field label={t('Tên văn bản')} error={title.errors} id={title.id} required>
        <TextInput key={title.key} name="title" defaultValue={title.initialValue} maxLength={500} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2 sm:items-end">
        <Field label={t('Loại văn bản')} error={kind.errors} id={kind.id} required>
          <Select
            key={kind.key}
            name="kind"
            defaultValue={kind.initialValue}
            options={kinds.map(({ value, label }) => ({ value, label: t(label) }))}
          />
        </Field>
        <Field label={t('Số ký hiệu')} error={referenceNumber.errors} id={referenceNumber.id} optional>
          <TextInput key={referenceNumber.key} name="referenceNumber" defaultValue={referenceNumber.initialValue} />
        </Field>
        <Field label={t('Cơ quan ban hành')} error={issuer.errors} id={issuer.id} optional>
          <TextInput key={issuer.key} name="issuer" defaultValue={issuer.initialValue} />
        </Field>
        <Field label={t('Ngày ban hành')} error={issuedOn.errors} id={issuedOn.id} optional>
          <TextInput key={issuedOn.key} type="date" name="issuedOn" defaultValue={issuedOn.initialValue} />
        </Field>
      </div>
      <Field
        label={t('Nội dung')}
        hint={t('Viết bằng Markdown: ## tiêu đề, - gạch đầu dòng, **chữ đậm**. Mã HTML hiện nguyên văn.')}
        error={body.errors}
        id={body.id}
        required
      >
        <TextArea key={body.key} name="body" defaultValue={body.initialValue} rows={16} />
      </Field>
      <div>
        <Checkbox
          key={attested.key}
          id={attested.id}
          name="attested"
          defaultChecked={attested.initialValue === 'on'}
          label={t('Tôi xác nhận văn bản này không có nội dung bí mật nhà nước.')}
        />
        {attested.errors ? <FieldError messages={attested.errors} /> : null}
      </div>
    </>
  );
}
