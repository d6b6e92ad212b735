import { statfs } from 'node:fs/promises';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { readFileName } from '~/modules/files/file-name';
import { findMarkInName } from '~/modules/files/secrecy-mark';
import { BAD_NAME, NOT_ATTESTED } from '~/modules/files/words';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { findSessionUnit } from './find-session-unit.server';
import { uploadFolder } from './media-folders.server';
import { MEDIA_ERROR_TEXT, UPLOAD_MAX_BYTES } from './schema';

const MOST_OPEN_UPLOADS = 5;
/** Upload, clear renditions and encrypted renditions lie side by side for a while. */
const ROOM_FACTOR = 2.5;

/**
 * Lets an upload begin: who, for which session, how big. The row's id is the name of the file on disk.
 * @throws AppError not-found, invalid, too-large, rate-limited, unavailable
 */
export async function registerUpload(
  { env, db, clock }: Pick<Services, 'env' | 'db' | 'clock'>,
  args: { viewer: Viewer; id: string; sessionId: number; fileName: string; byteSize: number; attested: boolean },
): Promise<void> {
  const { viewer, id, sessionId, byteSize } = args;
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'recording.manage', session.unitPath);
  const { name: fileName, problem } = readFileName(args.fileName, 'video');
  if (byteSize === 0) throw new AppError('invalid', 'EMPTY', MEDIA_ERROR_TEXT.EMPTY);
  if (byteSize > UPLOAD_MAX_BYTES) throw new AppError('too-large', 'TOO_LARGE', MEDIA_ERROR_TEXT.TOO_LARGE);
  if (problem) throw new AppError('invalid', 'BAD_NAME', BAD_NAME);
  if (!args.attested) throw new AppError('invalid', 'NOT_ATTESTED', NOT_ATTESTED);
  const mark = findMarkInName(fileName);
  if (mark) {
    // Without the name: it is what must not be here.
    await appendAudit(db, {
      actor: viewer,
      action: 'upload.refuse',
      targetType: 'upload',
      targetId: `session-${sessionId}`,
      unitId: session.unitId,
      data: { kind: 'RECORDING', code: mark, where: 'name', byteSize },
    });
    throw new AppError(
      'invalid',
      'CLASSIFIED',
      'Tên tệp có dấu chỉ độ mật. Tài liệu bí mật nhà nước không được đưa lên hệ thống này; đề nghị đồng chí xử lý theo quy định về bảo vệ bí mật nhà nước.',
    );
  }
  const open = await db.upload.count({ where: { ownerId: viewer.accountId, state: 'RECEIVING' } });
  if (open >= MOST_OPEN_UPLOADS) {
    throw new AppError(
      'rate-limited',
      'TOO_MANY_UPLOADS',
      'Đồng chí đang có 5 tệp tải lên dở dang. Hãy tải tiếp hoặc hủy bớt rồi thử lại.',
    );
  }
  const disk = await statfs(uploadFolder(env));
  if (disk.bavail * disk.bsize < byteSize * ROOM_FACTOR) {
    throw new AppError(
      'unavailable',
      'NO_ROOM',
      'Máy chủ không còn đủ chỗ cho tệp này. Đề nghị đồng chí báo quản trị viên rồi tải lên lại sau.',
    );
  }
  await db.upload.create({
    data: {
      id,
      ownerId: viewer.accountId,
      sessionId,
      fileName,
      byteSize: BigInt(byteSize),
      purpose: 'RECORDING',
      attestedAt: clock.now(),
    },
  });
}
