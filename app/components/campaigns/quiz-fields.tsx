import { Checkbox } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Select, TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from './form-field';

interface Props {
  fields: Record<'bankCode' | 'questionCount' | 'minutes' | 'attempts' | 'passPercent' | 'afterCoverage', FormField>;
  banks: { code: string; title: string; questions: number }[];
}

export function QuizFields({ fields, banks }: Props) {
  const { t } = useTranslation();
  const { bankCode, afterCoverage } = fields;
  const numbers = [
    ['questionCount', t('Số câu mỗi đề')],
    ['minutes', t('Thời gian làm bài (phút)')],
    ['attempts', t('Số lần được làm')],
    ['passPercent', t('Mức đạt (% điểm tối đa)')],
  ] as const;
  return (
    <>
      <Field label={t('Ngân hàng câu hỏi')} error={bankCode.errors} id={bankCode.id} required>
        <Select
          key={bankCode.key}
          name="bankCode"
          defaultValue={bankCode.initialValue}
          options={banks.map(({ code, title, questions }) => ({
            value: code,
            label: t('{{title}} ({{questions}} câu chấm tự động)', { title, questions }),
          }))}
        />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        {numbers.map(([name, label]) => (
          <Field key={name} label={label} error={fields[name].errors} id={fields[name].id} required>
            <TextInput
              key={fields[name].key}
              name={name}
              inputMode="numeric"
              defaultValue={fields[name].initialValue}
            />
          </Field>
        ))}
      </div>
      <Checkbox
        key={afterCoverage.key}
        id={afterCoverage.id}
        name="afterCoverage"
        defaultChecked={afterCoverage.initialValue === 'on'}
        label={t('Chỉ mở bài trắc nghiệm sau khi học xong các buổi')}
      />
    </>
  );
}
