import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';
import { Button, LinkButton } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { PlainForm } from '../ui/form';
import { Notice } from '../ui/notice';
import { ConfirmPassword } from './confirm-password';

interface Props {
  factors: {
    totpSince: string | null | undefined;
    codesLeft: number | null;
    passkeys: readonly {
      id: number;
      name: string;
      createdAt: string | undefined;
      lastUsedAt: string | null | undefined;
    }[];
  };
  /** The person's roles ask for one. */
  needed: boolean;
}

/** What is set up, how to add and to take away, and how many codes are left on the paper. */
export function FactorList({ factors, needed }: Props) {
  const { t } = useTranslation();
  const { totpSince, passkeys, codesLeft } = factors;
  const some = Boolean(totpSince) || passkeys.length > 0;
  if (!some) {
    return (
      <>
        <p className="mb-4">
          {t(
            'Chưa thiết lập. Ngoài mật khẩu, đồng chí nên thêm một bước xác thực: người biết mật khẩu vẫn không vào được tài khoản.',
          )}
        </p>
        <LinkButton to="/bao-mat/thiet-lap" icon="lock" reloadDocument>
          {t('Thiết lập xác thực lần hai')}
        </LinkButton>
      </>
    );
  }
  const remove = (name: string, value: string | number) => (
    <PlainForm method="post" action="/bao-mat?index" className="flex flex-col gap-4">
      <ConfirmPassword />
      <div>
        <Button name={name} value={value} variant="danger">
          {t('Bỏ cách này')}
        </Button>
      </div>
    </PlainForm>
  );
  return (
    <>
      <ul className="mb-4 divide-y divide-line">
        {totpSince ? (
          <li className="flex flex-col gap-2 py-3">
            <span className="flex flex-wrap items-center gap-3 font-semibold">
              {t('Ứng dụng xác thực')} <Badge tone="done">{t('Đang dùng')}</Badge>
            </span>
            <span className="text-sm text-ink-2">{t('Thiết lập lúc {{at}}', { at: totpSince })}</span>
            <div>
              <LinkButton to="/bao-mat/ung-dung" variant="secondary" reloadDocument>
                {t('Đổi sang điện thoại khác')}
              </LinkButton>
            </div>
            {needed && passkeys.length === 0 ? null : (
              <Confirm trigger={t('Bỏ ứng dụng xác thực')}>{remove('bo-ung-dung', 1)}</Confirm>
            )}
          </li>
        ) : null}
        {passkeys.map((one) => (
          <li key={one.id} className="flex flex-col gap-2 py-3">
            <span className="flex flex-wrap items-center gap-3 font-semibold">
              {t('Khóa truy cập: {{name}}', { name: one.name })} <Badge tone="done">{t('Đang dùng')}</Badge>
            </span>
            <span className="text-sm text-ink-2">
              {t('Thiết lập lúc {{at}}', { at: one.createdAt ?? '' })}
              {one.lastUsedAt ? ` · ${t('Dùng gần nhất: {{at}}', { at: one.lastUsedAt })}` : null}
            </span>
            <Confirm trigger={t('Bỏ khóa này')}>{remove('bo-khoa', one.id)}</Confirm>
          </li>
        ))}
        <li className="flex flex-col gap-2 py-3">
          <span className="font-semibold">{t('Mã dự phòng trên giấy')}</span>
          <span className="text-sm text-ink-2">
            {t('Còn {{left}} mã chưa dùng. Mã dự phòng thay cho điện thoại khi không có điện thoại bên mình.', {
              left: codesLeft ?? 0,
            })}
          </span>
          {(codesLeft ?? 0) <= 3 ? (
            <Notice tone="warning">{t('Sắp hết mã dự phòng. Đồng chí hãy tạo mã mới.')}</Notice>
          ) : null}
          <div>
            <LinkButton to="/bao-mat/ma-du-phong" variant="secondary" reloadDocument>
              {t('Tạo mã dự phòng mới')}
            </LinkButton>
          </div>
        </li>
      </ul>
      <LinkButton to="/bao-mat/thiet-lap" variant="secondary" icon="plus" reloadDocument>
        {t('Thêm cách xác thực khác')}
      </LinkButton>
    </>
  );
}
