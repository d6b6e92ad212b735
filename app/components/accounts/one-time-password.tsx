import { useTranslation } from '~/platform/i18n/use-translation';
import { Notice } from '../ui/notice';

interface Props {
  username: string;
  password: string;
}

/** Shown once, right after it was made; it is kept nowhere. */
export function OneTimePassword({ username, password }: Props) {
  const { t } = useTranslation();
  return (
    <Notice tone="success" title={t('Mật khẩu dùng một lần')}>
      <p>
        {t('Đồng chí hãy ghi lại và giao tận tay người dùng. Mật khẩu này chỉ hiện một lần và phải đổi khi đăng nhập.')}
      </p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1">
        <dt className="text-ink-2">{t('Tên đăng nhập')}</dt>
        <dd className="select-all font-semibold">{username}</dd>
        <dt className="text-ink-2">{t('Mật khẩu')}</dt>
        <dd className="tabular select-all break-all text-lg font-bold" data-one-time-password>
          {password}
        </dd>
      </dl>
    </Notice>
  );
}
