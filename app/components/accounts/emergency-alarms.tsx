import { useLocation } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import type { EmergencyAlarm } from '~/modules/accounts/emergencies/schema';
import { ROLE_NAMES } from '~/modules/accounts/role-names';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock } from '~/platform/time';

/** Above every page while an emergency access is in force: to its person, to other administrators and to inspectors. */
export function EmergencyAlarms({ alarms, timeZone }: { alarms: readonly EmergencyAlarm[]; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  return alarms.map((alarm) => {
    const params = {
      name: alarm.accountName,
      unit: alarm.unitName,
      role: t(ROLE_NAMES[alarm.role]),
      until: formatWithClock(new Date(alarm.untilAt), timeZone, i18n.language),
    };
    return (
      <Notice
        key={alarm.id}
        tone="error"
        title={
          alarm.own
            ? t('Đồng chí đang dùng truy cập khẩn cấp')
            : t('Truy cập khẩn cấp đang mở: {{name}}', { name: alarm.accountName })
        }
        action={
          <div className="flex flex-wrap gap-3">
            {alarm.mayEnd ? (
              <PlainForm method="post" action="/quan-ly/khan-cap">
                <input type="hidden" name="so" value={alarm.id} />
                <Button variant="danger" name="viec" value="ket-thuc">
                  {t('Kết thúc ngay')}
                </Button>
              </PlainForm>
            ) : null}
            {pathname === '/quan-ly/khan-cap' ? null : (
              <LinkButton variant="secondary" to="/quan-ly/khan-cap">
                {t('Xem lý do')}
              </LinkButton>
            )}
          </div>
        }
      >
        {alarm.readOnly
          ? t('Vai trò {{role}} (chỉ xem) tại {{unit}}, đến {{until}}.', params)
          : t('Vai trò {{role}} tại {{unit}}, đến {{until}}.', params)}{' '}
        {alarm.own ? t('Mọi thao tác được ghi dấu trong nhật ký.') : null}
      </Notice>
    );
  });
}
