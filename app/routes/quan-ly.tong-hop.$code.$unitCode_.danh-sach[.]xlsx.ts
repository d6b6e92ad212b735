import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { contentDisposition } from '~/modules/reports/content-disposition';
import { listCellMembers } from '~/modules/reports/list-cell-members.server';
import { memberSheet } from '~/modules/reports/member-sheet';
import { FORMAT_DETAILS, memberFilter } from '~/modules/reports/schema';
import { writeWorkbook } from '~/modules/reports/xlsx-sheet.server';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

/** More than this in one list would keep the process busy; a larger unit downloads its sub-units one by one. */
const MOST_ROWS = 50_000;

/** The list of the cell page as a workbook (Tải danh sách). */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const { services } = context;
  const list = await listCellMembers(
    {
      viewer,
      campaignCode: params.code ?? '',
      unitCode: params.unitCode ?? '',
      filter: memberFilter.parse(query.get('loc') ?? undefined),
      search: (query.get('tim') ?? '').slice(0, 100),
      page: 1,
      pageSize: MOST_ROWS,
    },
    services,
  );
  requireFreshPage(context, 'members.export', request);
  await noteRead(services, {
    ...{ viewer, action: 'board.export', targetType: 'unit', targetId: list.unit.id, unitId: list.unit.id },
    data: { count: list.members.length, format: 'XLSX' },
    memberIds: list.members.map((member) => member.id),
  });
  const chunks: Uint8Array[] = [];
  const at = formatWithClock(services.clock.now(), HANOI);
  await writeWorkbook([memberSheet({ ...list, at })], (chunk) => void chunks.push(chunk));
  return new Response(new Blob(chunks as BlobPart[]), {
    headers: {
      'content-type': FORMAT_DETAILS.XLSX.mime,
      'content-disposition': contentDisposition(`Danh sách ${list.unit.name} – ${list.campaign.title}.xlsx`),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
