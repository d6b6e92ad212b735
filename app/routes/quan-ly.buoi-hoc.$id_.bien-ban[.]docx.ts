import type { LoaderFunctionArgs } from '@remix-run/node';
import { contentDisposition } from '~/modules/reports/content-disposition';
import { readMinutesContent } from '~/modules/reports/minutes/get-minutes.server';
import { renderMinutes } from '~/modules/reports/minutes/render-minutes.server';
import { FORMAT_DETAILS } from '~/modules/reports/schema';
import { requireViewer } from '~/platform/request-context';

/** One version of a session's minutes (`?ban=`), final or as it would be now. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const version = Number(new URL(request.url).searchParams.get('ban') ?? 1);
  const sessionId = Number(params.id);
  const content = await readMinutesContent({ viewer, sessionId, version, now: clock.now() }, db);
  const { session } = content.facts;
  const mark = content.draft ? `dự thảo bản ${content.version}` : `bản ${content.version}`;
  return new Response(new Uint8Array(await renderMinutes(content)), {
    headers: {
      'content-type': FORMAT_DETAILS.DOCX.mime,
      'content-disposition': contentDisposition(`Biên bản buổi ${session.position} – ${session.title} (${mark}).docx`),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
