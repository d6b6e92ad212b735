import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { PlainForm } from '../ui/form';
import { ConfirmPassword } from './confirm-password';

export interface SessionView {
  id: number;
  current: boolean;
  device: { browser: string; system: string } | null;
  addressClass: 'this-machine' | 'internal' | 'internet' | 'unknown';
  address: string | null;
  /** Translation key. */
  method: string;
  /** On the person's clock, and on Hanoi's where it differs. */
  createdAt: string[];
  lastSeenAt: string[];
}

const PLACES: Record<SessionView['addressClass'], string> = {
  'this-machine': 'ngay trên máy chủ',
  internal: 'mạng nội bộ, địa chỉ {{address}}',
  internet: 'mạng Internet, địa chỉ {{address}}',
  unknown: 'không rõ địa chỉ',
};

/** The person's signed-in browsers; each of the others can be signed out. */
export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  const { t } = useTranslation();
  const device = ({ device }: SessionView) => {
    if (!device) return t('Thiết bị không rõ');
    if (device.browser && device.system) return t('{{browser}} trên {{system}}', device);
    return device.browser || device.system;
  };
  return (
    <>
      <ul className="divide-y divide-line">
        {sessions.map((row) => (
          <li key={row.id} className="flex flex-col gap-1 py-3" data-session={row.current ? 'current' : 'other'}>
            <span className="flex flex-wrap items-center gap-3 font-semibold">
              {device(row)} {row.current ? <Badge tone="done">{t('Thiết bị này')}</Badge> : null}
            </span>
            <span className="text-sm text-ink-2">{t(PLACES[row.addressClass], { address: row.address ?? '' })}</span>
            <span className="text-sm text-ink-2">
              {t('Đăng nhập lúc {{at}}, bằng {{method}}', { at: row.createdAt.join(' · '), method: t(row.method) })}
            </span>
            <span className="text-sm text-ink-2">
              {t('Hoạt động gần nhất: {{at}}', { at: row.lastSeenAt.join(' · ') })}
            </span>
            {row.current ? null : (
              <div className="mt-1">
                <Confirm trigger={t('Đăng xuất thiết bị này')}>
                  <PlainForm method="post" action="/bao-mat?index" className="flex flex-col gap-4">
                    <ConfirmPassword />
                    <div>
                      <Button name="phien" value={row.id} variant="danger">
                        {t('Đăng xuất')}
                      </Button>
                    </div>
                  </PlainForm>
                </Confirm>
              </div>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <div className="border-t border-line pt-4">
          <Confirm trigger={t('Đăng xuất mọi thiết bị khác')} variant="danger">
            <p className="mb-3">{t('Chỉ thiết bị đồng chí đang dùng còn đăng nhập.')}</p>
            <PlainForm method="post" action="/bao-mat?index" className="flex flex-col gap-4">
              <ConfirmPassword />
              <div>
                <Button name="phien-khac" value="1" variant="danger">
                  {t('Đăng xuất các thiết bị khác')}
                </Button>
              </div>
            </PlainForm>
          </Confirm>
        </div>
      ) : null}
      <p className="mt-3 text-sm text-ink-2">
        {t('Tên thiết bị do trình duyệt tự khai. Thấy thiết bị lạ: hãy đăng xuất thiết bị đó và đổi mật khẩu ngay.')}
      </p>
    </>
  );
}
