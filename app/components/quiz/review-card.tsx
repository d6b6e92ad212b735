import clsx from 'clsx';
import { Badge } from '~/components/ui/badge';
import { Icon } from '~/components/ui/icon';
import type { ReviewItem, ReviewLine } from '~/modules/quizzes/schema';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  item: ReviewItem;
  /** With the member's answer and mark (a review), or the key alone (the bank). */
  withAnswer: boolean;
}

/** A question with its right answer. Never rendered for a member before the window has closed. */
export function ReviewBody({ item, withAnswer }: Props) {
  const { t } = useTranslation();
  const written = item.kind === 'NUMERIC' || item.kind === 'SHORT_ANSWER';
  return (
    <div className="flex flex-col gap-3">
      {withAnswer && !item.answered ? <p className="text-ink-2">{t('Đồng chí chưa trả lời câu này.')}</p> : null}
      {withAnswer && written && item.given.length > 0 ? (
        <p>
          {t('Đồng chí trả lời')}: <strong>{item.given[0]}</strong>
        </p>
      ) : null}
      {written ? <p className="text-ink-2">{t('Đáp án được chấp nhận')}:</p> : null}
      <ul className="flex flex-col gap-1">
        {item.lines.map((line, index) => (
          <Line
            key={`${line.text}-${line.pair ?? ''}`}
            line={line}
            kind={item.kind}
            given={withAnswer && item.kind === 'MATCHING' ? (item.given[index] ?? '') : null}
            marked={withAnswer}
          />
        ))}
      </ul>
      {item.kind === 'ESSAY' ? <p className="text-ink-2">{t('Câu tự luận, không đưa vào đề chấm tự động.')}</p> : null}
      {item.general ? <p className="rounded-sm bg-sunken p-3">{item.general}</p> : null}
    </div>
  );
}

interface LineProps {
  line: ReviewLine;
  kind: ReviewItem['kind'];
  given: string | null;
  marked: boolean;
}

function Line({ line, kind, given, marked }: LineProps) {
  const { t } = useTranslation();
  const weighted = line.percent !== 0 && line.percent !== 100 && kind !== 'MATCHING';
  const text = kind === 'TRUE_FALSE' ? t(line.text) : line.text;
  return (
    <li className={clsx('rounded-sm px-3 py-2', line.right ? 'bg-done-soft' : line.chosen && 'bg-danger-soft')}>
      <div className="flex items-start gap-3">
        <Icon
          name={line.right ? 'check' : line.chosen ? 'cross' : 'circle'}
          className={clsx('mt-1 size-5', line.right ? 'text-done' : line.chosen ? 'text-danger' : 'text-ink-3')}
        />
        <div className="min-w-0 grow">
          <span className="whitespace-pre-line">
            {text}
            {line.pair ? <> → {line.pair}</> : null}
          </span>
          {weighted ? <span className="tabular text-ink-2"> ({formatNumber(line.percent, 0)}%)</span> : null}
          {given !== null && !line.chosen ? (
            <span className="block text-sm text-danger">
              {given ? t('Đồng chí chọn: {{given}}', { given }) : t('Đồng chí chưa chọn')}
            </span>
          ) : null}
          {marked && line.chosen && kind !== 'MATCHING' ? (
            <span className="ml-2 align-middle">
              <Badge tone={line.right ? 'done' : 'danger'} icon={null}>
                {t('Đồng chí chọn')}
              </Badge>
            </span>
          ) : null}
          {line.feedback ? <span className="block text-sm text-ink-2">{line.feedback}</span> : null}
        </div>
      </div>
    </li>
  );
}
