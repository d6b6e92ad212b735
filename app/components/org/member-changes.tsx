import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { Form } from '~/components/ui/form';

import { MEMBER_ACTIVITIES, MEMBER_ACTIVITY_LABELS, type MemberActivity } from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { FormErrors } from '../campaigns/form-errors';
import type { FormField } from '../campaigns/form-field';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Select, TextInput } from '../ui/text-input';

interface Common {
  /** yyyy-mm-dd in Hanoi: the day that is offered. */
  today: string;
  lastResult: SubmissionResult<string[]> | undefined;
  busy: boolean;
}

function FromDay({ field }: { field: FormField }) {
  const { t } = useTranslation();
  return (
    <Field label={t('Tính từ ngày')} error={field.errors} id={field.id} required>
      <TextInput key={field.key} type="date" name="validFrom" defaultValue={field.initialValue} />
    </Field>
  );
}

/** A member's next status, from a day on. */
export function StatusForm({ status, today, lastResult, busy }: Common & { status: MemberActivity }) {
  const { t } = useTranslation();
  const [form, fields] = useForm<{ status: string; validFrom: string; reason: string }>({
    id: 'tinh-trang',
    lastResult,
    defaultValue: { status, validFrom: today },
  });
  return (
    <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-4">
      <FormErrors errors={form.errors} id={form.errorId} />
      <Field label={t('Tình trạng mới')} error={fields.status.errors} id={fields.status.id} required>
        <Select
          key={fields.status.key}
          name="status"
          defaultValue={fields.status.initialValue}
          options={MEMBER_ACTIVITIES.map((one) => ({ value: one, label: t(MEMBER_ACTIVITY_LABELS[one]) }))}
        />
      </Field>
      <FromDay field={fields.validFrom} />
      <Field label={t('Lý do')} error={fields.reason.errors} id={fields.reason.id} optional>
        <TextInput key={fields.reason.key} name="reason" maxLength={300} defaultValue={fields.reason.initialValue} />
      </Field>
      <div>
        <Button name="viec" value="tinh-trang" variant="secondary" busy={busy}>
          {t('Ghi tình trạng mới')}
        </Button>
      </div>
    </Form>
  );
}

/** The cell a member moves to, from a day on. */
export function TransferForm({
  cells,
  today,
  lastResult,
  busy,
}: Common & { cells: readonly { code: string; name: string }[] }) {
  const { t } = useTranslation();
  const [form, fields] = useForm<{ unitCode: string; validFrom: string }>({
    id: 'chuyen',
    lastResult,
    defaultValue: { validFrom: today },
  });
  return (
    <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-4">
      <FormErrors errors={form.errors} id={form.errorId} />
      <Field label={t('Chi bộ chuyển đến')} error={fields.unitCode.errors} id={fields.unitCode.id} required>
        <Select
          key={fields.unitCode.key}
          name="unitCode"
          defaultValue={fields.unitCode.initialValue}
          options={cells.map((cell) => ({ value: cell.code, label: `${cell.name} (${cell.code})` }))}
        />
      </Field>
      <FromDay field={fields.validFrom} />
      <div>
        <Button name="viec" value="chuyen" variant="secondary" busy={busy}>
          {t('Chuyển sinh hoạt')}
        </Button>
      </div>
    </Form>
  );
}
