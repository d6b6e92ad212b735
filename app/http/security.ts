import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { AppError } from '~/platform/errors';
import type { WebServices } from '~/platform/services';
import { type FormTokens, formTokenRefused, readTokenHeader } from './form-tokens';
import { FILE_POLICY, PERMISSIONS_POLICY } from './security-headers';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The pages check the form's token themselves: it may stand in the body. */
    readsFormToken?: boolean;
  }
}

/** Headers for every answer, and the refusal of writes that another site's page sends: by their origin, and by the form's token. */
export async function registerSecurity(app: FastifyInstance, services: WebServices, tokens: FormTokens): Promise<void> {
  const secure = services.env.PUBLIC_URL.startsWith('https:');
  // The policy for pages carries a nonce per response and is set with the page.
  await app.register(helmet, {
    contentSecurityPolicy: false,
    hsts: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS_POLICY);
    reply.header('content-security-policy', FILE_POLICY);
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
    if (isForeign(request.headers, request.host)) {
      throw new AppError(
        'forbidden',
        'FOREIGN_ORIGIN',
        'Yêu cầu được gửi từ một trang khác nên không được thực hiện. Đồng chí hãy mở lại trang này rồi gửi lại.',
      );
    }
    if (request.routeOptions.config.readsFormToken) return;
    if (readTokenHeader(request, tokens, secure) !== 'ACCEPTED') throw formTokenRefused();
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
