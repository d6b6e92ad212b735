import type { BroadcastState } from '~/modules/broadcasts/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { MissedStretch } from './live-stream-control';
import type { LiveStreamState } from './live-stream-options';
import { PlayerMessage } from './player-message';

interface Props {
  state: LiveStreamState | null;
  broadcast: BroadcastState;
  stalled: boolean;
  /** The picture stands although it should play. */
  stuck: boolean;
  /** Nothing arrives. */
  lost: boolean;
  closed: boolean;
  preview: boolean;
  missed: MissedStretch | null;
  onMakeUp: () => void;
  onForget: () => void;
}

/** What is going on over the picture, in words. What the broadcast does comes before what this connection does. */
export function LiveStatus(props: Props) {
  const { t } = useTranslation();
  const situation = situationOf(props);
  const texts: Record<Situation, string> = {
    closed: t('Đồng chí không còn được xem buổi phát này, hoặc phiên đăng nhập đã hết.'),
    paused: t('Buổi phát đang tạm dừng. Hình sẽ tự tiếp tục khi phát lại.'),
    ended: t('Buổi phát đã kết thúc. Bản ghi đang được chuẩn bị, trang sẽ tự chuyển.'),
    stalled: t('Tín hiệu từ hội trường đang gián đoạn. Đồng chí chờ trong ít phút, hình sẽ tự tiếp tục.'),
    loading: t('Đang kết nối buổi phát…'),
    noPreview: t('Chưa có hình để xem trước.'),
    reconnecting: t('Mất kết nối – đang thử lại. Phần đã xem vẫn được ghi nhận.'),
    expired: t('Lượt xem đã hết hạn. Đồng chí hãy tải lại trang để xem tiếp.'),
    failed: t('Trình duyệt này không phát được. Đồng chí hãy tải lại trang; nếu vẫn lỗi, hãy thử trình duyệt khác.'),
    waiting: t('Đang tải thêm…'),
    missed: t('Kết nối vừa gián đoạn, hình đã về trực tiếp. Phần bị lỡ dài {{length}}.', {
      length: formatDuration(props.missed ? props.missed.to - props.missed.from : 0),
    }),
  };
  const reload = situation !== null && RELOAD.includes(situation);
  return (
    <PlayerMessage
      text={situation && texts[situation]}
      busy={!reload && situation !== 'paused' && situation !== 'missed'}
      reload={reload}
      actions={
        situation === 'missed'
          ? [
              { label: t('Xem phần bị lỡ'), onClick: props.onMakeUp },
              { label: t('Để sau'), onClick: props.onForget },
            ]
          : []
      }
    />
  );
}

type Situation =
  | 'closed'
  | 'paused'
  | 'ended'
  | 'stalled'
  | 'loading'
  | 'noPreview'
  | 'reconnecting'
  | 'expired'
  | 'failed'
  | 'waiting'
  | 'missed';

const RELOAD: readonly Situation[] = ['closed', 'expired', 'failed'];

function situationOf({ state, broadcast, stalled, stuck, lost, closed, preview, missed }: Props): Situation | null {
  if (closed) return 'closed';
  if (!preview && broadcast === 'PAUSED') return 'paused';
  if (!preview && broadcast === 'ENDED') return 'ended';
  if (!preview && stalled) return 'stalled';
  if (lost && (stuck || state === 'loading')) return 'reconnecting';
  if (state === 'loading' || state === 'expired' || state === 'failed') return state;
  if (state === 'reconnecting') return preview ? 'noPreview' : 'reconnecting';
  if (stuck) return 'waiting';
  return missed && !preview ? 'missed' : null;
}
