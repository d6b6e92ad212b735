import type { SubmissionResult } from '@conform-to/react';
import { useNavigation } from '@remix-run/react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form, PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextArea } from '~/components/ui/text-input';
import { CHECK_STATE_NAMES, type CheckState, type SessionChecks } from '~/modules/presence-checks/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, type Language } from '~/platform/time';
import { CheckRule } from './check-rule';

interface Props {
  checks: SessionChecks;
  timeZone: string;
  /** What became of the last form; its text is kept. */
  result: SubmissionResult<string[]> | undefined;
}

const TONES: Record<CheckState, BadgeTone> = {
  OPEN: 'info',
  ANSWERED: 'done',
  LATE: 'done',
  MISSED: 'partial',
  EXPLAINED: 'info',
  ACCEPTED: 'done',
  DECLINED: 'danger',
};

/** The session's checks: the rule, what was asked, what came of it, and the form to explain a missed one. */
export function ChecksCard({ checks, timeZone, result }: Props) {
  const { t } = useTranslation();
  const { met, needed, rows, due } = checks;
  const elsewhere = result?.initialValue?.number === undefined ? result?.error?.[''] : undefined;
  return (
    <Card
      id="theo-doi"
      title={t('Câu hỏi theo dõi')}
      aside={
        <span className="tabular" data-checks-met={met}>
          {needed > 0
            ? t('đã đạt {{met}}, cần {{needed}}', { met, needed })
            : t('đã trả lời {{met}} trên {{asked}} lần hỏi', { met, asked: rows.length })}
        </span>
      }
    >
      <CheckRule rules={checks} planned={checks.planned} needed={needed} answerSeconds={checks.answerSeconds} />
      {elsewhere ? (
        <div className="mt-3">
          <Notice tone="error" title={t('Chưa ghi nhận được')}>
            {elsewhere.map((message) => (
              <p key={message}>{t(message)}</p>
            ))}
          </Notice>
        </div>
      ) : null}
      {due.length > 0 && checks.explainable ? (
        <p className="mt-2 text-ink-2">
          {t('Còn {{count}} lần chưa hỏi ở phần đồng chí đã xem: câu hỏi sẽ hiện khi đồng chí xem tiếp.', {
            count: due.length,
          })}
        </p>
      ) : null}
      {rows.length > 0 ? (
        <ol className="mt-4 divide-y divide-line border-t border-line">
          {rows.map((row) => (
            <CheckRow key={row.number} {...{ row, timeZone, result }} explainable={checks.explainable} />
          ))}
        </ol>
      ) : null}
    </Card>
  );
}

interface RowProps extends Omit<Props, 'checks'> {
  row: SessionChecks['rows'][number];
  explainable: boolean;
}

function CheckRow({ row, timeZone, result, explainable }: RowProps) {
  const { t, i18n } = useTranslation();
  const asked = formatWithClock(new Date(row.askedAt), timeZone, i18n.language as Language);
  return (
    <li className="flex flex-col gap-2 py-3" data-check-state={row.state}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="min-w-0">
          {t('Lần {{number}}, ở phút {{place}} của buổi học', { number: row.number, place: formatDuration(row.at) })}
          <span className="text-ink-2"> · {t('hỏi lúc {{moment}}', { moment: asked })}</span>
        </span>
        <Badge tone={TONES[row.state]}>{t(CHECK_STATE_NAMES[row.state])}</Badge>
      </div>
      {row.state === 'OPEN' ? (
        <noscript>
          <PlainForm method="post">
            <input type="hidden" name="number" value={row.number} />
            <Button name="intent" value="answer">
              {t('Tôi đang theo dõi')}
            </Button>
          </PlainForm>
        </noscript>
      ) : null}
      {row.explanation ? (
        <p>
          <span className="text-ink-2">{t('Đồng chí giải trình:')}</span> {row.explanation}
        </p>
      ) : null}
      {row.decisionReason ? (
        <p>
          <span className="text-ink-2">{t('{{name}} xem xét:', { name: row.decidedByName })}</span> {row.decisionReason}
        </p>
      ) : null}
      {explainable && (row.state === 'MISSED' || row.state === 'EXPLAINED') ? (
        <ExplainForm key={row.explainedAt} {...{ row, result }} />
      ) : null}
    </li>
  );
}

function ExplainForm({ row, result }: Pick<RowProps, 'row' | 'result'>) {
  const { t } = useTranslation();
  const busy = useNavigation().formData?.get('number') === String(row.number);
  const own = result?.initialValue?.number === String(row.number) ? result : undefined;
  const errors = [...(own?.error?.explanation ?? []), ...(own?.error?.[''] ?? [])];
  const text = own ? String(own.initialValue?.explanation ?? '') : (row.explanation ?? '');
  return (
    <details open={own !== undefined} className="group">
      <summary className="link inline-flex min-h-11 cursor-pointer items-center">
        {row.explanation ? t('Sửa giải trình') : t('Giải trình lần này')}
      </summary>
      <Form method="post" preventScrollReset replace className="mt-2 flex flex-col items-start gap-3">
        <input type="hidden" name="number" value={row.number} />
        <Field
          label={t('Vì sao đồng chí chưa trả lời được')}
          hint={t('Bí thư chi bộ đọc và xem xét. Không ghi nội dung bí mật nhà nước.')}
          error={errors}
          required
          className="w-full"
        >
          <TextArea name="explanation" rows={3} minLength={5} maxLength={500} defaultValue={text} />
        </Field>
        <Button variant="secondary" name="intent" value="explain" busy={busy}>
          {t('Gửi giải trình')}
        </Button>
      </Form>
    </details>
  );
}
