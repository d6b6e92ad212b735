import { useTranslation } from '~/platform/i18n/use-translation';
import { Notice } from '../ui/notice';

/** For whoever comes back after long: what happens to accounts that nobody uses. */
export function AwayNotice({ away }: { away: { away: number; days: number } | null }) {
  const { t } = useTranslation();
  if (!away) return null;
  return (
    <Notice tone="warning" title={t('Đồng chí đã lâu không đăng nhập')}>
      {t(
        'Lần trước cách đây {{away}} ngày. Tài khoản không dùng {{days}} ngày sẽ tự ngừng; nếu bị ngừng, hãy nhờ quản trị đơn vị cho dùng lại.',
        away,
      )}
    </Notice>
  );
}
