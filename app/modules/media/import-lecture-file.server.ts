import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { acceptUpload } from './accept-upload.server';
import { uploadFile, uploadFolder } from './media-folders.server';
import { MEDIA_ERROR_TEXT } from './schema';
import { readCaptions, writeCaptions } from './webvtt';

/**
 * Puts a lecture from a local file behind a session, as if `ownerId` had uploaded it, and asks for its transcoding. For the command
 * line and the sample campaign. Does nothing when the session has a recording, or one on its way.
 * @throws AppError invalid when the file or its captions cannot be used
 */
export async function importLectureFile(
  args: { file: string; captionsFile?: string; sessionId: number; ownerId: number },
  services: Pick<Services, 'env' | 'db' | 'queues' | 'logger'>,
): Promise<{ assetId: number | null; created: boolean }> {
  const { env, db } = services;
  const existing = await db.upload.findFirst({
    where: { sessionId: args.sessionId, asset: { state: { not: 'FAILED' } } },
    include: { asset: true },
  });
  const recording = await db.recording.findUnique({ where: { sessionId: args.sessionId } });
  if (existing || recording) return { assetId: existing?.asset?.id ?? recording?.assetId ?? null, created: false };

  const captions = args.captionsFile ? readCaptions(await readFile(args.captionsFile), null) : null;
  if (captions && !captions.ok) throw new AppError('invalid', 'BAD_CAPTIONS', captions.message, captions.params);
  const id = randomBytes(18).toString('base64url');
  await mkdir(uploadFolder(env), { recursive: true });
  await copyFile(args.file, uploadFile(env, id));
  const { size } = await stat(uploadFile(env, id));
  const fileName = path.basename(args.file);
  await db.upload.create({
    data: { id, ownerId: args.ownerId, sessionId: args.sessionId, fileName, byteSize: BigInt(size) },
  });
  const outcome = await acceptUpload(services, { uploadId: id });
  if (outcome.state !== 'ACCEPTED') {
    const errorCode = outcome.state === 'REJECTED' ? outcome.errorCode : 'SOURCE_LOST';
    throw new AppError('invalid', errorCode, MEDIA_ERROR_TEXT[errorCode]);
  }
  if (captions?.ok) {
    await db.captionTrack.create({
      data: { assetId: outcome.assetId, language: 'vi', body: writeCaptions(captions.cues) },
    });
  }
  return { assetId: outcome.assetId, created: true };
}
