import { useTranslation } from '~/platform/i18n/use-translation';
import { PasskeyButton } from './passkey-button';

/** Signs in without a name and a password, or passes the second step. */
export function PasskeySignIn({ next }: { next: string }) {
  const { t } = useTranslation();
  return (
    <div className="mt-3">
      <PasskeyButton
        address="/dang-nhap/khoa"
        kind="get"
        extra={() => ({ tiep: next })}
        onDone={(answer) => window.location.assign(answer.next ?? '/')}
      >
        {t('Dùng khóa truy cập (vân tay, khuôn mặt, mã PIN)')}
      </PasskeyButton>
    </div>
  );
}
