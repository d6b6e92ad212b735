import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { getDocument, recordReading } from '~/modules/campaigns/get-document.server';
import { renderMarkdown } from '~/modules/campaigns/render-markdown.server';
import { DOCUMENT_KIND_NAMES } from '~/modules/campaigns/schema';
import { formatDay } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, type Language } from '~/platform/time';

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, data?.document.title ?? 'Tài liệu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const { body, id, kind, ...document } = await getDocument(viewer, params.code ?? '', db);
  const now = clock.now();
  // A link that is only hovered or prefetched is no reading.
  const prefetch = /prefetch/i.test(request.headers.get('Purpose') ?? request.headers.get('Sec-Purpose') ?? '');
  const reads = document.listed && viewer.memberId !== null && document.readAt === null && !prefetch;
  if (reads && viewer.memberId !== null) await recordReading(viewer.memberId, id, now, db);
  return {
    document: {
      ...document,
      kindName: DOCUMENT_KIND_NAMES[kind],
      issuedOn: formatDay(document.issuedOn),
      readAt: (document.readAt ?? (reads ? now : null))?.toISOString() ?? null,
    },
    html: renderMarkdown(body),
    timeZone: viewer.timeZone,
  };
}

export default function DocumentPage() {
  const { t, i18n } = useTranslation();
  const { document, html, timeZone } = useLoaderData<typeof loader>();
  const facts = [document.referenceNumber, document.issuer, document.issuedOn].filter(Boolean).join(' · ');
  const back = document.listed
    ? `/dot-hoc-tap/${document.campaignCode}`
    : `/quan-ly/dot-hoc-tap/${document.campaignCode}`;
  return (
    <article className="mx-auto max-w-3xl">
      <Breadcrumbs items={[{ label: document.campaignTitle, to: back }, { label: t('Tài liệu') }]} />
      <header className="mb-5">
        <p className="text-ink-2">{t(document.kindName)}</p>
        <h1>{document.title}</h1>
        {facts ? <p className="mt-1 text-ink-2">{facts}</p> : null}
        {document.readAt ? (
          <p className="mt-2 print:hidden">
            <Badge tone="done">
              {t('Đã mở đọc {{moment}}', {
                moment: formatWithClock(new Date(document.readAt), timeZone, i18n.language as Language),
              })}
            </Badge>
          </p>
        ) : null}
      </header>
      <Card>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by renderMarkdown, which lets no markup of the source through */}
        <div className="prose document-text" dangerouslySetInnerHTML={{ __html: html }} />
      </Card>
      <p className="mt-5 print:hidden">
        <Link to={back} className="link inline-flex min-h-11 items-center">
          {t('Về đợt học tập')}
        </Link>
      </p>
    </article>
  );
}
