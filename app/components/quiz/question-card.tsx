import { Checkbox, ChoiceGroup, Radio } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Select, TextInput } from '~/components/ui/text-input';
import {
  fieldName,
  MAX_ANSWER_LENGTH,
  type PaperQuestion,
  pairFieldName,
  type WireAnswer,
} from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  question: PaperQuestion;
  total: number;
  /** What the fields start with; the question's own answer unless a newer one came. */
  answer: WireAnswer;
  onChange: () => void;
}

/** One question of a running attempt, as a card that can be jumped to (#cau-3). */
export function QuestionCard({ question, total, answer, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <li
      id={`cau-so-${question.number}`}
      data-card
      className="scroll-mt-44 rounded-lg border border-line bg-surface p-4 shadow-card sm:p-6"
      onChange={onChange}
    >
      <p className="mb-1 text-sm font-medium text-ink-2">
        {t('Câu {{number}} trên {{total}}', { number: question.number, total })}
      </p>
      <Answer question={question} answer={answer} />
    </li>
  );
}

function Answer({ question, answer }: Pick<Props, 'question' | 'answer'>) {
  const { t } = useTranslation();
  const name = fieldName(question.number);
  const legend = <span className="whitespace-pre-line text-lg leading-normal">{question.stem}</span>;
  switch (question.kind) {
    case 'SINGLE':
      return (
        <ChoiceGroup legend={legend}>
          {question.choices.map((choice, place) => (
            <Radio
              key={choice}
              name={name}
              value={place}
              label={<span className="whitespace-pre-line">{choice}</span>}
              defaultChecked={'choice' in answer && answer.choice === place}
            />
          ))}
        </ChoiceGroup>
      );
    case 'MULTIPLE':
      return (
        <ChoiceGroup legend={legend} hint={t('Có thể chọn nhiều đáp án; chọn sai bị trừ điểm trong câu này.')}>
          {question.choices.map((choice, place) => (
            <Checkbox
              key={choice}
              name={name}
              value={place}
              label={<span className="whitespace-pre-line">{choice}</span>}
              defaultChecked={'choices' in answer && answer.choices.includes(place)}
            />
          ))}
        </ChoiceGroup>
      );
    case 'TRUE_FALSE':
      return (
        <ChoiceGroup legend={legend}>
          {[true, false].map((value) => (
            <Radio
              key={String(value)}
              name={name}
              value={String(value)}
              label={value ? t('Đúng') : t('Sai')}
              defaultChecked={'value' in answer && answer.value === value}
            />
          ))}
        </ChoiceGroup>
      );
    case 'MATCHING':
      return (
        <ChoiceGroup legend={legend} hint={t('Với mỗi mục, chọn vế phù hợp trong danh sách.')}>
          {question.choices.map((left, place) => (
            <Field key={left} label={<span className="font-medium">{left}</span>} className="mt-2">
              <Select
                name={pairFieldName(question.number, place)}
                defaultValue={'pairs' in answer ? (answer.pairs[place] ?? '') : ''}
              >
                <option value="">{t('– Chọn –')}</option>
                {question.rights.map((right, rightPlace) => (
                  <option key={right} value={rightPlace}>
                    {right}
                  </option>
                ))}
              </Select>
            </Field>
          ))}
        </ChoiceGroup>
      );
    default: {
      const numeric = question.kind === 'NUMERIC';
      return (
        <Field
          label={legend}
          hint={numeric ? t('Nhập một số, ví dụ 12 hoặc 3,5.') : t('Viết ngắn gọn, có dấu tiếng Việt.')}
        >
          <TextInput
            name={name}
            defaultValue={'text' in answer ? answer.text : ''}
            inputMode={numeric ? 'decimal' : 'text'}
            maxLength={MAX_ANSWER_LENGTH}
            autoComplete="off"
            className={numeric ? 'max-w-48' : undefined}
          />
        </Field>
      );
    }
  }
}
