import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { Form } from '~/components/ui/form';

import { MEMBER_FIELD_LABELS, MEMBER_KIND_LABELS, MEMBER_KINDS } from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { FormErrors } from '../campaigns/form-errors';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/choice';
import { Field } from '../ui/field';
import { Select, TextInput } from '../ui/text-input';

const TEXT_FIELDS = ['partyPosition', 'governmentPosition', 'email', 'phone'] as const;

export interface MemberFormValues extends Record<(typeof TEXT_FIELDS)[number], string> {
  fullName: string;
  birth: string;
  cardNumber: string;
  kind: string;
  joinedOn: string;
  timeZone: string;
  keyCadre: string;
}

interface Props {
  values: MemberFormValues;
  lastResult: SubmissionResult<string[]> | undefined;
  busy: boolean;
}

/** A person's own data, without the dated ones (status, cell). */
export function MemberForm({ values, lastResult, busy }: Props) {
  const { t } = useTranslation();
  const [form, fields] = useForm<{ [Name in keyof MemberFormValues]: string }>({
    id: 'thong-tin',
    lastResult,
    defaultValue: values,
  });
  const text = (name: keyof MemberFormValues, label: string, props: Parameters<typeof TextInput>[0] = {}) => (
    <Field
      label={label}
      error={fields[name].errors}
      id={fields[name].id}
      required={props.required}
      optional={!props.required}
    >
      <TextInput key={fields[name].key} name={name} defaultValue={fields[name].initialValue} {...props} />
    </Field>
  );
  return (
    <Form method="post" {...getFormProps(form)} noValidate className="mt-3 flex flex-col gap-5">
      <FormErrors errors={form.errors} id={form.errorId} />
      <div className="grid gap-5 sm:grid-cols-2">
        {text('fullName', t('Họ và tên'), { required: true, maxLength: 120 })}
        <Field
          label={t('Ngày sinh')}
          hint={t('Ngày/tháng/năm, hoặc chỉ ghi năm.')}
          error={fields.birth.errors}
          id={fields.birth.id}
          required
        >
          <TextInput key={fields.birth.key} name="birth" defaultValue={fields.birth.initialValue} maxLength={30} />
        </Field>
        {text('cardNumber', t('Số thẻ đảng viên'), { inputMode: 'numeric', maxLength: 40 })}
        <Field label={t('Loại')} error={fields.kind.errors} id={fields.kind.id} required>
          <Select
            key={fields.kind.key}
            name="kind"
            defaultValue={fields.kind.initialValue}
            options={MEMBER_KINDS.map((one) => ({ value: one, label: t(MEMBER_KIND_LABELS[one]) }))}
          />
        </Field>
        {text('joinedOn', t('Ngày vào Đảng'), { type: 'date' })}
        {TEXT_FIELDS.map((name) => (
          <div key={name}>{text(name, t(MEMBER_FIELD_LABELS[name]), { maxLength: 120 })}</div>
        ))}
        <Field
          label={t('Múi giờ')}
          hint={t('Để trống: theo chi bộ. Ví dụ: Asia/Tokyo.')}
          error={fields.timeZone.errors}
          id={fields.timeZone.id}
          optional
        >
          <TextInput key={fields.timeZone.key} name="timeZone" defaultValue={fields.timeZone.initialValue} />
        </Field>
      </div>
      <Checkbox
        key={fields.keyCadre.key}
        name="keyCadre"
        label={t('Cán bộ chủ chốt')}
        defaultChecked={fields.keyCadre.initialValue === 'on'}
      />
      <div>
        <Button name="viec" value="thong-tin" busy={busy}>
          {t('Lưu thông tin')}
        </Button>
      </div>
    </Form>
  );
}
