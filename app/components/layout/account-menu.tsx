import { Link } from '@remix-run/react';
import { PlainForm } from '~/components/ui/form';
import { useTranslation } from '~/platform/i18n/use-translation';
import { buttonClass } from '../ui/button';
import { Icon } from '../ui/icon';
import { Disclosure } from './disclosure';
import { LanguageForm, ThemeForm } from './preference-forms';

interface Props {
  displayName: string;
  /** Other halves of the site: from the management pages to one's own and back. */
  links: readonly { to: string; label: string }[];
  /** On a phone the sign alone, where a menu button stands beside it; the name is in the menu. */
  short?: boolean;
}

export function AccountMenu({ displayName, links, short = false }: Props) {
  const { t } = useTranslation();
  const item = 'flex min-h-11 items-center rounded-sm px-3 no-underline hover:bg-sunken';
  return (
    <Disclosure
      className="relative"
      summaryClassName="flex min-h-11 list-none items-center gap-1.5 rounded-sm px-2 text-ink-2 hover:bg-sunken sm:max-w-64 lg:max-w-80"
      summary={
        <>
          <Icon name="user" />
          <span className={short ? 'sr-only sm:not-sr-only sm:truncate' : 'truncate'}>{displayName}</span>
          <Icon name="down" className="hidden size-4 sm:inline-block" />
        </>
      }
    >
      <div className="absolute right-0 top-full z-40 mt-1 flex w-[min(20rem,calc(100vw-2rem))] flex-col gap-1 rounded-lg border border-line bg-surface p-3 shadow-card">
        <p className="border-b border-line px-3 pb-2 font-semibold sm:hidden">{displayName}</p>
        {links.map((link) => (
          <Link key={link.to} to={link.to} className={item}>
            {t(link.label)}
          </Link>
        ))}
        <Link to="/bao-mat" className={item}>
          {t('Bảo mật tài khoản')}
        </Link>
        <Link to="/du-lieu-cua-toi" className={item}>
          {t('Dữ liệu của tôi')}
        </Link>
        <Link to="/doi-mat-khau" className={item}>
          {t('Đổi mật khẩu')}
        </Link>
        <div className="my-1 flex flex-col gap-3 border-y border-line px-3 py-3">
          <LanguageForm />
          <ThemeForm />
        </div>
        <PlainForm method="post" action="/dang-xuat">
          <button type="submit" className={buttonClass('secondary', 'w-full')}>
            {t('Đăng xuất')}
          </button>
        </PlainForm>
      </div>
    </Disclosure>
  );
}
