import { Spinner } from '~/components/ui/spinner';
import { useTranslation } from '~/platform/i18n/use-translation';
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
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-0 flex justify-center p-3">
      {text ? (
        <div className="flex max-w-full flex-wrap items-center gap-3 rounded-sm bg-black/85 px-4 py-2 text-white">
          {reload ? null : <Spinner />}
          <span>{text}</span>
          {reload ? (
            <button
              type="button"
              onClick={() => window.location.reload()}
              className="pointer-events-auto min-h-11 rounded-sm border border-white px-4 font-semibold focus-visible:outline-white"
            >
              {t('Tải lại trang')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
