import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { DescriptionList } from '~/components/ui/description-list';
import { formatDuration } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI } from '~/platform/time';

const ASK_MS = 4_000;

interface Props {
  recording: {
    fileName: string;
    timelineSeconds: number;
    publishedAt: string;
    qualities: string[];
    hasAudio: boolean;
    picturesPercent: number | null;
  };
}

/** The facts of the recording that plays now. */
export function RecordingSummary({ recording }: Props) {
  const { t, i18n } = useTranslation();
  const making = recording.picturesPercent;
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (making === null) return;
    const timer = setInterval(revalidate, ASK_MS);
    return () => clearInterval(timer);
  }, [making, revalidate]);
  return (
    <DescriptionList
      items={[
        { term: t('Tệp'), value: recording.fileName },
        { term: t('Thời lượng'), value: formatDuration(recording.timelineSeconds) },
        { term: t('Mức chất lượng'), value: recording.qualities.join(', ') },
        { term: t('Chỉ nghe tiếng'), value: recording.hasAudio ? t('Có') : t('Không: video không có tiếng') },
        ...(making === null
          ? []
          : [
              {
                term: t('Ảnh xem trước khi tua'),
                value: (
                  <span role="status" data-pictures={making}>
                    {t('Đang tạo, được {{percent}}%. Bản ghi vẫn xem được bình thường.', { percent: making })}
                  </span>
                ),
              },
            ]),
        {
          term: t('Đưa lên lúc'),
          value: formatWithClock(new Date(recording.publishedAt), HANOI, i18n.language as Language),
        },
      ]}
    />
  );
}
