import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '~/platform/errors';
import { FORM_TOKEN_FIELD } from '~/platform/form-token';
import { type FormTokens, formTokenRefused, type HeaderVerdict } from './form-tokens';

/** Bytes that a page's action is given at most, by kind. What is read by a file's own reader has narrower limits of its own. */
export const BODY_LIMITS = {
  json: 256 * 1024,
  /** Vietnamese text grows up to ninefold in this encoding. */
  form: 4 * 1024 * 1024,
  /** Several of the largest lists: a list that is too long hears so from its own reader, which stops there and says how long it may be. */
  multipart: 128 * 1024 * 1024,
} as const;

/** A form with files says its token in its first part; this is more than that part needs. */
const FIRST_PART_BYTES = 4096;

/** A form or an answer is a few kilobytes: whoever takes longer than this for it holds a place that somebody else needs. */
const BODY_PATIENCE_MS = 30_000;

type Kind = keyof typeof BODY_LIMITS;

function kindOf(contentType: string | undefined): Kind | null {
  if (!contentType) return 'form';
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form';
  if (/^multipart\/form-data\b/i.test(contentType)) return 'multipart';
  return /^application\/json\b/i.test(contentType) ? 'json' : null;
}

const tooLarge = () =>
  new AppError(
    'too-large',
    'BODY_TOO_LARGE',
    'Nội dung gửi lên quá lớn. Đồng chí hãy gửi ít hơn, hoặc chọn tệp nhỏ hơn.',
  );

const tooSlow = () =>
  new AppError(
    'late',
    'BODY_TOO_SLOW',
    'Nội dung gửi lên đến quá chậm nên đã dừng. Đồng chí hãy kiểm tra mạng rồi gửi lại.',
  );

export interface PostedBody {
  /** What was read; null: the stream has it all. */
  bytes: Buffer | null;
  /** Why the action must not run. */
  refused: AppError | null;
}

/**
 * Looks at what was posted before any action does: kind, size, and the form's token. Forms and JSON are read whole; of a form with
 * files only its first part, which goes back into the stream.
 */
export async function readPostedBody(
  request: FastifyRequest,
  header: HeaderVerdict,
  tokens: FormTokens,
  patienceMs = BODY_PATIENCE_MS,
): Promise<PostedBody> {
  const { headers, raw } = request;
  const kind = kindOf(headers['content-type']);
  const refuse = (refused: AppError): PostedBody => ({ bytes: Buffer.alloc(0), refused });
  if (header === 'REFUSED') return refuse(formTokenRefused());
  if (kind === null)
    return refuse(
      new AppError('unsupported', 'BODY_KIND', 'Yêu cầu không đúng dạng. Đồng chí hãy tải lại trang rồi thử lại.'),
    );
  if (Number(headers['content-length'] ?? 0) > BODY_LIMITS[kind]) return refuse(tooLarge());
  if (kind === 'multipart') {
    const fits =
      header === 'ACCEPTED' || tokens.accepts(headers.cookie, await peekToken(raw, headers['content-type'] ?? ''));
    return fits ? { bytes: null, refused: null } : refuse(formTokenRefused());
  }
  const bytes = await readWhole(raw, BODY_LIMITS[kind], patienceMs);
  if (bytes === 'LATE') return refuse(tooSlow());
  if (bytes === 'LARGE') return refuse(tooLarge());
  if (header === 'ACCEPTED') return { bytes, refused: null };
  const token = kind === 'form' ? new URLSearchParams(bytes.toString('utf8')).get(FORM_TOKEN_FIELD) : null;
  return tokens.accepts(headers.cookie, token) ? { bytes, refused: null } : refuse(formTokenRefused());
}

/** LARGE: longer than allowed; LATE: not there in time, or cut off. What is left stays on the wire. */
async function readWhole(raw: IncomingMessage, limit: number, patienceMs: number): Promise<Buffer | 'LARGE' | 'LATE'> {
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const end = (result: Buffer | 'LARGE' | 'LATE') => {
      clearTimeout(timer);
      raw.off('data', take).off('end', whole).off('error', reject).off('aborted', gone);
      resolve(result);
    };
    const take = (part: Buffer) => {
      size += part.length;
      if (size > limit) {
        raw.pause();
        end('LARGE');
      } else parts.push(part);
    };
    const whole = () => end(Buffer.concat(parts));
    // Nobody waits for the answer; above all, half a form is not acted upon.
    const gone = () => end('LATE');
    const timer = setTimeout(gone, patienceMs);
    raw.on('data', take).on('end', whole).on('error', reject).on('aborted', gone);
  });
}

/** The value of the first part when it is the token's, else null; what was read is put back. */
async function peekToken(raw: IncomingMessage, contentType: string): Promise<string | null> {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const mark = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  if (mark === '--') return null;
  const beginning = await peek(raw, (text) => text.indexOf(`\r\n${mark}`, mark.length) > 0);
  const text = beginning.toString('latin1');
  const headEnd = text.indexOf('\r\n\r\n');
  const partEnd = text.indexOf(`\r\n${mark}`, mark.length);
  if (!text.startsWith(`${mark}\r\n`) || headEnd < 0 || partEnd < headEnd) return null;
  const head = text.slice(0, headEnd);
  const named = /\r\ncontent-disposition:\s*form-data;\s*name="([^"]*)"\s*(?:\r\n|$)/i.exec(head);
  return named?.[1] === FORM_TOKEN_FIELD ? text.slice(headEnd + 4, partEnd) : null;
}

function peek(raw: IncomingMessage, enough: (text: string) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const end = () => {
      raw.off('readable', look).off('end', end).off('error', fail);
      // Not after the end has been told: then nothing is left to give back to.
      if (got.length > 0 && !raw.readableEnded) raw.unshift(got);
      resolve(got);
    };
    const fail = (error: Error) => {
      raw.off('readable', look).off('end', end);
      reject(error);
    };
    const look = () => {
      for (let part = raw.read() as Buffer | null; part !== null; part = raw.read() as Buffer | null) {
        got = Buffer.concat([got, part]);
        if (got.length >= FIRST_PART_BYTES || enough(got.toString('latin1'))) return end();
      }
    };
    raw.on('readable', look).once('end', end).once('error', fail);
  });
}
