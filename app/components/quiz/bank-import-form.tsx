import { useNavigation } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Checkbox } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { FileField, Select, TextInput } from '~/components/ui/text-input';
import { ATTESTATION } from '~/modules/files/words';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  /** Units to choose from; null on a bank's own page, where the bank is known. */
  units: { code: string; name: string }[] | null;
  error: { message: string; params: Record<string, string | number> } | null;
  values: { code: string; title: string; unitCode: string } | null;
}

/** Import of a GIFT file, into a new bank or over an existing one. */
export function BankImportForm({ units, error, values }: Props) {
  const { t } = useTranslation();
  const busy = useNavigation().state !== 'idle';
  return (
    <Form method="post" encType="multipart/form-data" className="flex flex-col gap-4">
      {error ? (
        <Notice tone="error" title={t('Chưa nhập được tệp')}>
          {t(error.message, error.params)}
        </Notice>
      ) : null}
      {units ? (
        <div className="grid gap-4 sm:grid-cols-2 sm:items-end">
          <Field label={t('Mã ngân hàng')} hint={t('Ngân hàng đã có mã này sẽ được cập nhật.')} required>
            <TextInput name="ma" defaultValue={values?.code} maxLength={60} autoComplete="off" />
          </Field>
          <Field label={t('Tên ngân hàng')} optional>
            <TextInput name="ten" defaultValue={values?.title} maxLength={200} />
          </Field>
          <Field label={t('Tổ chức quản lý')} required className="sm:col-span-2">
            <Select
              name="don-vi"
              defaultValue={values?.unitCode ?? ''}
              options={[
                { value: '', label: t('– Chọn –') },
                ...units.map((unit) => ({ value: unit.code, label: unit.name })),
              ]}
            />
          </Field>
        </div>
      ) : null}
      <Field
        label={t('Tệp câu hỏi')}
        hint={t(
          'Văn bản GIFT (Moodle), mã UTF-8, tối đa 5 MB. Câu bị sửa thành phiên bản mới; câu không còn trong tệp được ngừng dùng.',
        )}
        required
      >
        <FileField name="tep" accept=".gift,.txt,text/plain" />
      </Field>
      <Checkbox
        name="thu"
        label={t('Chỉ kiểm tra, chưa ghi')}
        hint={t('Xem trước kết quả; ngân hàng không thay đổi.')}
      />
      <Checkbox name="xac-nhan" label={t(ATTESTATION)} required />
      <div>
        <Button busy={busy} icon="upload">
          {busy ? t('Đang nhập…') : t('Nhập câu hỏi')}
        </Button>
      </div>
    </Form>
  );
}
