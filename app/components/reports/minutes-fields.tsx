import type { FieldMetadata } from '@conform-to/react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Field } from '../ui/field';
import { TextArea, TextInput } from '../ui/text-input';

export type MinutesFieldName =
  | 'number'
  | 'place'
  | 'chair'
  | 'chairOffice'
  | 'writer'
  | 'writerOffice'
  | 'attendees'
  | 'proceedings'
  | 'conclusion'
  | 'recipients';

interface Props {
  fields: Record<MinutesFieldName, FieldMetadata<string>>;
}

/** What people write in minutes; times, figures, questions and votes come from the session. */
export function MinutesFields({ fields }: Props) {
  const { t } = useTranslation();
  const control = (name: MinutesFieldName, label: string, { hint, rows }: { hint?: string; rows?: number } = {}) => {
    const { id, key, errors, initialValue } = fields[name];
    return (
      <Field id={id} label={label} hint={hint} error={errors} optional>
        {rows ? (
          <TextArea key={key} name={name} rows={rows} defaultValue={initialValue} />
        ) : (
          <TextInput key={key} name={name} defaultValue={initialValue} />
        )}
      </Field>
    );
  };
  const onePerLine = t('Mỗi dòng là một đoạn.');
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        {control('chair', t('Chủ trì'), { hint: t('Họ và tên; cần có trước khi chốt.') })}
        {control('chairOffice', t('Chức vụ chủ trì'), { hint: t('Ví dụ: Bí thư Đảng ủy.') })}
        {control('writer', t('Người ghi biên bản'), { hint: t('Họ và tên; cần có trước khi chốt.') })}
        {control('writerOffice', t('Chức vụ người ghi'), { hint: t('Ví dụ: Chánh Văn phòng Đảng ủy.') })}
        {control('place', t('Nơi chủ trì'), { hint: t('Ví dụ: Hội trường tầng 2, trụ sở Đảng ủy.') })}
        {control('number', t('Số biên bản'), { hint: t('Văn thư cấp số; để trống thì chừa chỗ điền tay.') })}
      </div>
      {control('attendees', t('Lãnh đạo, khách mời cùng dự'), { rows: 3, hint: onePerLine })}
      {control('proceedings', t('Diễn biến'), { rows: 8, hint: onePerLine })}
      {control('conclusion', t('Kết luận của chủ trì'), { rows: 6, hint: onePerLine })}
      {control('recipients', t('Nơi nhận'), { rows: 3, hint: t('Mỗi dòng là một nơi nhận.') })}
    </>
  );
}
