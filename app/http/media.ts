import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { deviceTag } from '~/modules/accounts/device-tag';
import { contentKey } from '~/modules/media/content-key';
import { ContentSecrets } from '~/modules/media/content-secret.server';
import { KeyIssues } from '~/modules/media/key-issues.server';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { mediaPassKey, type PassHolder, readMediaPass, verifyMediaPass } from '~/modules/media/media-pass';
import { readCaptionFile } from '~/modules/media/read-caption-file.server';
import { AppError, notFound } from '~/platform/errors';
import type { WebServices } from '~/platform/services';
import { WindowLimiter } from './beat-tickets';
import { LiveMedia, type LivePlaylist, readLiveName } from './live-media';
import { forNobody } from './who-asks';
import type { Withdrawn } from './withdrawn';

const PUBLIC_PATH = /^[A-Za-z0-9_-]{22}$/;
/** Ciphertext and the clear init segments, which say nothing but the codec's settings. */
const SEGMENT = /^(?:[a-z0-9]{1,8}_\d{1,7}\.m4s|init_[a-z0-9]{1,8}(?:_\d{1,5})?\.mp4)$/;
const GUARDED: readonly { name: RegExp; type: string }[] = [
  { name: /^[a-z0-9]{1,8}\.m3u8$/, type: 'application/vnd.apple.mpegurl' },
  { name: /^(?:poster|sprite_\d{3})\.jpg$/, type: 'image/jpeg' },
  { name: /^storyboard\.vtt$/, type: 'text/vtt; charset=utf-8' },
];
const YEAR = 31_536_000;
/** A player asks for one in five minutes, and for a few when somebody moves to and fro; a program that wants all of them is slowed down. */
const KEYS_A_WINDOW = 40;
const KEY_WINDOW_MS = 20_000;

interface FileParams {
  publicPath: string;
  file: string;
}

/**
 * `/media/ASSET/…`: encrypted segments for anyone and any cache; playlists, pictures, captions and keys for the holder of a pass
 * (see media-pass.ts). No query but for captions. In production an edge serves the segments and checks the pass itself.
 */
export async function registerMedia(app: FastifyInstance, services: WebServices, withdrawn: Withdrawn): Promise<void> {
  await withdrawn.ready();
  const { storage, env, clock } = services;
  const passKey = mediaPassKey(env.MEDIA_SECRET);
  const live = new LiveMedia(services);
  const secrets = new ContentSecrets(env.MEDIA_SECRET, services);
  const issues = new KeyIssues(services);
  const limiter = new WindowLimiter(KEYS_A_WINDOW, KEY_WINDOW_MS);
  const authCookie = authCookieName(env.PUBLIC_URL.startsWith('https:'));
  app.addHook('onClose', () => issues.close());

  const requirePass = (request: FastifyRequest, publicPath: string): PassHolder => {
    if (!PUBLIC_PATH.test(publicPath)) throw notFound();
    const { cookie } = request.headers;
    const verdict = verifyMediaPass(readMediaPass(cookie), publicPath, passKey, clock.now().getTime(), () =>
      deviceTag(readCookie(cookie, authCookie) ?? ''),
    );
    // What is withdrawn does not exist any more, whoever asks; also for those who have it open.
    if (withdrawn.isQuarantined(publicPath)) throw notFound();
    if (verdict.ok && !withdrawn.isSignedOut(verdict.authSessionId)) return verdict;
    if (verdict.ok)
      throw new AppError(
        'forbidden',
        'SIGNED_OUT',
        'Phiên đăng nhập đã kết thúc. Đồng chí hãy đăng nhập lại để xem tiếp.',
      );
    throw verdict.reason === 'EXPIRED'
      ? new AppError('gone', 'PASS_EXPIRED', 'Lượt xem đã hết hạn. Đồng chí hãy tải lại trang để xem tiếp.')
      : new AppError('forbidden', 'NO_PASS', 'Đồng chí hãy mở bản ghi từ trang buổi học để xem.');
  };

  app.get<{ Params: FileParams }>('/media/:publicPath/:file', async (request, reply) => {
    const { publicPath, file } = request.params;
    if (!PUBLIC_PATH.test(publicPath)) throw notFound();
    const key = `${assetPrefix(publicPath)}/${file}`;
    if (SEGMENT.test(file)) {
      // An edge may have it still, and browsers: ciphertext, whose keys are given to nobody any more.
      if (withdrawn.isQuarantined(publicPath)) throw notFound();
      withoutPageHeaders(reply);
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
      return sendFile(request, reply, { key, type: 'video/iso.segment', cache: `public, max-age=${YEAR}, immutable` });
    }
    const playlist = readLiveName(file);
    if (playlist) {
      requirePass(request, publicPath);
      return sendPlaylist(request, reply, await live.playlist(publicPath, playlist));
    }
    const guarded = GUARDED.find(({ name }) => name.test(file));
    if (!guarded) throw notFound();
    requirePass(request, publicPath);
    return sendFile(request, reply, { key, type: guarded.type, cache: 'private, max-age=300' });
  });

  app.get<{ Params: { publicPath: string; period: string } }>(
    '/media/:publicPath/keys/:period',
    async (request, reply) => {
      const { publicPath, period } = request.params;
      if (!/^\d{1,6}$/.test(period)) throw notFound();
      const holder = requirePass(request, publicPath);
      const now = clock.now().getTime();
      if (!limiter.allow(`${publicPath}.${holder.accountId}.${holder.authSessionId}.${holder.venueId}`, now)) {
        reply.header('retry-after', String(KEY_WINDOW_MS / 1000));
        throw new AppError(
          'rate-limited',
          'TOO_MANY_KEYS',
          'Trình phát xin khóa quá dày. Hãy chờ ít giây rồi xem tiếp.',
        );
      }
      // Of a broadcast nobody gets the keys of what is not there yet: a pass that ends would open the rest of it.
      if (!(await live.mayHaveKey(publicPath, Number(period)))) throw notFound();
      const key = contentKey(await secrets.find(publicPath), publicPath, Number(period));
      issues.note(holder, publicPath, Number(period), now);
      return reply.type('application/octet-stream').header('cache-control', 'private, max-age=300').send(key);
    },
  );

  app.get<{ Params: FileParams }>('/media/:publicPath/captions/:file', async (request, reply) => {
    const { publicPath, file } = request.params;
    const language = /^([a-z]{2})\.vtt$/.exec(file)?.[1];
    if (!language) throw notFound();
    requirePass(request, publicPath);
    const captions = await forNobody(services, ({ db }) => readCaptionFile({ publicPath, language }, db));
    if (captions === null) throw notFound();
    return reply.type('text/vtt; charset=utf-8').header('cache-control', 'private, max-age=300').send(captions);
  });

  /** Long ones are compressed, once for everybody. */
  function sendPlaylist(request: FastifyRequest, reply: FastifyReply, found: LivePlaylist | null) {
    if (!found) throw notFound();
    reply.type('application/vnd.apple.mpegurl').header('cache-control', `private, max-age=${found.maxAge}`);
    const compressed = found.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (!compressed) return reply.send(found.text);
    return reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').send(found.gzip);
  }

  async function sendFile(
    request: FastifyRequest,
    reply: FastifyReply,
    file: { key: string; type: string; cache: string },
  ) {
    const found = await storage.stat(file.key);
    if (!found) throw notFound();
    const size = found.byteSize;
    reply.type(file.type).header('cache-control', file.cache).header('accept-ranges', 'bytes');
    const range = readRange(request.headers.range, size);
    if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
    if (range) {
      reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
      reply.header('content-length', range.end - range.start + 1);
    } else reply.header('content-length', size);
    if (request.method === 'HEAD') return reply.send();
    return reply.send(await storage.read(file.key, range ?? undefined));
  }
}

/** They say how a browser treats a page. An edge stores a segment's answer and reads every header of it again for each viewer. */
const PAGE_HEADERS = [
  ...['x-dns-prefetch-control', 'x-download-options', 'x-frame-options', 'x-permitted-cross-domain-policies'],
  ...['x-xss-protection', 'origin-agent-cluster', 'cross-origin-opener-policy', 'referrer-policy'],
];

function withoutPageHeaders(reply: FastifyReply): void {
  for (const name of PAGE_HEADERS) reply.raw.removeHeader(name);
  reply.removeHeader('permissions-policy');
  reply.removeHeader('content-security-policy');
}

/** One byte range as players ask for it (RFC 9110 §14.2); null for the whole file, also when the header makes no sense. */
export function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (start >= size || (suffix && Number(match[2]) === 0)) return 'unsatisfiable';
  return start > end ? null : { start, end };
}
