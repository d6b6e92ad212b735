import { ShareBar } from '~/components/ui/share-bar';
import { formatNumber, formatRate } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  options: readonly string[];
  result: readonly number[];
}

/** Votes by option: a bar each, with figures. */
export function PollResult({ options, result }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const sum = result.reduce((a, b) => a + b, 0);
  return (
    <ul className="flex flex-col gap-3" aria-label={t('Kết quả (phiếu)')}>
      {options.map((option, i) => {
        const votes = result[i] ?? 0;
        const share = sum > 0 ? votes / sum : 0;
        return (
          <li key={option}>
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="min-w-0 break-words">{option}</span>
              <span className="tabular font-semibold">
                {t('{{votes}} phiếu', { votes: formatNumber(votes, 0, language) })} · {formatRate(votes, sum, language)}
              </span>
            </p>
            <ShareBar share={share} tone="info" className="mt-1 h-3 rounded-full ring-1 ring-line" />
          </li>
        );
      })}
    </ul>
  );
}
