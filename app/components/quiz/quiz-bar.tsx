import { useEffect, useState } from 'react';
import { Countdown } from '~/components/ui/countdown';
import { Icon } from '~/components/ui/icon';
import { ShareBar } from '~/components/ui/share-bar';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { OutboxState } from './answer-outbox';

interface Props {
  endsAt: string;
  serverNow: string;
  answered: number;
  total: number;
  saving: OutboxState;
  onEnd: () => void;
}

/** Minutes before the end at which the time left is read out: often enough to plan, too seldom to disturb. */
const READ_OUT_SECONDS = [600, 300, 60, 30];

/** Time left, progress and whether the answers are safe; stays in view while the paper scrolls. */
export function QuizBar({ endsAt, serverNow, answered, total, saving, onEnd }: Props) {
  const { t } = useTranslation();
  const spoken = useSpokenTime(endsAt, serverNow);
  return (
    <div className="sticky top-16 z-10 -mx-4 border-b border-line bg-surface px-4 py-2 shadow-card print:static sm:mx-0 sm:rounded-lg sm:border">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="inline-flex items-center gap-2 font-semibold">
          <Icon name="clock" />
          <span className="sr-only">{t('Thời gian còn lại')}:</span>
          <Countdown until={endsAt} serverNow={serverNow} onEnd={onEnd} />
        </span>
        <span className="tabular font-medium">{t('Đã trả lời {{answered}}/{{total}}', { answered, total })}</span>
      </div>
      <ShareBar
        share={total > 0 ? answered / total : 0}
        tone="done"
        className="mt-2 h-2 rounded-full ring-1 ring-line"
      />
      <SavingLine saving={saving} />
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </div>
  );
}

function SavingLine({ saving }: { saving: OutboxState }) {
  const { t } = useTranslation();
  const lines: Partial<Record<OutboxState, { text: string; look: string; icon: 'check' | 'offline' | 'alert' }>> = {
    saved: { text: t('Đã lưu câu trả lời'), look: 'text-done', icon: 'check' },
    offline: { text: t('Mất kết nối – sẽ tự gửi lại'), look: 'text-partial', icon: 'offline' },
    signedOut: { text: t('Đồng chí cần đăng nhập lại để gửi câu trả lời'), look: 'text-danger', icon: 'alert' },
    refused: { text: t('Có câu trả lời chưa ghi được, xem thông báo bên dưới'), look: 'text-danger', icon: 'alert' },
  };
  const line = lines[saving];
  return (
    <p role="status" aria-live="polite" className={`mt-1 min-h-6 text-sm ${line?.look ?? 'text-ink-2'}`}>
      {line ? (
        <span className="inline-flex items-center gap-1.5">
          <Icon name={line.icon} className="size-4" />
          {line.text}
        </span>
      ) : saving === 'sending' ? (
        t('Đang lưu…')
      ) : null}
    </p>
  );
}

function useSpokenTime(endsAt: string, serverNow: string): string {
  const { t } = useTranslation();
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const left = Date.parse(endsAt) - Date.parse(serverNow);
    const timers = READ_OUT_SECONDS.filter((seconds) => seconds * 1000 < left).map((seconds) =>
      setTimeout(
        () =>
          setSpoken(
            seconds >= 60
              ? t('Còn {{minutes}} phút làm bài', { minutes: seconds / 60 })
              : t('Còn {{seconds}} giây làm bài', { seconds }),
          ),
        left - seconds * 1000,
      ),
    );
    return () => timers.forEach(clearTimeout);
  }, [endsAt, serverNow, t]);
  return spoken;
}
