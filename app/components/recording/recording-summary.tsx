import { DescriptionList } from '~/components/ui/description-list';
import { formatDuration } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI } from '~/platform/time';

interface Props {
  recording: {
    fileName: string;
    timelineSeconds: number;
    publishedAt: string;
    qualities: string[];
    hasAudio: boolean;
  };
}

/** The facts of the recording that plays now. */
export function RecordingSummary({ recording }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <DescriptionList
      items={[
        { term: t('Tệp'), value: recording.fileName },
        { term: t('Thời lượng'), value: formatDuration(recording.timelineSeconds) },
        { term: t('Mức chất lượng'), value: recording.qualities.join(', ') },
        { term: t('Chỉ nghe tiếng'), value: recording.hasAudio ? t('Có') : t('Không: video không có tiếng') },
        {
          term: t('Đưa lên lúc'),
          value: formatWithClock(new Date(recording.publishedAt), HANOI, i18n.language as Language),
        },
      ]}
    />
  );
}
