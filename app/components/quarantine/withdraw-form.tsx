import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { Button } from '~/components/ui/button';
import { Form } from '~/components/ui/form';
import { Icon } from '~/components/ui/icon';
import type { QuarantineTarget } from '~/modules/quarantine/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  target: QuarantineTarget;
  /** A session's number, a document's code, an import's id. */
  name: string;
}

/** One press withdraws the thing everywhere (and the password, when it was said long ago); the reason can be said afterwards. */
export function WithdrawForm({ target, name }: Props) {
  const { t } = useTranslation();
  return (
    <Form method="post" action="/quan-ly/cach-ly" className="flex flex-wrap items-center gap-3">
      <input type="hidden" name="viec" value="cach-ly" />
      <input type="hidden" name="loai" value={target} />
      <input type="hidden" name="ma" value={name} />
      <ConfirmPassword />
      <Button variant="danger">
        <Icon name="alert" /> {t('Cách ly ngay')}
      </Button>
      <span className="text-sm text-ink-2">
        {t('Nghi có bí mật nhà nước hoặc dữ liệu lọt vào: thu hồi ngay ở mọi nơi. Quản trị gỡ cách ly được.')}
      </span>
    </Form>
  );
}
