import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  chapters: { id: number; title: string; at: number }[];
  onSeek: (seconds: number) => void;
}

/** The recording's chapters: the agenda's points, each leads to its moment. Nothing where there are none. */
export function ChapterList({ chapters, onSeek }: Props) {
  const { t } = useTranslation();
  if (chapters.length === 0) return null;
  return (
    <nav aria-label={t('Các mục của buổi học')}>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {chapters.map(({ id, title, at }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onSeek(at)}
              className="flex min-h-11 w-full items-baseline gap-4 px-4 py-2 text-left hover:bg-sunken"
            >
              <span className="tabular w-16 shrink-0 text-ink-2">{formatDuration(at)}</span>
              <span className="min-w-0 underline decoration-line-strong">{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
