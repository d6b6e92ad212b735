import { Notice } from '~/components/ui/notice';
import { useTranslation } from '~/platform/i18n/use-translation';

/** What stands in the way of the whole form, above its fields. */
export function FormErrors({ errors, id }: { errors: string[] | undefined; id?: string }) {
  const { t } = useTranslation();
  if (!errors || errors.length === 0) return null;
  return (
    <Notice tone="error" id={id}>
      {errors.map((error) => (
        <p key={error}>{t(error)}</p>
      ))}
    </Notice>
  );
}
