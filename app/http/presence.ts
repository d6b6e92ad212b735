import type { FastifyInstance, FastifyReply } from 'fastify';
import { WatchingSessions } from '~/modules/accounts/watching-sessions.server';
import { encodeBeat, fitsTimeline, parseBeat } from '~/modules/attendance/beat';
import { PresenceAppender, presenceStreamKey } from '~/modules/attendance/presence-stream.server';
import { type BeatRefusal, MAX_BEAT_BYTES } from '~/modules/attendance/schema';
import { checkToken, nearChecks } from '~/modules/presence-checks/check-moments';
import { CHECKS_HEADER } from '~/modules/presence-checks/schema';
import type { Services } from '~/platform/services';
import { TicketCache, TicketDevice, ticketLimiter } from './beat-tickets';
import type { Withdrawn } from './withdrawn';

const REFUSALS: Record<BeatRefusal, { status: number; detail: string }> = {
  MALFORMED: { status: 400, detail: 'Dữ liệu theo dõi không đúng dạng. Đồng chí hãy tải lại trang buổi học.' },
  TICKET: { status: 401, detail: 'Phiên xem đã hết hạn. Đồng chí hãy tải lại trang buổi học để xem tiếp.' },
  OUTSIDE_TIMELINE: { status: 409, detail: 'Bản ghi của buổi học đã thay đổi. Đồng chí hãy tải lại trang buổi học.' },
  TOO_MANY: { status: 429, detail: 'Dữ liệu theo dõi gửi quá dày. Trình phát sẽ tự gửi lại sau ít giây.' },
  UNAVAILABLE: { status: 503, detail: 'Hệ thống đang bận. Trình phát sẽ tự gửi lại, phần đã xem không mất.' },
};

/**
 * `POST /api/presence`: ticket, shape, timeline, then one line into the stream; 204 once Redis has it. No session, no query, no
 * Remix. A presence check that is near is told in a header of the answer, worked out from the ticket alone. Register it on the root, beside the site's hooks: a beat is authorised by the signed ticket in its body, not by a
 * cookie, so there is nothing another site could forge.
 */
export function registerPresence(
  app: FastifyInstance,
  services: Pick<Services, 'env' | 'redis' | 'clock' | 'logger'>,
  withdrawn: Withdrawn,
): void {
  const appender = new PresenceAppender(services.redis, presenceStreamKey(services.env.REDIS_PREFIX));
  const tickets = new TicketCache(services.env.SESSION_SECRET);
  const devices = new TicketDevice(services.env, withdrawn);
  const limiter = ticketLimiter();
  const watching = new WatchingSessions(services);
  app.addHook('onClose', () => watching.close());

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
      const known = tickets.check(beat.ticket, now);
      if (!known || !devices.fits(known.ticket, request.headers.cookie, now)) return refuse(reply, 'TICKET');
      const { ticket, moments } = known;
      if (!fitsTimeline(beat, ticket, now)) return refuse(reply, 'OUTSIDE_TIMELINE');
      if (!limiter.allow(ticket.pid, now)) return refuse(reply, 'TOO_MANY');
      if (ticket.ses !== undefined) watching.mark(ticket.ses, now);
      // A viewer who is no member (an organiser looking at the recording): counts for nobody.
      if (ticket.mid === null) return void reply.code(204).send();
      appender.append(encodeBeat(beat, ticket, ticket.mid, now)).then(
        () => {
          const near = moments.length > 0 ? nearChecks(beat, moments) : moments;
          if (near.length > 0 && ticket.mid !== null) {
            const owner = { sessionId: ticket.sid, memberId: ticket.mid };
            reply.header(CHECKS_HEADER, near.map((moment) => checkToken(owner, moment, tickets.checksKey)).join());
          }
          reply.code(204).send();
        },
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
