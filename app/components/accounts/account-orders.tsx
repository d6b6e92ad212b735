import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Confirm } from '../ui/confirm';
import { Form } from '../ui/form';
import { ConfirmPassword } from './confirm-password';

interface Props {
  account: { hasFactor: boolean; own: boolean; state: 'disabled' | 'locked' | 'active' | 'unused' };
  busy: boolean;
}

/** What an administrator can do about an account's password, second factors and use. */
export function AccountOrders({ account, busy }: Props) {
  const { t } = useTranslation();
  return (
    <Card title={t('Mật khẩu và sử dụng')}>
      <div className="flex flex-col gap-3">
        <Confirm trigger={t('Cấp lại mật khẩu')}>
          <p className="mb-3">
            {t('Mật khẩu cũ hết hiệu lực ngay, các thiết bị đang dùng bị đăng xuất. Mật khẩu mới chỉ hiện một lần.')}
          </p>
          <Form method="post" className="flex flex-col gap-4">
            <ConfirmPassword />
            <div>
              <Button name="order" value="reset" disabled={busy}>
                {t('Cấp mật khẩu mới')}
              </Button>
            </div>
          </Form>
        </Confirm>
        {account.hasFactor && !account.own ? (
          <Confirm trigger={t('Đặt lại xác thực lần hai')}>
            <p className="mb-3">
              {t(
                'Chỉ làm khi gặp trực tiếp hoặc chắc chắn đúng người: ứng dụng, khóa truy cập và mã dự phòng của họ bị xóa, các thiết bị bị đăng xuất. Lần sau họ đăng nhập bằng mật khẩu rồi thiết lập lại.',
              )}
            </p>
            <Form method="post" className="flex flex-col gap-4">
              <ConfirmPassword />
              <div>
                <Button name="order" value="reset-factors" variant="danger" disabled={busy}>
                  {t('Đặt lại xác thực lần hai')}
                </Button>
              </div>
            </Form>
          </Confirm>
        ) : null}
        {account.own ? null : account.state === 'disabled' ? (
          <Form method="post" className="flex flex-col items-start gap-4">
            <ConfirmPassword />
            <Button name="order" value="enable" variant="secondary" disabled={busy}>
              {t('Cho dùng lại')}
            </Button>
          </Form>
        ) : (
          <Confirm trigger={t('Ngừng sử dụng')} variant="danger">
            <p className="mb-3">
              {t('Người dùng bị đăng xuất ngay và không đăng nhập được nữa. Kết quả học tập vẫn được giữ nguyên.')}
            </p>
            <Form method="post" className="flex flex-col items-start gap-4">
              <ConfirmPassword />
              <Button name="order" value="disable" variant="danger" disabled={busy}>
                {t('Ngừng sử dụng tài khoản')}
              </Button>
            </Form>
          </Confirm>
        )}
      </div>
    </Card>
  );
}
