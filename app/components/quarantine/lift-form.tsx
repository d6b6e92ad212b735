import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextInput } from '~/components/ui/text-input';
import { REASON_LENGTH } from '~/modules/quarantine/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

/** An administrator gives a withdrawn thing back, and says why. */
export function LiftForm({ id, error, reason }: { id: number; error: string | null; reason?: string }) {
  const { t } = useTranslation();
  return (
    <Form method="post" className="mt-4 flex flex-wrap items-end gap-3 border-t border-line pt-4">
      <input type="hidden" name="viec" value="go" />
      <input type="hidden" name="so" value={id} />
      <Field label={t('Lý do gỡ cách ly')} error={error ? t(error) : null} required className="min-w-0 grow">
        <TextInput name="ly-do" defaultValue={reason} maxLength={REASON_LENGTH} autoComplete="off" />
      </Field>
      <ConfirmPassword />
      <Button variant="secondary">{t('Gỡ cách ly')}</Button>
    </Form>
  );
}
