import { data, type LoaderFunctionArgs, redirect, type ServerBuild } from '@remix-run/node';
import { noteRefusal } from '~/modules/audit/note-read.server';
import { AppError, type ErrorData, errorText, isAppError } from '~/platform/errors';

type Work = (args: LoaderFunctionArgs) => unknown;

/**
 * Remix knows thrown responses, not our typed errors: maps one to the other around every loader and action.
 * A page gets data for its error boundary, a resource route (no component) a problem of RFC 9457.
 */
export function withAppErrors(build: ServerBuild): ServerBuild {
  const routes = Object.fromEntries(
    Object.entries(build.routes).map(([id, route]) => {
      if (!route) return [id, route];
      const { loader, action } = route.module;
      const forPrograms = !route.module.default;
      return [
        id,
        {
          ...route,
          module: {
            ...route.module,
            ...(loader && { loader: mapped(loader as Work, forPrograms) }),
            ...(action && { action: mapped(unlessRefused(action as Work), forPrograms) }),
          },
        },
      ];
    }),
  );
  return { ...build, routes } as ServerBuild;
}

/** The one place where a request that must not write is stopped before any action. */
function unlessRefused(action: Work): Work {
  return (args) => {
    if (args.context.refused) throw args.context.refused;
    readOrRefuse(args.request);
    return action(args);
  };
}

/** A body that is no form (another kind, cut off, a boundary that is not in it) is the sender's mistake, in whichever action it is met. */
function readOrRefuse(request: Request): void {
  const read = request.formData.bind(request);
  request.formData = async () => {
    try {
      return await read();
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw new AppError(
        'invalid',
        'BAD_FORM',
        'Biểu mẫu gửi lên không đọc được. Đồng chí hãy tải lại trang, điền lại rồi gửi.',
      );
    }
  };
}

/** A management page that is hidden from the person who asks: their inspectors can see that it was tried. */
async function noteIfRefused(error: Error, { context, request }: LoaderFunctionArgs): Promise<void> {
  const { services, viewer } = context;
  const path = new URL(request.url).pathname;
  if (!viewer || !path.startsWith('/quan-ly') || !isAppError(error) || !['not-found', 'forbidden'].includes(error.kind))
    return;
  await noteRefusal(services, { viewer, path, method: request.method }).catch((failure) =>
    services.logger.error({ err: failure, requestId: context.requestId }, 'a refusal is not in the audit log'),
  );
}

function mapped(work: Work, forPrograms: boolean): Work {
  return async (args) => {
    try {
      return await work(args);
    } catch (error) {
      // Responses (redirects) and what Remix made of them pass; so does a request that nobody waits for any more.
      if (!(error instanceof Error) || args.request.signal.aborted) throw error;
      await noteIfRefused(error, args);
      throw forPrograms ? problem(error, args) : page(error, args);
    }
  };
}

/** Postgres keeps no NUL character (SQLSTATE 22021): nobody types one, so it is the request that is wrong, wherever it stood. */
const hasNul = (error: Error) =>
  /\b22021\b|invalid byte sequence for encoding/.test(`${(error as { code?: string }).code} ${error.message}`);

function describe(
  error: Error,
  { context, request }: LoaderFunctionArgs,
): { body: ErrorData; status: number; text: string } {
  const { requestId } = context;
  if (isAppError(error)) {
    const body = { code: error.code, message: error.message, params: error.params, requestId };
    return { body, status: error.status, text: errorText(error) };
  }
  if (hasNul(error)) {
    const message = 'Nội dung gửi lên có ký tự không dùng được. Đồng chí hãy nhập lại rồi gửi.';
    return { body: { code: 'BAD_CHARACTER', message, params: {}, requestId }, status: 400, text: message };
  }
  // Logged here, with the id that the person sees: a later request of the same page would have another one.
  context.services.logger.error({ err: error, requestId, path: new URL(request.url).pathname }, 'unexpected error');
  const text = 'Có lỗi ngoài dự kiến. Đồng chí hãy thử lại; nếu vẫn gặp lỗi, hãy báo cho quản trị.';
  return { body: { code: 'UNEXPECTED', message: '', params: {}, requestId }, status: 500, text };
}

function page(error: Error, args: LoaderFunctionArgs) {
  const { body, status } = describe(error, args);
  return data(body, { status });
}

function problem(error: Error, args: LoaderFunctionArgs): Response {
  const { body, status, text } = describe(error, args);
  const wantsPage = args.request.headers.get('accept')?.includes('text/html');
  if (status === 401 && wantsPage) return redirect('/dang-nhap');
  return new Response(
    JSON.stringify({ type: 'about:blank', title: body.code, status, detail: text, instance: body.requestId }),
    { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  );
}
