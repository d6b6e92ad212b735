import { drawCode } from '~/modules/venues/draw-code';
import { useTranslation } from '~/platform/i18n/use-translation';

/** Black on white in every theme: cameras want it so. */
export function TotpQr({ address }: { address: string }) {
  const { t } = useTranslation();
  const code = drawCode(address);
  return (
    <svg
      role="img"
      aria-label={t('Mã QR để thiết lập ứng dụng xác thực')}
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      className="mx-auto w-full max-w-64 rounded-lg border border-line"
    >
      <path d={`M0 0h${code.size}v${code.size}H0z`} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
