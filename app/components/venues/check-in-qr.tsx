import { useMemo } from 'react';
import { drawCode } from '~/modules/venues/draw-code';
import { useTranslation } from '~/platform/i18n/use-translation';

/** The code for the phones in the hall; black on white in every theme, because cameras want it so. */
export function CheckInQr({ address, stale }: { address: string | null; stale: boolean }) {
  const { t } = useTranslation();
  const code = useMemo(() => (address ? drawCode(address) : null), [address]);
  if (!code || stale) {
    return (
      <p role="status" className="max-w-60 rounded-lg bg-white p-4 text-center text-lg text-black">
        {stale ? t('Mất kết nối – mã điểm danh sẽ hiện lại khi có mạng') : t('Điểm cầu chưa mở điểm danh')}
      </p>
    );
  }
  return (
    <figure className="m-0 flex w-[clamp(9rem,22vh,18rem)] flex-col items-center gap-1 rounded-lg bg-white p-2 text-black">
      <svg
        role="img"
        aria-label={t('Mã điểm danh, đổi 30 giây một lần')}
        data-code
        viewBox={`0 0 ${code.size} ${code.size}`}
        shapeRendering="crispEdges"
        className="w-full"
      >
        <path d={`M0 0h${code.size}v${code.size}H0z`} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
      <figcaption className="text-center text-base font-semibold">{t('Quét mã để điểm danh')}</figcaption>
    </figure>
  );
}
