import { useTranslation } from '~/platform/i18n/use-translation';
import { Field } from '../ui/field';
import { TextInput } from '../ui/text-input';

/** A new password, twice. */
export function NewPasswordFields({ errors }: { errors: Record<string, string[] | undefined> }) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('Mật khẩu mới')}
        hint={t(
          'Ít nhất 12 ký tự; không chứa tên đăng nhập, không dùng mật khẩu phổ biến. Một câu ngắn dễ nhớ là tốt nhất.',
        )}
        error={errors.next}
        required
      >
        <TextInput name="next" type="password" autoComplete="new-password" />
      </Field>
      <Field label={t('Nhập lại mật khẩu mới')} error={errors.again} required>
        <TextInput name="again" type="password" autoComplete="new-password" />
      </Field>
    </>
  );
}
