import { useTranslation } from '~/platform/i18n/use-translation';
import { PlayerMessage } from './player-message';
import type { StreamState } from './stream-loader';

/** What the stream is waiting for and what to do, over the picture and read out. */
export function PlayerStatus({ state, waiting }: { state: StreamState | null; waiting: boolean }) {
  const { t } = useTranslation();
  const texts: Partial<Record<StreamState, string>> = {
    loading: t('Đang tải bài giảng…'),
    reconnecting: t('Mất kết nối – đang thử lại. Phần đồng chí đã xem vẫn được ghi nhận.'),
    expired: t('Lượt xem đã hết hạn. Đồng chí hãy tải lại trang để xem tiếp.'),
    gone: t('Bản ghi này vừa được thay hoặc gỡ. Đồng chí hãy tải lại trang.'),
    failed: t(
      'Trình duyệt này không phát được bài giảng. Đồng chí hãy tải lại trang; nếu vẫn lỗi, hãy thử trình duyệt khác.',
    ),
  };
  const text = state === 'ready' && waiting ? t('Đang tải thêm…') : state ? texts[state] : undefined;
  const reload = state === 'expired' || state === 'gone' || state === 'failed';
  return <PlayerMessage text={text ?? null} busy={!reload} reload={reload} />;
}
