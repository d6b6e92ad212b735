import type { FastifyInstance, FastifyReply } from 'fastify';
import { encodeBeat, fitsTimeline, parseBeat } from '~/modules/attendance/beat';
import { PresenceAppender, presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { type BeatRefusal, MAX_BEAT_BYTES, RATE_LIMIT, RATE_WINDOW_MS } from '~/modules/attendance/schema';
import { type PlaybackTicket, playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import type { Services } from '~/platform/services';

const REFUSALS: Record<BeatRefusal, { status: number; detail: string }> = {
  MALFORMED: { status: 400, detail: 'Dữ liệu theo dõi không đúng dạng. Đồng chí hãy tải lại trang buổi học.' },
  TICKET: { status: 401, detail: 'Phiên xem đã hết hạn. Đồng chí hãy tải lại trang buổi học để xem tiếp.' },
  OUTSIDE_TIMELINE: { status: 409, detail: 'Bản ghi của buổi học đã thay đổi. Đồng chí hãy tải lại trang buổi học.' },
  TOO_MANY: { status: 429, detail: 'Dữ liệu theo dõi gửi quá dày. Trình phát sẽ tự gửi lại sau ít giây.' },
  UNAVAILABLE: { status: 503, detail: 'Hệ thống đang bận. Trình phát sẽ tự gửi lại, phần đã xem không mất.' },
};

/**
 * `POST /api/presence`: ticket, shape, timeline, then one line into the stream; 204 once Redis has it. No session, no query, no
 * Remix. Register it on the root, beside the site's hooks: a beat is authorised by the signed ticket in its body, not by a
 * cookie, so there is nothing another site could forge.
 */
export function registerPresence(app: FastifyInstance, services: Pick<Services, 'env' | 'redis' | 'clock'>): void {
  const appender = new PresenceAppender(services.redis, presenceStreamKey(services.env.REDIS_PREFIX));
  const tickets = new TicketCache(services.env.SESSION_SECRET);
  const limiter = new TicketLimiter();

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // sendBeacon may only say text/plain without a preflight; the body is JSON either way.
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BEAT_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/api/presence', { logLevel: 'silent', bodyLimit: MAX_BEAT_BYTES }, (request, reply) => {
      const now = services.clock.now().getTime();
      const beat = typeof request.body === 'string' ? parseBeat(request.body) : null;
      if (!beat) return refuse(reply, 'MALFORMED');
      const ticket = tickets.check(beat.ticket, now);
      if (!ticket) return refuse(reply, 'TICKET');
      if (!fitsTimeline(beat, ticket, now)) return refuse(reply, 'OUTSIDE_TIMELINE');
      if (!limiter.allow(ticket.pid, now)) return refuse(reply, 'TOO_MANY');
      // A viewer who is no member (an organiser looking at the recording): counts for nobody.
      if (ticket.mid === null) return void reply.code(204).send();
      appender.append(encodeBeat(beat, ticket, ticket.mid, now)).then(
        () => reply.code(204).send(),
        () => refuse(reply, 'UNAVAILABLE'),
      );
    });
  });
}

function refuse(reply: FastifyReply, refusal: BeatRefusal): void {
  const { status, detail } = REFUSALS[refusal];
  if (status === 429 || status === 503) reply.header('retry-after', '5');
  reply
    .code(status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ type: 'about:blank', title: refusal, status, detail, instance: reply.request.id }));
}

const CACHE_SIZE = 20_000;

/** A signature is checked once per ticket and process, the expiry every time. Two generations bound the memory. */
class TicketCache {
  private readonly key;
  private young = new Map<string, PlaybackTicket>();
  private old = new Map<string, PlaybackTicket>();

  constructor(sessionSecret: string) {
    this.key = playbackTicketKey(sessionSecret);
  }

  check(token: string, now: number): PlaybackTicket | null {
    let ticket = this.young.get(token);
    if (!ticket) {
      ticket = this.old.get(token);
      if (!ticket) {
        const verdict = verifyPlaybackTicket(token, this.key, now);
        if (!verdict.ok) return null;
        ticket = verdict.ticket;
      }
      if (this.young.size >= CACHE_SIZE) {
        this.old = this.young;
        this.young = new Map();
      }
      this.young.set(token, ticket);
    }
    return ticket.exp * 1000 > now ? ticket : null;
  }
}

/** Counts beats per playback in fixed windows. Per ticket, never per address: an embassy is one address. */
class TicketLimiter {
  private windowEnd = 0;
  private counts = new Map<string, number>();

  allow(playback: string, now: number): boolean {
    if (now >= this.windowEnd) {
      this.windowEnd = now + RATE_WINDOW_MS;
      this.counts = new Map();
    }
    const count = (this.counts.get(playback) ?? 0) + 1;
    this.counts.set(playback, count);
    return count <= RATE_LIMIT;
  }
}
