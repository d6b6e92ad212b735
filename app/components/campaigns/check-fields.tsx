import { Field } from '~/components/ui/field';
import { Select } from '~/components/ui/text-input';
import { CHECK_COUNTS } from '~/modules/presence-checks/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from './form-field';

interface Props {
  fields: Record<'presenceChecks' | 'presenceChecksNeeded', FormField>;
}

/** How often members are asked whether they follow, and what it decides. */
export function CheckFields({ fields: { presenceChecks: count, presenceChecksNeeded: needed } }: Props) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field
        label={t('Câu hỏi theo dõi mỗi buổi')}
        hint={t('Hỏi người xem trực tuyến và xem bản ghi vào lúc bất kỳ. Buổi ngắn được hỏi ít hơn.')}
        error={count.errors}
        id={count.id}
      >
        <Select
          key={count.key}
          name="presenceChecks"
          defaultValue={count.initialValue}
          options={[
            { value: '0', label: t('Không hỏi') },
            ...CHECK_COUNTS.map((n) => ({ value: String(n), label: t('{{count}} lần', { count: n }) })),
          ]}
        />
      </Field>
      <Field
        label={t('Câu trả lời dùng để')}
        hint={t('Không áp dụng cho học trực tiếp tại điểm cầu. Mỗi đồng chí luôn được lỡ một lần.')}
        error={needed.errors}
        id={needed.id}
      >
        <Select
          key={needed.key}
          name="presenceChecksNeeded"
          defaultValue={needed.initialValue}
          options={[
            { value: '0', label: t('Tham khảo bên cạnh kết quả') },
            ...[1, 2, 3].map((n) => ({
              value: String(n),
              label: t('Tính buổi học: cần ít nhất {{count}} lần', { count: n }),
            })),
          ]}
        />
      </Field>
    </div>
  );
}
