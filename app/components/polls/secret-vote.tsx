import { useRevalidator } from '@remix-run/react';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '~/components/ui/button';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { Notice } from '~/components/ui/notice';
import type { PollView } from '~/modules/polls/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { BallotRefused, castSecretBallot, checkCounted, type KeptBallot, readBallot } from './ballot-box';

/** Voting secretly, and the proof afterwards. Needs script: the secret is made on the device. */
export function SecretVote({ poll }: { poll: PollView }) {
  const { t } = useTranslation();
  const { revalidate } = useRevalidator();
  const [kept, setKept] = useState<KeptBallot | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [counted, setCounted] = useState<number | null | undefined>(undefined);
  useEffect(() => setKept(readBallot(poll.id)), [poll.id]);

  const vote = async (event: FormEvent) => {
    event.preventDefault();
    const option = kept?.option ?? chosen;
    if (option === null || !poll.publicKey) return setProblem('Đồng chí hãy chọn một phương án.');
    setBusy(true);
    setProblem(null);
    try {
      await castSecretBallot({ pollId: poll.id, publicKey: poll.publicKey, option });
      revalidate();
    } catch (error) {
      const said = error instanceof BallotRefused ? error.message : '';
      setProblem(said || 'Chưa gửi được phiếu. Phiếu còn nguyên trên thiết bị này; đồng chí hãy bấm lại khi có mạng.');
    } finally {
      setKept(readBallot(poll.id));
      setBusy(false);
    }
  };
  const check = async (ballot: KeptBallot) => {
    setProblem(null);
    try {
      setCounted(await checkCounted(poll.id, ballot));
    } catch {
      setProblem('Chưa kiểm tra được. Đồng chí hãy thử lại khi có mạng.');
    }
  };
  const failed = problem ? (
    <Notice tone="error" title={t('Chưa thực hiện được')}>
      {t(problem)}
    </Notice>
  ) : null;

  if (poll.state === 'CLOSED') {
    if (!kept?.cast) return null;
    return (
      <div className="flex flex-col gap-3">
        {failed}
        {counted === undefined ? (
          <div>
            <Button type="button" variant="secondary" onClick={() => void check(kept)}>
              {t('Kiểm tra phiếu của tôi')}
            </Button>
          </div>
        ) : counted === null ? (
          <Notice tone="error" title={t('Không thấy phiếu của thiết bị này trong hòm phiếu')}>
            {t('Đồng chí hãy báo ban tổ chức.')}
          </Notice>
        ) : (
          <Notice tone="success" title={t('Phiếu của đồng chí đã được đếm')}>
            {t('Phương án: {{option}}', { option: poll.options[counted] ?? '' })}
          </Notice>
        )}
      </div>
    );
  }
  if (kept?.cast) {
    return (
      <Notice tone="success" title={t('Đã bỏ phiếu')}>
        {t('Sau khi đóng biểu quyết, đồng chí mở trang này trên chính thiết bị này để kiểm tra phiếu đã được đếm.')}
      </Notice>
    );
  }
  if (poll.voted && !kept) {
    return (
      <Notice title={t('Đồng chí đã nhận phiếu trên một thiết bị khác')}>{t('Hãy bỏ phiếu trên thiết bị đó.')}</Notice>
    );
  }
  if (!poll.mayVote) return null;
  return (
    <form onSubmit={vote} className="flex flex-col gap-4">
      {failed}
      <ChoiceGroup
        legend={t('Phương án')}
        hint={t(
          'Phiếu được giữ kín bằng chữ ký mù: máy chủ biết đồng chí đã nhận phiếu nhưng không biết phiếu nào là của ai. Phiếu đã bỏ không đổi được.',
        )}
      >
        {poll.options.map((option, i) => (
          <Radio
            key={option}
            name={`phieu-${poll.id}`}
            value={i}
            label={option}
            checked={(kept?.option ?? chosen) === i}
            disabled={kept !== null && kept.option !== null}
            onChange={() => setChosen(i)}
          />
        ))}
      </ChoiceGroup>
      <div>
        <Button busy={busy}>{kept && kept.option !== null ? t('Gửi lại phiếu') : t('Bỏ phiếu')}</Button>
      </div>
      <noscript>
        <p>{t('Bỏ phiếu kín cần JavaScript: bí mật được tạo ngay trên thiết bị của đồng chí.')}</p>
      </noscript>
    </form>
  );
}
