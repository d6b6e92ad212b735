import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BEAT_BYTES } from '~/modules/attendance/schema';
import { playbackTicketKey, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { answerCheck } from '~/modules/presence-checks/answer-check.server';
import { presenceCheckKey, readCheckToken } from '~/modules/presence-checks/check-moments';
import { openCheck } from '~/modules/presence-checks/open-check.server';
import { CHECKS_ADDRESS, type CheckReply } from '~/modules/presence-checks/schema';
import { isAppError } from '~/platform/errors';
import { scopeOfMember } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';
import { TicketDevice, ticketLimiter } from './beat-tickets';
import type { Withdrawn } from './withdrawn';

const REFUSALS = {
  MALFORMED: { status: 400, detail: 'Câu trả lời không đúng dạng. Đồng chí hãy tải lại trang buổi học.' },
  TICKET: { status: 401, detail: 'Phiên xem đã hết hạn. Đồng chí hãy tải lại trang buổi học để xem tiếp.' },
  NOT_ASKED: { status: 404, detail: 'Không có câu hỏi nào như vậy cho đồng chí trong buổi học này.' },
  TOO_MANY: { status: 429, detail: 'Gửi quá dày. Trang sẽ tự gửi lại sau ít giây.' },
  UNAVAILABLE: { status: 503, detail: 'Hệ thống đang bận. Câu trả lời được giữ trên máy và tự gửi lại.' },
} as const;

/** `{ticket, ask: TOKEN}` puts a question, `{ticket, answer: NUMBER, elapsedMs}` answers it. */
type CheckRequest = { ticket: string } & ({ ask: string } | { answer: number; elapsedMs: number });

/** Longest time to answer that may be configured, milliseconds; what is longer was certainly not in time. */
const MAX_ELAPSED_MS = 600_000;

function parseRequest(body: unknown): CheckRequest | null {
  let value: Record<string, unknown> | null;
  try {
    value = typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || typeof value.ticket !== 'string') return null;
  const { ticket, ask, answer, elapsedMs } = value;
  if (typeof ask === 'string' && answer === undefined) return { ticket, ask };
  if (ask !== undefined || !Number.isInteger(answer) || (answer as number) < 1 || (answer as number) > 4) return null;
  if (typeof elapsedMs !== 'number' || !(elapsedMs >= 0)) return null;
  return { ticket, answer: answer as number, elapsedMs: Math.min(MAX_ELAPSED_MS + 1, Math.round(elapsedMs)) };
}

/**
 * `POST /api/presence/checks`: authorised by the playback ticket as a beat is (so it stands beside the site's hooks, and needs neither
 * session nor Remix), one statement each. A member sends about eight of these in a session.
 */
export function registerPresenceChecks(
  app: FastifyInstance,
  services: Pick<WebServices, 'env' | 'clock' | 'logger' | 'forScope'>,
  withdrawn: Withdrawn,
): void {
  const tickets = playbackTicketKey(services.env.SESSION_SECRET);
  const devices = new TicketDevice(services.env, withdrawn);
  const limiter = ticketLimiter();
  const key = presenceCheckKey(services.env.SESSION_SECRET);

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<CheckReply | FastifyReply> {
    const now = services.clock.now().getTime();
    const asked = parseRequest(request.body);
    if (!asked) return refuse(reply, 'MALFORMED');
    const verdict = verifyPlaybackTicket(asked.ticket, tickets, now);
    if (!verdict.ok || !devices.fits(verdict.ticket, request.headers.cookie, now)) return refuse(reply, 'TICKET');
    const { ticket } = verdict;
    if (!limiter.allow(ticket.pid, now)) return refuse(reply, 'TOO_MANY');
    if (ticket.mid === null) return refuse(reply, 'NOT_ASKED');
    const owner = { sessionId: ticket.sid, memberId: ticket.mid };
    if ('answer' in asked) {
      const answer = { ...owner, number: asked.answer, elapsedMs: asked.elapsedMs };
      return await services.forScope(scopeOfMember(ticket.mid), (own) => answerCheck(own, answer));
    }
    const moment = readCheckToken(asked.ask, owner, key);
    if (!moment) return refuse(reply, 'NOT_ASKED');
    return await services.forScope(scopeOfMember(ticket.mid), (own) => openCheck(own, { ...owner, ...moment }));
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BEAT_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(CHECKS_ADDRESS, { logLevel: 'silent', bodyLimit: MAX_BEAT_BYTES }, async (request, reply) => {
      reply.header('cache-control', 'no-store');
      try {
        return await serve(request, reply);
      } catch (error) {
        if (isAppError(error) && error.kind === 'not-found') return refuse(reply, 'NOT_ASKED');
        services.logger.error({ err: error, requestId: request.id }, 'presence check failed');
        return refuse(reply, 'UNAVAILABLE');
      }
    });
  });
}

function refuse(reply: FastifyReply, refusal: keyof typeof REFUSALS): FastifyReply {
  const { status, detail } = REFUSALS[refusal];
  if (status === 429 || status === 503) reply.header('retry-after', '5');
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: refusal, status, detail, instance: reply.request.id }));
}
