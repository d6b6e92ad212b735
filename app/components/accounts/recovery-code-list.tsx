import { useTranslation } from '~/platform/i18n/use-translation';
import { PrintButton } from '../reports/print-button';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Notice } from '../ui/notice';

/** Shown once, right after they were made; only their hashes are kept. */
export function RecoveryCodeList({ codes, next }: { codes: readonly string[]; next: string }) {
  const { t } = useTranslation();
  return (
    <Card className="sm:p-8">
      <h1 className="mb-4">{t('Mã dự phòng của đồng chí')}</h1>
      <Notice tone="warning" title={t('Hãy ghi ra giấy ngay bây giờ')}>
        {t('Các mã này chỉ hiện một lần. Cất tờ giấy ở nơi an toàn, không chụp ảnh, không gửi qua tin nhắn.')}
      </Notice>
      <ol className="my-5 grid grid-cols-1 gap-x-6 gap-y-2 min-[400px]:grid-cols-2" data-recovery-codes>
        {codes.map((code, index) => (
          <li key={code} className="flex items-baseline gap-3">
            <span className="tabular w-8 shrink-0 whitespace-nowrap text-right text-ink-2">{index + 1}.</span>
            <span className="tabular select-all whitespace-nowrap text-lg font-bold">{code}</span>
          </li>
        ))}
      </ol>
      <p className="mb-5 text-ink-2">
        {t(
          'Khi không có điện thoại bên mình, đồng chí nhập một trong các mã này thay cho mã của ứng dụng. Mỗi mã dùng được một lần.',
        )}
      </p>
      <div className="no-print flex flex-col gap-3">
        <LinkButton to={next} reloadDocument>
          {t('Tôi đã ghi lại, tiếp tục')}
        </LinkButton>
        <PrintButton>{t('In ra giấy')}</PrintButton>
      </div>
    </Card>
  );
}
