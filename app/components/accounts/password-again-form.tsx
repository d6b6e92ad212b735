import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { PlainForm } from '../ui/form';
import { Notice } from '../ui/notice';
import { TextInput } from '../ui/text-input';
import { PasskeyButton } from './passkey-button';

interface Props {
  username: string;
  next: string;
  /** Whether this person has a passkey that works here. */
  passkey: boolean;
  submit: string;
  result:
    | { error: string | null; failure: { message: string; params: Record<string, string | number> } | null }
    | undefined;
  /** Where a passkey leads to. */
  onPasskey: () => void;
}

/** The password of whoever is signed in already, or their passkey. */
export function PasswordAgainForm({ username, next, passkey, submit, result, onPasskey }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {result?.failure ? (
        <div className="mb-5">
          <Notice tone="error">{t(result.failure.message, result.failure.params)}</Notice>
        </div>
      ) : null}
      <PlainForm method="post" className="flex flex-col gap-5" noValidate>
        <input type="hidden" name="tiep" value={next} />
        {/* For password managers; the person is known. */}
        <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
        <Field label={t('Mật khẩu')} error={result?.error ?? undefined} required>
          <TextInput name="password" type="password" autoComplete="current-password" autoFocus />
        </Field>
        <Button className="w-full">{submit}</Button>
      </PlainForm>
      {passkey ? (
        <div className="mt-3">
          <PasskeyButton address="/xac-nhan/khoa" kind="get" onDone={onPasskey}>
            {t('Dùng khóa truy cập (vân tay, khuôn mặt, mã PIN)')}
          </PasskeyButton>
        </div>
      ) : null}
    </>
  );
}
