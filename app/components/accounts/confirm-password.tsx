import { useMatches } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Field } from '../ui/field';
import { TextInput } from '../ui/text-input';

/** Time in which a form is filled in and sent without the answer being "too late". */
const MARGIN_MS = 10_000;

/**
 * The password once more, inside a form whose order is privileged; not shown while it was said within the last five minutes.
 * The layout tells until when (`freshUntil`), so the page needs nothing of its own.
 */
export function ConfirmPassword() {
  const { t } = useTranslation();
  const until = Math.max(
    0,
    ...useMatches().map(({ data }) => (data as { freshUntil?: number } | null)?.freshUntil ?? 0),
  );
  const now = Math.max(0, ...useMatches().map(({ data }) => (data as { servedAt?: number } | null)?.servedAt ?? 0));
  const [stale, setStale] = useState(until - now < MARGIN_MS);
  useEffect(() => {
    const left = until - MARGIN_MS - Date.now();
    setStale(left <= 0);
    const timer = setTimeout(() => setStale(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [until]);
  if (!stale) return null;
  return (
    <Field
      label={t('Mật khẩu của đồng chí')}
      hint={t('Thao tác quan trọng: xác nhận lại bằng mật khẩu đang dùng.')}
      className="max-w-[28rem]"
    >
      <TextInput name="xac-nhan-mat-khau" type="password" autoComplete="current-password" />
    </Field>
  );
}
