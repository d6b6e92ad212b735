import { Card } from '~/components/ui/card';
import { TwoClocks } from '~/components/ui/two-clocks';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type Language, twoClocks } from '~/platform/time';

/** A session that has nothing to play yet: when it takes place, on both clocks. Moments are ISO. */
export function NoRecording({ startsAt, now, timeZone }: { startsAt: string; now: string; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const starts = new Date(startsAt);
  return (
    <Card title={t('Chưa có bản ghi')}>
      <p className="mb-3">
        {starts > new Date(now)
          ? t('Buổi học diễn ra vào lúc:')
          : t('Buổi học đã diễn ra. Bản ghi sẽ có ở đây sau khi ban tổ chức tải lên.')}
      </p>
      <TwoClocks clocks={twoClocks(starts, timeZone, i18n.language as Language)} />
    </Card>
  );
}
