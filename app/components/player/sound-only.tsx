import { useTranslation } from '~/platform/i18n/use-translation';

/** In place of the picture while nothing but the sound is fetched. */
export function SoundOnly() {
  const { t } = useTranslation();
  return (
    <p className="pointer-events-none absolute inset-0 flex items-center justify-center bg-black p-6 text-center text-lg text-white">
      {t('Chỉ nghe tiếng để tiết kiệm dữ liệu')}
    </p>
  );
}
