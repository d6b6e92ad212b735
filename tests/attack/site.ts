import http from 'node:http';
import os from 'node:os';

export interface Sent {
  method: string;
  /** Path and query, as they go onto the wire. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer | undefined;
}
export interface Answer {
  /** 0: none came. */
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

const MAX_ANSWER_MS = 10_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const NOTHING: Answer = { status: 0, headers: {}, text: '' };

export interface Site {
  /** Never rejects; null: the request cannot be written by a correct client (its headers). */
  send(sent: Sent): Promise<Answer | null>;
  close(): void;
}

/** A client that keeps its connections, and lets through paths and headers that `fetch` would tidy. */
export function openSite(url: string): Site {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 24 });
  const send = (sent: Sent): Promise<Answer | null> =>
    new Promise<Answer | null>((resolve) => {
      const { method, path, headers = {}, body } = sent;
      let request: http.ClientRequest;
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      try {
        request = http.request({ hostname, port, agent, method, path, headers: { ...length, ...headers } });
      } catch {
        return resolve(null);
      }
      const timer = setTimeout(() => {
        resolve(NOTHING);
        request.destroy();
      }, MAX_ANSWER_MS);
      const end = (answer: Answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      request.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        // The server had just ended this connection, for what was sent on it before.
        if (request.reusedSocket && error.code === 'ECONNRESET') send(sent).then(resolve);
        else resolve(NOTHING);
      });
      request.on('response', (response) => {
        // It never ends; what counts is that it was opened.
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          end({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
          return void request.destroy();
        }
        const pieces: Buffer[] = [];
        let size = 0;
        response.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size <= MAX_ANSWER_BYTES) pieces.push(piece);
        });
        const done = () =>
          end({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(pieces).toString('utf8'),
          });
        response.on('end', done).on('error', () => end(NOTHING));
      });
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** What an answer would contain if an error's inside came through. */
const INSIDES: RegExp[] = [
  /\n\s+at .{1,200}:\d+:\d+\)?/,
  /node_modules|build\/server|PrismaClient|Invalid `/,
  /\b(?:syntax error at or near|violates (?:foreign|unique|check)|invalid input syntax|permission denied for|duplicate key value)/,
  /\bselect\b.{1,400}\bfrom\s+"?(?:member|account|unit|auth_session|audit_entry)\b/i,
  /ECONNREFUSED|ENOENT|EACCES/,
];

/** What is wrong with this answer, whatever was asked; null: nothing. `hidden`: words and settings that nobody may ever read there. */
export function judge(answer: Answer, hidden: readonly string[]): string | null {
  const { status, headers, text } = answer;
  if (status === 0) return 'no answer';
  if (status >= 500 && !(status === 503 && headers['retry-after'])) return `status ${status}`;
  const all = `${JSON.stringify(headers)}\n${text}`;
  const word = hidden.find((one) => all.includes(one));
  if (word) return `shows ${word}`;
  const inside = INSIDES.find((pattern) => pattern.test(all));
  return inside ? `shows its inside: ${inside.exec(all)?.[0].slice(0, 200)}` : null;
}

/** Settings that no answer may tell. */
export const secretsOf = (env: Record<string, string>): string[] => [
  ...[env.SESSION_SECRET, env.MEDIA_SECRET, env.AUDIT_SECRET, env.DATA_DIR, env.DATABASE_URL, env.REDIS_URL].filter(
    (value): value is string => !!value,
  ),
  ...(os.hostname().length > 6 ? [os.hostname()] : []),
];
