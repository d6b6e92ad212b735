import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { contentDisposition } from '~/modules/reports/content-disposition';
import {
  exportResearch,
  findResearchCampaign,
  RESEARCH_FORMATS,
} from '~/modules/reports/research/export-research.server';
import { FORMAT_DETAILS } from '~/modules/reports/schema';
import { notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

/** Each file is made anew, with pseudonyms of its own, so it is posted for; who opens the address goes to the page. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  await findResearchCampaign({ viewer, code: params.code ?? '' }, context.services);
  return redirect(`/quan-ly/dot-hoc-tap/${params.code}/nghien-cuu`);
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const format = RESEARCH_FORMATS.find((one) => one === params.format);
  if (!format) throw notFound();
  const code = params.code ?? '';
  await findResearchCampaign({ viewer, code }, context.services);
  requireFreshPage(context, 'research.export', request, `/quan-ly/dot-hoc-tap/${encodeURIComponent(code)}/nghien-cuu`);
  const { file, title } = await exportResearch({ viewer, code, format }, context.services);
  return new Response(new Blob([file]), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : FORMAT_DETAILS.XLSX.mime,
      'content-disposition': contentDisposition(`Dữ liệu nghiên cứu ${title}.${format}`),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
