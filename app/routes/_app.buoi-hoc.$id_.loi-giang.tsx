import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { getSessionPage } from '~/modules/attendance/get-session-page.server';
import { getTranscript } from '~/modules/media/get-transcript.server';
import { formatDuration } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Lời giảng');

/** The captions as text: for those without sound or script, and for looking something up. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, pool } = context.services;
  const { session, campaign } = await getSessionPage(viewer, Number(params.id), pool);
  const cues = await getTranscript(session.id, db);
  return {
    session: { id: session.id, title: session.title },
    campaign: { code: campaign.code, title: campaign.title },
    lines: cues.map(({ start, text }) => ({ at: Math.floor(start / 1000), text })),
  };
}

export default function TranscriptPage() {
  const { t } = useTranslation();
  const { session, campaign, lines } = useLoaderData<typeof loader>();
  return (
    <article className="mx-auto max-w-3xl">
      <Breadcrumbs
        items={[
          { label: campaign.title, to: `/dot-hoc-tap/${campaign.code}` },
          { label: session.title, to: `/buoi-hoc/${session.id}` },
          { label: t('Lời giảng') },
        ]}
      />
      <h1 className="mb-2">{t('Lời giảng: {{title}}', { title: session.title })}</h1>
      <p className="mb-5 text-ink-2">{t('Theo phụ đề của bản ghi. Bấm vào mốc giờ để xem từ đoạn đó.')}</p>
      <Card>
        {lines.length === 0 ? <p>{t('Bản ghi này chưa có phụ đề.')}</p> : null}
        <ol className="flex flex-col gap-1">
          {lines.map((line) => (
            <li key={`${line.at}-${line.text}`} className="flex items-start gap-2">
              <Link
                to={`/buoi-hoc/${session.id}?tu=${line.at}`}
                className="link tabular inline-flex min-h-11 min-w-16 items-center"
              >
                {formatDuration(line.at)}
              </Link>
              <span className="py-2 whitespace-pre-line">{line.text}</span>
            </li>
          ))}
        </ol>
      </Card>
    </article>
  );
}
