import { useTranslation } from '~/platform/i18n/use-translation';

export function AppFooter() {
  const { t } = useTranslation();
  return (
    <footer data-app-footer className="border-t border-line py-6">
      <p className="mx-auto max-w-[77.5rem] px-4 text-sm text-ink-2 lg:px-8">
        {t('Điểm Cầu – học tập, quán triệt nghị quyết trực tuyến')}
      </p>
    </footer>
  );
}
