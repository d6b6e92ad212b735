import { Field } from '~/components/ui/field';
import { TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from './form-field';
import { ZoneSelect } from './zone-select';

interface Props {
  fields: Record<'title' | 'topic' | 'lecturer' | 'lecturerTitle' | 'startsAt' | 'timeZone' | 'minutes', FormField>;
}

export function SessionFields({ fields }: Props) {
  const { t } = useTranslation();
  const { title, topic, lecturer, lecturerTitle, startsAt, timeZone, minutes } = fields;
  return (
    <>
      <Field label={t('Chuyên đề')} error={topic.errors} id={topic.id} optional>
        <TextInput key={topic.key} name="topic" defaultValue={topic.initialValue} />
      </Field>
      <Field label={t('Tên buổi học')} error={title.errors} id={title.id} required>
        <TextInput key={title.key} name="title" defaultValue={title.initialValue} maxLength={300} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2 sm:items-end">
        <Field label={t('Báo cáo viên')} error={lecturer.errors} id={lecturer.id} optional>
          <TextInput key={lecturer.key} name="lecturer" defaultValue={lecturer.initialValue} />
        </Field>
        <Field label={t('Chức danh báo cáo viên')} error={lecturerTitle.errors} id={lecturerTitle.id} optional>
          <TextInput key={lecturerTitle.key} name="lecturerTitle" defaultValue={lecturerTitle.initialValue} />
        </Field>
        <Field label={t('Bắt đầu')} error={startsAt.errors} id={startsAt.id} required>
          <TextInput key={startsAt.key} type="datetime-local" name="startsAt" defaultValue={startsAt.initialValue} />
        </Field>
        <Field label={t('Theo giờ của')} error={timeZone.errors} id={timeZone.id} required>
          <ZoneSelect key={timeZone.key} name="timeZone" defaultValue={timeZone.initialValue} />
        </Field>
        <Field label={t('Thời lượng (phút)')} error={minutes.errors} id={minutes.id} required>
          <TextInput key={minutes.key} inputMode="numeric" name="minutes" defaultValue={minutes.initialValue} />
        </Field>
      </div>
    </>
  );
}
