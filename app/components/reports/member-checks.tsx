import { Form } from '~/components/ui/form';
import { CHECK_STATE_NAMES } from '~/modules/presence-checks/schema';
import type { ShownCheck } from '~/modules/reports/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge, type BadgeTone } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Field } from '../ui/field';
import { TextInput } from '../ui/text-input';

interface Props {
  checks: ShownCheck<string>[];
  needed: number;
  met: number;
  memberId: number;
  sessionId: number;
  mayDecide: boolean;
}

const TONES: Record<ShownCheck['state'], BadgeTone> = {
  OPEN: 'info',
  ANSWERED: 'done',
  LATE: 'done',
  MISSED: 'neutral',
  EXPLAINED: 'partial',
  ACCEPTED: 'done',
  DECLINED: 'neutral',
};

/** The member's presence checks of one session, beside the rest of the evidence, and the decision about an explanation. */
export function MemberChecks({ checks, needed, met, memberId, sessionId, mayDecide }: Props) {
  const { t } = useTranslation();
  return (
    <div className="mt-2">
      <p>
        {needed > 0
          ? t('Câu hỏi theo dõi: đạt {{met}}, cần {{needed}}', { met, needed })
          : t('Câu hỏi theo dõi (tham khảo): đã trả lời {{met}} trên {{asked}} lần hỏi', { met, asked: checks.length })}
      </p>
      <ul className="mt-1 flex flex-col gap-2">
        {checks.map((check) => (
          <li key={check.number} className="border-l-2 border-line pl-4" data-check-state={check.state}>
            <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <span className="tabular">
                {t('Lần {{number}}, phút {{place}}', { number: check.number, place: formatDuration(check.at) })}
                <span className="text-ink-2"> · {t('hỏi lúc {{moment}}', { moment: check.asked })}</span>
              </span>
              <Badge tone={TONES[check.state]}>{t(CHECK_STATE_NAMES[check.state])}</Badge>
            </div>
            {check.explanation ? <p>{t('Giải trình: {{text}}', { text: check.explanation })}</p> : null}
            {check.decisionReason ? (
              <p>
                {check.decisionReason} <span className="text-ink-2">· {check.decidedByName}</span>
              </p>
            ) : null}
            {mayDecide && check.explanation && check.state !== 'ANSWERED' && check.state !== 'LATE' ? (
              <Confirm
                trigger={check.state === 'EXPLAINED' ? t('Xem xét giải trình') : t('Xem xét lại giải trình')}
                variant={check.state === 'EXPLAINED' ? 'secondary' : 'quiet'}
              >
                <Form method="post" className="flex flex-col gap-3">
                  <input type="hidden" name="memberId" value={memberId} />
                  <input type="hidden" name="sessionId" value={sessionId} />
                  <input type="hidden" name="number" value={check.number} />
                  <input type="hidden" name="intent" value="check" />
                  <Field
                    label={t('Lý do của quyết định')}
                    hint={t('Đảng viên đọc được; quyết định được ghi vào nhật ký.')}
                    required
                  >
                    <TextInput name="reason" minLength={5} maxLength={500} />
                  </Field>
                  <div className="flex flex-wrap gap-3">
                    <Button variant="secondary" name="accepted" value="true">
                      {t('Chấp nhận giải trình')}
                    </Button>
                    <Button variant="quiet" name="accepted" value="false">
                      {t('Không chấp nhận')}
                    </Button>
                  </div>
                </Form>
              </Confirm>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
