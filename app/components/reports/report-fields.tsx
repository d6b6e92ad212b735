import { useTranslation } from '~/platform/i18n/use-translation';
import { Field } from '../ui/field';
import { TextArea, TextInput } from '../ui/text-input';

export type ReportFieldName =
  | 'number'
  | 'date'
  | 'leadership'
  | 'programmes'
  | 'communication'
  | 'assessment'
  | 'tasks'
  | 'signerAuthority'
  | 'signerOffice'
  | 'signerName'
  | 'recipients';

interface Props {
  values: Record<ReportFieldName, string>;
  errors: Partial<Record<string, string[] | null>>;
}

/** The texts that people write; the figures of part II and the annexes come from what was frozen. */
export function ReportFieldset({ values, errors }: Props) {
  const { t } = useTranslation();
  const line = (name: ReportFieldName, label: string, extra: { hint?: string; type?: string } = {}) => (
    <Field label={label} hint={extra.hint} error={errors[name]?.map((e) => t(e))} optional>
      <TextInput name={name} type={extra.type ?? 'text'} defaultValue={values[name]} />
    </Field>
  );
  const area = (name: ReportFieldName, label: string, rows: number, hint?: string) => (
    <Field label={label} hint={hint} error={errors[name]?.map((e) => t(e))} optional>
      <TextArea name={name} rows={rows} defaultValue={values[name]} />
    </Field>
  );
  return (
    <div className="flex flex-col gap-5">
      {area(
        'leadership',
        t('I- Lãnh đạo, chỉ đạo'),
        7,
        t('Mỗi dòng là một đoạn. Phần trong ngoặc vuông để đồng chí bổ sung.'),
      )}
      {area('programmes', t('II.4. Chương trình hành động'), 3)}
      {area('communication', t('II.5. Công tác tuyên truyền'), 3)}
      {area('assessment', t('III- Đánh giá chung'), 7)}
      {area('tasks', t('IV- Nhiệm vụ thời gian tới; đề xuất, kiến nghị'), 5)}
      <div className="grid gap-5 sm:grid-cols-2">
        {line('number', t('Số báo cáo'), { hint: t('Văn thư cấp số; để trống thì chừa chỗ điền tay.') })}
        {line('date', t('Ngày ban hành'), { type: 'date', hint: t('Để trống thì chừa chỗ điền tay.') })}
        {line('signerAuthority', t('Thẩm quyền ký'))}
        {line('signerOffice', t('Chức vụ người ký'))}
        {line('signerName', t('Họ tên người ký'))}
      </div>
      {area('recipients', t('Nơi nhận'), 4, t('Mỗi dòng là một nơi nhận.'))}
    </div>
  );
}
