import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Notice } from '~/components/ui/notice';
import { ROLE_NAMES, type Role } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

/** After a powerful role was given: it waits, and for whom. */
export function GrantWaits() {
  const { t } = useTranslation();
  return (
    <Notice
      title={t('Vai trò này chờ người thứ hai duyệt')}
      action={
        <LinkButton to="/quan-ly/tai-khoan/de-nghi" variant="secondary">
          {t('Xem các đề nghị')}
        </LinkButton>
      }
    >
      {t(
        'Vai trò chưa có hiệu lực. Một quản trị khác của đơn vị này hoặc của cấp trên vào mục “Đề nghị giao vai trò” để duyệt. Đơn vị chỉ có một quản trị thì đề nghị cấp trên, hoặc người vận hành máy chủ.',
      )}
    </Notice>
  );
}

interface Waiting {
  id: number;
  role: Role;
  unitName: string;
  proposedByName: string;
  expiresAt: string | null;
}

/** On the page of an account: what was proposed for it. */
export function WaitingGrants({ waiting }: { waiting: readonly Waiting[] }) {
  const { t } = useTranslation();
  if (waiting.length === 0) return null;
  return (
    <ul className="mb-4 divide-y divide-line border-t border-line" aria-label={t('Vai trò đang chờ duyệt')}>
      {waiting.map((one) => (
        <li key={one.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
          <span>
            <span className="font-semibold">{t(ROLE_NAMES[one.role])}</span>
            <span className="block">{one.unitName}</span>
            <span className="block text-sm text-ink-2">
              {t('{{name}} đề nghị; hạn duyệt {{at}}', { name: one.proposedByName, at: one.expiresAt ?? '' })}
            </span>
          </span>
          <span className="flex flex-wrap items-center gap-3">
            <Badge tone="partial">{t('Chờ duyệt')}</Badge>
            <Link to="/quan-ly/tai-khoan/de-nghi" className="link inline-flex min-h-11 items-center">
              {t('Xem đề nghị')}
            </Link>
          </span>
        </li>
      ))}
    </ul>
  );
}
