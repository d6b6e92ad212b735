import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';

/** Headers for every answer, and the refusal of writes that another site's page sends. */
export async function registerSecurity(app: FastifyInstance, services: Services): Promise<void> {
  // The policy for pages carries a nonce per response and is set with the page.
  await app.register(helmet, {
    contentSecurityPolicy: false,
    hsts: services.env.PUBLIC_URL.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()');
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
    if (isForeign(request.headers, request.host)) {
      throw new AppError(
        'forbidden',
        'FOREIGN_ORIGIN',
        'Yêu cầu được gửi từ một trang khác nên không được thực hiện. Đồng chí hãy mở lại trang này rồi gửi lại.',
      );
    }
  });
}

/** Browsers say where a write comes from; programs with a bearer token send neither header. */
function isForeign(headers: Record<string, string | string[] | undefined>, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.origin;
  if (typeof origin !== 'string' || origin === '') return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}
