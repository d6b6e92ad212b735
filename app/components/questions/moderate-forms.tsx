import { Button, buttonClass } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextArea, TextInput } from '~/components/ui/text-input';
import { ANSWER_MAX, type QuestionState, type QueuedQuestion } from '~/modules/questions/schema';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

export interface ModerateProblem {
  id: number;
  order: string;
  /** By field name; '' for the whole. */
  errors: Record<string, string[]>;
  entered: Record<string, string>;
}

interface Props {
  question: QueuedQuestion;
  problem: ModerateProblem | null;
}

const MAY: Record<'show' | 'decline' | 'answer', readonly QuestionState[]> = {
  show: ['WAITING', 'DECLINED'],
  decline: ['WAITING', 'SHOWN'],
  answer: ['WAITING', 'SHOWN', 'ANSWERED'],
};

/** Let through, answer, or decline with a reason: three plain forms. */
export function ModerateForms({ question, problem }: Props) {
  const { t } = useTranslation();
  const { id, state } = question;
  const failed = (order: string) => (problem?.id === id && problem.order === order ? problem : null);
  const answer = failed('answer');
  const decline = failed('decline');
  const hidden = (order: string) => (
    <>
      <input type="hidden" name="order" value={order} />
      <input type="hidden" name="question" value={id} />
    </>
  );
  return (
    <div className="flex flex-wrap items-start gap-3">
      {MAY.show.includes(state) ? (
        <Form method="post">
          {hidden('show')}
          <Button>{t('Đưa lên')}</Button>
        </Form>
      ) : null}
      {MAY.answer.includes(state) ? (
        <details className="open:w-full" open={answer !== null}>
          <summary className={buttonClass('secondary', 'cursor-pointer list-none')}>
            {state === 'ANSWERED' ? t('Sửa câu trả lời') : t('Trả lời')}
          </summary>
          <Form method="post" className="mt-3 flex flex-col gap-4">
            {hidden('answer')}
            <Field label={t('Câu trả lời')} error={answer?.errors.answer ?? answer?.errors['']} required>
              <TextArea
                name="answer"
                maxLength={ANSWER_MAX}
                defaultValue={answer?.entered.answer ?? question.answer ?? ''}
              />
            </Field>
            <Field
              label={t('Báo cáo viên trả lời từ phút')}
              hint={t('Mốc trên bài giảng, ví dụ 12:30; bản ghi sẽ chỉ tới đó.')}
              error={answer?.errors.moment}
              optional
            >
              <TextInput
                name="moment"
                className="max-w-40"
                defaultValue={
                  answer?.entered.moment ??
                  (question.answerSecond === null ? '' : formatDuration(question.answerSecond))
                }
              />
            </Field>
            <div>
              <Button>{t('Lưu câu trả lời')}</Button>
            </div>
          </Form>
        </details>
      ) : null}
      {MAY.decline.includes(state) ? (
        <details className="open:w-full" open={decline !== null}>
          <summary className={buttonClass('quiet', 'cursor-pointer list-none')}>{t('Không đưa lên')}</summary>
          <Form method="post" className="mt-3 flex flex-col gap-4">
            {hidden('decline')}
            <Field
              label={t('Lý do (người hỏi đọc được)')}
              error={decline?.errors.reason ?? decline?.errors['']}
              required
            >
              <TextInput name="reason" maxLength={300} defaultValue={decline?.entered.reason} />
            </Field>
            <div>
              <Button variant="secondary">{t('Xác nhận không đưa lên')}</Button>
            </div>
          </Form>
        </details>
      ) : null}
    </div>
  );
}
