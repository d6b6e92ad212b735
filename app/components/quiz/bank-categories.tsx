import { ShareBar } from '~/components/ui/share-bar';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

interface Props {
  categories: { category: string; questions: number; autoMarked: number }[];
}

/** Sizes of the categories as bars: what a draw can take from each. */
export function BankCategories({ categories }: Props) {
  const { t, i18n } = useTranslation();
  const most = Math.max(1, ...categories.map((each) => each.questions));
  return (
    <ul className="flex flex-col gap-3">
      {categories.map(({ category, questions, autoMarked }) => (
        <li key={category}>
          <div className="flex flex-wrap justify-between gap-x-4">
            <span className="font-medium">{category}</span>
            <span className="tabular text-ink-2">
              {t('{{count}} câu, {{auto}} câu chấm tự động', {
                count: questions,
                auto: formatNumber(autoMarked, 0, i18n.language as Language),
              })}
            </span>
          </div>
          <ShareBar share={questions / most} tone="info" className="mt-1 h-3 rounded-full" />
        </li>
      ))}
    </ul>
  );
}
