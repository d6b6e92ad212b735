import { once } from 'node:events';
import { Busboy } from '@fastify/busboy';
import type { UploadHandler } from '@remix-run/node';

const LIMITS = { fields: 100, files: 10, parts: 110, fieldSize: 1024 * 1024, headerPairs: 50 };

/**
 * Reads a posted form with files; `handle` gets each part in turn, as with Remix's own parser, which this replaces: that one refuses
 * a whole form when a file's name contains `;` or `=`, as people's lists often do.
 * @throws Error when the form is broken or cut off, or what `handle` throws
 */
export async function readMultipart(request: Request, handle: UploadHandler): Promise<FormData> {
  const form = new FormData();
  const parser = new Busboy({
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    limits: LIMITS,
    isPartAFile: (_name, _type, filename) => filename !== undefined,
  });
  let problem: { error: unknown } | undefined;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const fail = (error: unknown) => {
    problem ??= { error };
    stop();
  };
  const finished = once(parser, 'finish').catch(fail);
  let work = Promise.resolve();
  const take = (name: string, filename: string | undefined, contentType: string, data: AsyncIterable<Uint8Array>) => {
    work = work
      .then(() => handle({ name, ...(filename === undefined ? {} : { filename }), contentType, data }))
      .then((value) => {
        if (value !== null && value !== undefined) form.append(name, value);
      })
      .catch(fail);
  };
  parser.on('field', (name, value, _nameCut, valueCut, _encoding, type) => {
    if (valueCut) fail(new Error('a field is too long'));
    else take(name, undefined, type, [Buffer.from(value)] as unknown as AsyncIterable<Uint8Array>);
  });
  parser.on('file', (name, stream, filename, _encoding, type) => {
    // A part that is never read to its end (refused before) must not hold the parser.
    stream.on('error', () => {});
    take(name, filename, type, stream);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => fail(new Error('the form has too many parts')));
  }
  // What is refused half-way is left unread, not cancelled: cancelling would cut the connection before the answer.
  const reader = request.body?.getReader();
  try {
    while (!problem) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) {
        parser.end();
        break;
      }
      if (!parser.write(value)) await Promise.race([once(parser, 'drain').catch(() => {}), stopped]);
    }
    await Promise.race([finished, stopped]);
    if (!problem) await Promise.race([work, stopped]);
  } finally {
    reader?.releaseLock();
  }
  if (problem) {
    parser.destroy();
    throw problem.error;
  }
  return form;
}
