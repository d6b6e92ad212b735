import { useTranslation } from '~/platform/i18n/use-translation';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Notice } from '../ui/notice';

interface Props {
  message: string;
  params: Record<string, string | number>;
  /** The provider's name for the person: what an administrator needs for linking. */
  subject: string | null;
}

/** What a person sees who comes back from the provider, or cannot get there, without being signed in. */
export function OidcFailure({ message, params, subject }: Props) {
  const { t } = useTranslation();
  return (
    <Card className="sm:p-8">
      <h1 className="mb-4">{t('Chưa đăng nhập được')}</h1>
      <Notice tone="error">{t(message, params)}</Notice>
      {subject ? (
        <p className="mt-5">
          <span className="block text-ink-2">{t('Mã định danh của đồng chí')}</span>
          <span className="tabular mt-1 block select-all break-words rounded-sm bg-sunken px-3 py-2 font-bold">
            {subject}
          </span>
        </p>
      ) : null}
      <LinkButton to="/dang-nhap" className="mt-5 w-full" reloadDocument>
        {t('Về trang đăng nhập')}
      </LinkButton>
    </Card>
  );
}
