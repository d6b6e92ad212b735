import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Viewer } from '~/modules/accounts/viewer';
import { uploadFile, uploadFolder } from '~/modules/media/media-folders.server';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from './attendance';

const run = promisify(execFile);

export interface LectureRoom extends Classroom {
  sessionId: number;
  organiser: Viewer;
}

/** An open campaign with a session that has no recording yet, and its organiser. */
export async function makeLectureRoom(services: Pick<Services, 'db'>): Promise<LectureRoom> {
  const room = await makeClassroom(services.db, { members: 1 });
  await services.db.recording.deleteMany({ where: { sessionId: { in: room.sessionIds } } });
  await services.db.mediaAsset.deleteMany({ where: { publicPath: { startsWith: room.campaignCode } } });
  const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  return { ...room, sessionId: room.sessionIds[0] ?? 0, organiser };
}

/** A file whose bytes have all arrived, as tus leaves it. */
export async function placeUpload(
  { env, db }: Pick<Services, 'env' | 'db'>,
  room: LectureRoom,
  bytes: Uint8Array,
  fileName = 'bai-giang.mp4',
): Promise<string> {
  const id = randomBytes(18).toString('base64url');
  await mkdir(uploadFolder(env), { recursive: true });
  await writeFile(uploadFile(env, id), bytes);
  await db.upload.create({
    data: {
      ...{ id, fileName, ownerId: room.organiser.accountId, sessionId: room.sessionId },
      byteSize: BigInt(bytes.length),
    },
  });
  return id;
}

/** A short picture and tone made by ffmpeg; `args` replaces the tracks and codecs. */
export async function makeClip(folder: string, name: string, args: string[]): Promise<string> {
  const file = path.join(folder, name);
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file]);
  return file;
}

export const PICTURE = (seconds: number, size = '320x240'): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=25:duration=${seconds}`],
];
export const TONE = (seconds: number): string[] => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
