import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorText, isAppError } from '~/platform/errors';
import { PROBLEM_POLICY, PROBLEM_STYLE } from './security-headers';

/** RFC 9457 problem for programs; a person's browser gets a small Vietnamese page. Neither shows a stack or a query. */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (isAppError(error)) return sendProblem(request, reply, error.status, error.code, errorText(error));
    if (error.statusCode && error.statusCode < 500) {
      const tooLarge = error.statusCode === 413;
      const detail = tooLarge
        ? 'Nội dung gửi lên quá lớn. Đồng chí hãy chọn tệp nhỏ hơn.'
        : error.statusCode === 429
          ? 'Đồng chí gửi quá nhiều yêu cầu. Hãy chờ ít phút rồi thử lại.'
          : 'Yêu cầu không đúng dạng. Đồng chí hãy tải lại trang rồi thử lại.';
      return sendProblem(request, reply, error.statusCode, error.code ?? 'BAD_REQUEST', detail);
    }
    if (error.statusCode === 503)
      return sendProblem(request, reply, 503, 'OVERLOADED', 'Hệ thống đang quá tải. Đồng chí hãy thử lại sau ít giây.');
    request.log.error({ err: error }, 'unexpected error');
    return sendProblem(
      request,
      reply,
      500,
      'UNEXPECTED',
      `Có lỗi ngoài dự kiến. Đồng chí hãy thử lại; nếu vẫn lỗi, báo quản trị mã ${request.id}.`,
    );
  });
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
) {
  reply.code(status).header('cache-control', 'no-store');
  if ((request.headers.accept ?? '').includes('text/html')) {
    reply.header('content-security-policy', PROBLEM_POLICY).header('x-content-type-options', 'nosniff');
    return reply.type('text/html; charset=utf-8').send(page(status, detail));
  }
  return reply
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: code, status, detail, instance: request.id }));
}

/** Used only where Remix did not get to answer; its own error pages have the full look. */
function page(status: number, detail: string): string {
  const text = detail.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Điểm Cầu</title><meta name="color-scheme" content="light dark"><style>${PROBLEM_STYLE}</style><body><h1>Chưa thực hiện được (${status})</h1><p>${text}</p><p><a href="/">Về Trang của tôi</a></p></body></html>`;
}
