import { Badge, type BadgeTone } from '~/components/ui/badge';
import { POLL_STATE_NAMES, type PollState, type PollView } from '~/modules/polls/schema';
import { formatNumber, formatRate, formatThreshold } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';

const TONES: Record<PollState, BadgeTone> = { DRAFT: 'neutral', OPEN: 'live', CLOSED: 'done' };

/** What is voted on, how, and how many took part. */
export function PollHead({ poll }: { poll: PollView }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const number = (value: number) => formatNumber(value, 0, language);
  return (
    <>
      <p className="flex flex-wrap gap-2">
        <Badge tone={TONES[poll.state]}>{t(POLL_STATE_NAMES[poll.state])}</Badge>
        <Badge icon={poll.secret ? 'lock' : null}>{poll.secret ? t('Bỏ phiếu kín') : t('Biểu quyết công khai')}</Badge>
      </p>
      <h2 className="max-w-[60ch] break-words">{poll.title}</h2>
      {poll.eligible === null ? null : (
        <p className="text-ink-2">
          {t('Đã tham gia: {{turnout}}/{{eligible}} đồng chí ({{rate}})', {
            turnout: number(poll.turnout),
            eligible: number(poll.eligible),
            rate: formatRate(poll.turnout, poll.eligible, language),
          })}
          {poll.quorum > 0
            ? ` · ${t('cần ít nhất {{quorum}}', { quorum: formatThreshold(poll.quorum, language) })}`
            : ''}
        </p>
      )}
      {poll.quorumReached === null ? null : poll.quorumReached ? (
        <Badge tone="done">{t('Đủ số người tham gia')}</Badge>
      ) : (
        <Badge tone="partial">{t('Không đủ số người tham gia')}</Badge>
      )}
    </>
  );
}
