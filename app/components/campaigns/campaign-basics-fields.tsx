import { Field } from '~/components/ui/field';
import { TextArea, TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from './form-field';
import { ZoneSelect } from './zone-select';

interface Props {
  fields: Record<'title' | 'description' | 'opensAt' | 'deadline' | 'deadlineTimeZone', FormField>;
}

/** Name, description, start and deadline with its clock: the same on the first form and on the editing page. */
export function CampaignBasicsFields({ fields }: Props) {
  const { t } = useTranslation();
  const { title, description, opensAt, deadline, deadlineTimeZone } = fields;
  return (
    <>
      <Field label={t('Tên đợt học tập')} error={title.errors} id={title.id} required>
        <TextInput key={title.key} name="title" defaultValue={title.initialValue} maxLength={300} />
      </Field>
      <Field label={t('Mô tả')} error={description.errors} id={description.id} optional>
        <TextArea key={description.key} name="description" defaultValue={description.initialValue} rows={3} />
      </Field>
      <Field
        label={t('Bắt đầu')}
        hint={t('Bài trắc nghiệm chỉ làm được từ lúc này. Để trống: bắt đầu ngay khi mở đợt.')}
        error={opensAt.errors}
        id={opensAt.id}
        optional
      >
        <TextInput key={opensAt.key} type="datetime-local" name="opensAt" defaultValue={opensAt.initialValue} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2 sm:items-end">
        <Field label={t('Hạn hoàn thành')} error={deadline.errors} id={deadline.id} required>
          <TextInput key={deadline.key} type="datetime-local" name="deadline" defaultValue={deadline.initialValue} />
        </Field>
        <Field
          label={t('Theo giờ của')}
          hint={t('Đảng viên ở nơi khác thấy cả giờ địa phương.')}
          error={deadlineTimeZone.errors}
          id={deadlineTimeZone.id}
          required
        >
          <ZoneSelect
            key={deadlineTimeZone.key}
            name="deadlineTimeZone"
            defaultValue={deadlineTimeZone.initialValue ?? 'Asia/Ho_Chi_Minh'}
          />
        </Field>
      </div>
    </>
  );
}
