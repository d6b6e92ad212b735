import { ShareBar } from '~/components/ui/share-bar';
import { formatNumber, formatPercent } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

interface Props {
  items: {
    code: string;
    version: number;
    stem: string;
    drawn: number;
    facility: number;
    discrimination: number | null;
  }[];
}

/** Below this a question does not tell who has studied from who has not. */
const WEAK = 0.1;

/** Hardest questions first: how many got each right (bar), and how well it tells papers apart. Aggregates only. */
export function ItemAnalysisChart({ items }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  return (
    <>
      <p className="mb-4 text-ink-2">
        {t(
          'Tỷ lệ điểm đạt được của mỗi câu, câu khó nhất ở trên. Độ phân biệt gần 1: câu tách rõ bài tốt và bài chưa tốt; dưới 0,1: nên xem lại câu.',
        )}
      </p>
      <ul className="flex flex-col gap-3">
        {items.map((item) => (
          <li key={`${item.code}-${item.version}`}>
            <div className="flex flex-wrap justify-between gap-x-4">
              <span className="min-w-0">
                <strong>{item.code}</strong> <span className="text-ink-2">{item.stem}</span>
              </span>
              <span className="tabular">
                {formatPercent(item.facility, language)} ·{' '}
                <span
                  className={item.discrimination !== null && item.discrimination < WEAK ? 'text-partial' : 'text-ink-2'}
                >
                  {t('độ phân biệt')}{' '}
                  {item.discrimination === null ? '–' : formatNumber(item.discrimination, 2, language)}
                </span>{' '}
                · {t('{{count}} bài', { count: item.drawn })}
              </span>
            </div>
            <ShareBar share={item.facility / 10_000} tone="done" className="mt-1 h-3 rounded-full" />
          </li>
        ))}
      </ul>
    </>
  );
}
