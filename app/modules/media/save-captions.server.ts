import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { findSecrecyMark } from '~/modules/files/secrecy-mark';
import { MARKED } from '~/modules/files/words';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { findSessionUnit } from './find-session-unit.server';
import { readCaptions, writeCaptions } from './webvtt';

/**
 * Adds or replaces the Vietnamese captions of the session's recording (or of the video that is becoming it).
 * @throws AppError not-found; invalid with the line that is wrong
 */
export async function saveCaptions(
  { db }: Pick<Services, 'db'>,
  args: { viewer: Viewer; sessionId: number; bytes: Uint8Array },
): Promise<{ cues: number }> {
  const session = await findSessionUnit(args.sessionId, db);
  requireCan(args.viewer, 'recording.manage', session.unitPath);
  const upload = await db.upload.findFirst({
    where: { sessionId: args.sessionId, asset: { state: { not: 'FAILED' } } },
    orderBy: { createdAt: 'desc' },
    include: { asset: true },
  });
  const recording = await db.recording.findUnique({ where: { sessionId: args.sessionId }, include: { asset: true } });
  const asset = upload?.asset ?? recording?.asset;
  if (!asset) {
    throw new AppError(
      'invalid',
      'NO_VIDEO_YET',
      'Buổi học chưa có video. Đề nghị đồng chí tải video lên trước, rồi tải phụ đề.',
    );
  }
  const mark = findSecrecyMark(Buffer.from(args.bytes).toString('utf8'));
  if (mark) {
    await appendAudit(db, {
      actor: args.viewer,
      action: 'upload.refuse',
      targetType: 'upload',
      targetId: `session-${args.sessionId}`,
      unitId: session.unitId,
      data: { kind: 'CAPTIONS', code: mark, where: 'text', byteSize: args.bytes.length },
    });
    throw new AppError('invalid', 'MARKED', MARKED);
  }
  const verdict = readCaptions(args.bytes, asset.durationSeconds);
  if (!verdict.ok) throw new AppError('invalid', 'BAD_CAPTIONS', verdict.message, verdict.params);
  const body = writeCaptions(verdict.cues);
  await db.$transaction(async (tx) => {
    const where = { assetId_language: { assetId: asset.id, language: 'vi' } };
    // Written for what plays now: its beginning is their 0:00.
    const liveOffset = recording?.assetId === asset.id ? recording.liveOffset : 0;
    await tx.captionTrack.upsert({
      where,
      create: { assetId: asset.id, language: 'vi', body, liveOffset, version: 1 },
      update: { body, liveOffset, version: { increment: 1 } },
    });
    await appendAudit(tx, {
      actor: args.viewer,
      action: 'recording.captions',
      targetType: 'StudySession',
      targetId: args.sessionId,
      unitId: session.unitId,
      data: { assetId: asset.id, cues: verdict.cues.length },
    });
  });
  return { cues: verdict.cues.length };
}
