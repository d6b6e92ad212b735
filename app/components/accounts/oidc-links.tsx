import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Field } from '../ui/field';
import { Form } from '../ui/form';
import { TextInput } from '../ui/text-input';
import { ConfirmPassword } from './confirm-password';

export interface OidcLinkView {
  id: number;
  /** The provider's host. */
  provider: string;
  /** The provider's name for the person; null: this page does not show it. */
  subject: string | null;
  linkedBy: string;
  createdAt: string;
  lastUsedAt: string | null;
}

/** Identities that sign in to an account: with their date, who linked them, and when they were last used. */
export function OidcLinkList({ links, removing }: { links: readonly OidcLinkView[]; removing?: { busy: boolean } }) {
  const { t } = useTranslation();
  return (
    <ul className="divide-y divide-line">
      {links.map((link) => (
        <li key={link.id} className="flex flex-col gap-1 py-3">
          <span className="break-words font-semibold">{link.provider}</span>
          {link.subject ? (
            <span className="[overflow-wrap:anywhere]">
              {t('Mã định danh: {{subject}}', { subject: link.subject })}
            </span>
          ) : null}
          <span className="text-sm text-ink-2">
            {t('Gắn lúc {{at}}, người gắn: {{by}}', { at: link.createdAt, by: link.linkedBy })}
          </span>
          <span className="text-sm text-ink-2">
            {link.lastUsedAt ? t('Dùng gần nhất: {{at}}', { at: link.lastUsedAt }) : t('Chưa dùng lần nào')}
          </span>
          {removing ? (
            <div className="mt-1">
              <Confirm trigger={t('Gỡ đăng nhập một lần')} variant="danger">
                <p className="mb-3">
                  {t(
                    'Các thiết bị đã đăng nhập bằng cách này bị đăng xuất ngay. Mật khẩu của tài khoản vẫn dùng được.',
                  )}
                </p>
                <Form method="post" className="flex flex-col items-start gap-4">
                  <input type="hidden" name="linkId" value={link.id} />
                  <ConfirmPassword />
                  <Button name="order" value="unlink-oidc" variant="danger" disabled={removing.busy}>
                    {t('Gỡ')}
                  </Button>
                </Form>
              </Confirm>
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Where an administrator says which person of the provider an account belongs to. */
export function OidcLinkForm({ provider, errors, busy }: { provider: string; errors?: string[]; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Form method="post" className="flex flex-col items-start gap-4" noValidate>
      <p className="text-ink-2">
        {t(
          'Chỉ gắn khi chắc chắn đúng người: ai giữ danh tính này tại {{provider}} sẽ vào được tài khoản. Mã định danh hiện ra khi đồng chí ấy thử đăng nhập một lần, hoặc lấy từ quản trị của nhà cung cấp.',
          { provider },
        )}
      </p>
      <Field
        label={t('Mã định danh (sub)')}
        hint={t('Chép đúng từng ký tự, phân biệt chữ hoa, chữ thường.')}
        error={errors}
        required
        className="w-full max-w-[28rem]"
      >
        <TextInput name="subject" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={255} />
      </Field>
      <ConfirmPassword />
      <Button name="order" value="link-oidc" variant="secondary" disabled={busy}>
        {t('Gắn đăng nhập một lần')}
      </Button>
    </Form>
  );
}
