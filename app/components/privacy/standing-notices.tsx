import { useLocation } from '@remix-run/react';
import type { EmergencyAlarm } from '~/modules/accounts/emergencies/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock } from '~/platform/time';
import { EmergencyAlarms } from '../accounts/emergency-alarms';
import { useFreshAlarms } from '../accounts/use-fresh-alarms';
import { Button, LinkButton } from '../ui/button';
import { PlainForm } from '../ui/form';
import { Notice } from '../ui/notice';

interface Props {
  unread: { version: string; again: boolean } | null;
  reset: { id: number; at: string; by: string | null } | null;
  timeZone: string;
  alarms: readonly EmergencyAlarm[];
  /** Whether this person is to be told of emergencies on pages that are open. */
  watching: boolean;
}

/** What is said at the top of every page until it was answered: an emergency access is in force; read the privacy notice; your password was reset. Nothing is barred. */
export function StandingNotices({ alarms: given, watching, ...rest }: Props) {
  const alarms = useFreshAlarms(given, watching);
  const { pathname } = useLocation();
  const asks = pathname !== '/thong-bao-du-lieu' && (rest.unread !== null || rest.reset !== null);
  if (alarms.length === 0 && !asks) return null;
  return (
    <div className="no-print mb-5 flex flex-col gap-3">
      <EmergencyAlarms alarms={alarms} timeZone={rest.timeZone} />
      {asks ? <AskingNotices {...rest} /> : null}
    </div>
  );
}

function AskingNotices({ unread, reset, timeZone }: Omit<Props, 'alarms' | 'watching'>) {
  const { t, i18n } = useTranslation();
  const { pathname, search } = useLocation();
  const here = pathname + search;
  return (
    <>
      {reset ? (
        <Notice
          tone="warning"
          title={t('Mật khẩu của đồng chí đã được đặt lại')}
          action={
            <PlainForm method="post" action="/thong-bao-du-lieu">
              <input type="hidden" name="tiep" value={here} />
              <input type="hidden" name="lan" value={reset.id} />
              <Button variant="secondary" name="viec" value="da-biet">
                {t('Tôi đã biết')}
              </Button>
            </PlainForm>
          }
        >
          {reset.by
            ? t('Lúc {{at}}, bằng mã do đồng chí {{name}} cấp.', {
                at: formatWithClock(new Date(reset.at), timeZone, i18n.language),
                name: reset.by,
              })
            : t('Lúc {{at}}, bằng liên kết gửi qua thư điện tử.', {
                at: formatWithClock(new Date(reset.at), timeZone, i18n.language),
              })}{' '}
          {t('Nếu không phải đồng chí làm, hãy đổi mật khẩu ngay và báo quản trị đơn vị.')}
        </Notice>
      ) : null}
      {unread ? (
        <Notice
          title={
            unread.again
              ? t('Thông báo về dữ liệu cá nhân có bản mới')
              : t('Mời đồng chí đọc thông báo về dữ liệu cá nhân')
          }
          action={
            <div className="flex flex-wrap gap-3">
              <LinkButton variant="secondary" to={`/thong-bao-du-lieu?tiep=${encodeURIComponent(here)}`}>
                {t('Đọc thông báo')}
              </LinkButton>
              <PlainForm method="post" action="/thong-bao-du-lieu">
                <input type="hidden" name="tiep" value={here} />
                <Button variant="quiet" name="viec" value="de-sau">
                  {t('Để lần sau')}
                </Button>
              </PlainForm>
            </div>
          }
        >
          {t('Hệ thống giữ những gì về đồng chí, để làm gì, ai xem được, và đồng chí có quyền gì.')}
        </Notice>
      ) : null}
    </>
  );
}
