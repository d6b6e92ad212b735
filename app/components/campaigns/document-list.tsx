import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Icon } from '~/components/ui/icon';
import type { DocumentProgress } from '~/modules/campaigns/schema';
import { formatDay } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  documents: readonly Omit<DocumentProgress, 'kind'>[];
  /** False for officials who look at a campaign they are not listed in: there is no reading to mark. */
  marks?: boolean;
}

/** Documents to read, each with its reading mark. */
export function DocumentList({ documents, marks = true }: Props) {
  const { t } = useTranslation();
  if (documents.length === 0) return <p className="text-ink-2">{t('Đợt học tập này chưa có tài liệu.')}</p>;
  return (
    <ul className="divide-y divide-line">
      {documents.map((document) => (
        <li
          key={document.code}
          className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 py-3 first:pt-0 last:pb-0"
        >
          <div className="min-w-0 grow basis-72">
            <Link
              to={`/tai-lieu/${document.code}`}
              className="inline-flex min-h-11 items-center gap-2 font-semibold underline decoration-line-strong"
            >
              <Icon name="document" className="mt-1 size-5 shrink-0 self-start text-ink-3" />
              {document.title}
            </Link>
            <p className="pl-7 text-sm text-ink-2">
              {[document.referenceNumber, document.issuer, formatDay(document.issuedOn)].filter(Boolean).join(' · ')}
            </p>
          </div>
          {marks ? (
            <span className="flex items-center pl-7 sm:min-h-11 sm:pl-0">
              <Badge tone={document.readAt ? 'done' : 'neutral'}>{document.readAt ? t('đã đọc') : t('chưa đọc')}</Badge>
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
