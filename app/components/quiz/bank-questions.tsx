import { Badge } from '~/components/ui/badge';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { SearchForm } from '~/components/ui/search-form';
import { Select } from '~/components/ui/text-input';
import { KIND_LABELS, QUESTION_KINDS, type QuestionKind, type ReviewItem } from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ReviewBody } from './review-card';

interface Props {
  bank: {
    total: number;
    categories: { category: string }[];
    questions: {
      code: string;
      version: number;
      category: string;
      kind: QuestionKind;
      stem: string;
      detail: ReviewItem | null;
    }[];
  };
  filters: { search: string; category: string; kind: string; retired: boolean };
}

/** Questions of a bank under filters; each opens to its key where the viewer may manage the bank. */
export function BankQuestions({ bank, filters }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <SearchForm label={t('Tìm trong câu hỏi hoặc mã')} defaultValue={filters.search}>
        <Field label={t('Nhóm')}>
          <Select
            name="nhom"
            defaultValue={filters.category}
            options={[
              { value: '', label: t('Tất cả') },
              ...bank.categories.map(({ category }) => ({ value: category, label: category })),
            ]}
          />
        </Field>
        <Field label={t('Loại câu')}>
          <Select
            name="loai"
            defaultValue={filters.kind}
            options={[
              { value: '', label: t('Tất cả') },
              ...QUESTION_KINDS.map((kind) => ({ value: kind, label: t(KIND_LABELS[kind]) })),
            ]}
          />
        </Field>
        <Field label={t('Tình trạng')}>
          <Select
            name="ngung"
            defaultValue={filters.retired ? '1' : ''}
            options={[
              { value: '', label: t('Đang dùng') },
              { value: '1', label: t('Ngừng dùng và phiên bản cũ') },
            ]}
          />
        </Field>
      </SearchForm>
      <p className="mb-3 text-ink-2">{t('{{count}} câu hỏi', { count: bank.total })}</p>
      {bank.questions.length === 0 ? (
        <EmptyState title={t('Không có câu hỏi nào khớp.')}>{t('Đồng chí thử bỏ bớt điều kiện lọc.')}</EmptyState>
      ) : (
        <ul className="flex flex-col">
          {bank.questions.map((question) => (
            <li key={`${question.code}-${question.version}`} className="border-t border-line py-3">
              <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
                <strong className="tabular text-ink">{question.code}</strong>
                <span>{t('phiên bản {{version}}', { version: question.version })}</span>
                <Badge tone="info" icon={null}>
                  {t(KIND_LABELS[question.kind])}
                </Badge>
                <span>{question.category}</span>
              </div>
              {question.detail ? (
                <details>
                  <summary className="flex min-h-11 items-center whitespace-pre-line font-medium underline decoration-line-strong underline-offset-4">
                    {question.stem}
                  </summary>
                  <div className="mt-2">
                    <ReviewBody item={question.detail} withAnswer={false} />
                  </div>
                </details>
              ) : (
                <p className="whitespace-pre-line font-medium">{question.stem}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
