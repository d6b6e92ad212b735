import { Spinner } from '~/components/ui/spinner';
import type { BroadcastState } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { LiveStreamState } from './live-stream';

interface Props {
  state: LiveStreamState | null;
  broadcast: BroadcastState;
  stalled: boolean;
  waiting: boolean;
  closed: boolean;
  preview: boolean;
}

/** What is going on over the picture, in words, and read out. */
export function LiveStatus({ state, broadcast, stalled, waiting, closed, preview }: Props) {
  const { t } = useTranslation();
  const [text, busy, reload] = closed
    ? [t('Đồng chí không còn được xem buổi phát này, hoặc phiên đăng nhập đã hết.'), false, true]
    : broadcast === 'PAUSED' && !preview
      ? [t('Buổi phát đang tạm dừng. Hình sẽ tự tiếp tục khi phát lại.'), false, false]
      : broadcast === 'ENDED' && !preview
        ? [t('Buổi phát đã kết thúc. Bản ghi đang được chuẩn bị, trang sẽ tự chuyển.'), true, false]
        : stalled && !preview
          ? [t('Tín hiệu từ hội trường đang gián đoạn. Đồng chí chờ trong ít phút, hình sẽ tự tiếp tục.'), true, false]
          : state === 'loading'
            ? [t('Đang kết nối buổi phát…'), true, false]
            : state === 'reconnecting'
              ? [
                  preview
                    ? t('Chưa có hình để xem trước.')
                    : t('Mất kết nối – đang thử lại. Phần đã xem vẫn được ghi nhận.'),
                  true,
                  false,
                ]
              : state === 'expired'
                ? [t('Lượt xem đã hết hạn. Đồng chí hãy tải lại trang để xem tiếp.'), false, true]
                : state === 'failed'
                  ? [
                      t(
                        'Trình duyệt này không phát được. Đồng chí hãy tải lại trang; nếu vẫn lỗi, hãy thử trình duyệt khác.',
                      ),
                      false,
                      true,
                    ]
                  : waiting
                    ? [t('Đang tải thêm…'), true, false]
                    : [null, false, false];
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-0 flex justify-center p-3">
      {text ? (
        <div
          data-live-message
          className="flex max-w-full flex-wrap items-center gap-3 rounded-sm bg-black/85 px-4 py-2 text-white"
        >
          {busy ? <Spinner /> : null}
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
