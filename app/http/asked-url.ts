import type { FastifyRequest } from 'fastify';

const ANYWHERE = 'http://localhost';

/**
 * What is asked for, as Remix will read it: dot segments are gone. Whoever decides something by the address asks this, not
 * `originalUrl`, or `/dang-nhap/../quan-ly` is one page here and another there. Never throws, whatever stands on the wire.
 */
export function askedUrl({
  protocol,
  host,
  originalUrl,
}: Pick<FastifyRequest, 'protocol' | 'host' | 'originalUrl'>): URL {
  const base = `${protocol}://${host}`;
  const origin = host && URL.canParse(base) ? new URL(base).origin : ANYWHERE;
  if (!originalUrl.startsWith('/')) {
    // `GET http://a.example/b`, as proxies are asked, or `OPTIONS *`.
    const { pathname, search } = URL.canParse(originalUrl) ? new URL(originalUrl) : new URL(ANYWHERE);
    return askedUrl({ protocol, host, originalUrl: pathname.startsWith('/') ? pathname + search : '/' });
  }
  // Joined, not resolved: `//a.example/b` is a path here, not another host.
  const joined = origin + originalUrl;
  return new URL(URL.canParse(joined) ? joined : origin);
}
