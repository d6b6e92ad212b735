import { useTranslation } from '~/platform/i18n/use-translation';

/** The first thing the Tab key meets: past the menu, to what the page is for. */
export function SkipLink() {
  const { t } = useTranslation();
  return (
    <a
      href="#noi-dung"
      data-skip-link
      className="sr-only focus:not-sr-only focus:fixed focus:left-3 focus:top-3 focus:z-50 focus:rounded-sm focus:bg-surface focus:px-4 focus:py-3 focus:font-semibold"
    >
      {t('Đến nội dung chính')}
    </a>
  );
}
