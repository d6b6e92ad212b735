import { Button } from '~/components/ui/button';
import { Form } from '~/components/ui/form';
import { ROLE_NAMES, type Role } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ConfirmPassword } from './confirm-password';

interface Shown {
  id: number;
  role: Role;
  unitName: string;
  grantedAt: string | null;
  grantedBy: string | null;
  approvedBy: string | null;
  revocable: boolean;
}

/** The roles of an account, with the button that takes one back. */
export function GrantList({ grants, busy }: { grants: readonly Shown[]; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {grants.length === 0 ? (
        <p className="mb-4 text-ink-2">{t('Chưa có vai trò nào ngoài quyền của đảng viên.')}</p>
      ) : (
        <ul className="mb-4 divide-y divide-line">
          {grants.map((grant) => (
            <li key={grant.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <span>
                <span className="font-semibold">{t(ROLE_NAMES[grant.role])}</span>
                <span className="block">{grant.unitName}</span>
                <span className="block text-sm text-ink-2">
                  {grant.grantedBy
                    ? t('Giao lúc {{at}}, người giao: {{by}}', { at: grant.grantedAt, by: grant.grantedBy })
                    : t('Giao lúc {{at}}', { at: grant.grantedAt })}
                  {grant.approvedBy ? `; ${t('người duyệt: {{by}}', { by: grant.approvedBy })}` : ''}
                </span>
              </span>
              {grant.revocable ? (
                <Form method="post" className="flex flex-col items-start gap-3">
                  <input type="hidden" name="grantId" value={grant.id} />
                  <ConfirmPassword />
                  <Button name="order" value="revoke" variant="danger" disabled={busy}>
                    {t('Thu hồi')}
                  </Button>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
