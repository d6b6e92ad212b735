import { Badge } from '~/components/ui/badge';
import { Button, buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Icon } from '~/components/ui/icon';
import { VENUE_STATE_NAMES, type VenueState } from '~/modules/venues/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

/** Opening and closing the hall, and the address of its big screen. */
export function VenueDoor({ state, screen }: { state: VenueState; screen: string }) {
  const { t } = useTranslation();
  const open = state === 'OPEN';
  return (
    <Card
      id="man-hinh"
      title={t('Màn hình hội trường')}
      aside={<Badge tone={open ? 'live' : 'neutral'}>{t(VENUE_STATE_NAMES[state])}</Badge>}
    >
      <p className="mb-3 text-ink-2">
        {open
          ? t('Mở trang này trên máy nối máy chiếu. Đảng viên quét mã ở góc màn hình để điểm danh.')
          : t('Mở điểm cầu để màn hình hội trường phát bài giảng và hiện mã điểm danh.')}
      </p>
      <Form method="post" action="#man-hinh" className="flex flex-wrap gap-3">
        {open ? (
          <>
            <a href={screen} target="_blank" rel="noreferrer" className={buttonClass('primary')}>
              <Icon name="play" />
              {t('Mở màn hình hội trường')}
            </a>
            <Button name="intent" value="close" variant="secondary">
              {t('Đóng điểm cầu')}
            </Button>
            <Button name="intent" value="new-link" variant="quiet">
              {t('Đổi đường dẫn màn hình')}
            </Button>
          </>
        ) : (
          <Button name="intent" value="open">
            {state === 'CLOSED' ? t('Mở lại điểm cầu') : t('Mở điểm cầu')}
          </Button>
        )}
      </Form>
    </Card>
  );
}
