import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { findMyExport } from '~/modules/privacy/request-export.server';
import { requireViewer } from '~/platform/request-context';

/** A PDF of one's own data. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const key = await findMyExport({ viewer, exportId: (params.id ?? '').slice(0, 40) }, services);
  return new Response(createReadableStreamFromReadable(await services.storage.read(key)), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="du-lieu-cua-toi.pdf"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
