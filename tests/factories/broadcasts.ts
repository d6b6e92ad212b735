import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { StreamSlot } from '~/modules/broadcasts/schema';
import { makeStreamKey } from '~/modules/broadcasts/stream-key';
import { mediaPassKey, signMediaPass } from '~/modules/media/media-pass';
import type { Services } from '~/platform/services';
import { type LectureRoom, makeLectureRoom } from './media';

export interface TestBroadcast {
  id: number;
  publicPath: string;
  /** Stream keys, as the operator was shown them. */
  keys: Record<StreamSlot, string>;
  room: LectureRoom;
}

/** A session that is to be broadcast, with a key for each slot. */
export async function makeBroadcast(
  { db }: Pick<Services, 'db'>,
  { profile = 'light' }: { profile?: string } = {},
): Promise<TestBroadcast> {
  const room = await makeLectureRoom({ db });
  const publicPath = randomBytes(16).toString('base64url');
  const keys = { PRIMARY: makeStreamKey(), BACKUP: makeStreamKey() };
  const broadcast = await db.broadcast.create({
    data: {
      ...{ sessionId: room.sessionId, publicPath, profile },
      keys: {
        create: [
          { slot: 'PRIMARY', keyHash: keys.PRIMARY.hash, hint: keys.PRIMARY.hint },
          { slot: 'BACKUP', keyHash: keys.BACKUP.hash, hint: keys.BACKUP.hint },
        ],
      },
    },
  });
  return { id: broadcast.id, publicPath, keys: { PRIMARY: keys.PRIMARY.key, BACKUP: keys.BACKUP.key }, room };
}

/** The Cookie header of somebody who may watch it. */
export function passFor({ env }: Pick<Services, 'env'>, publicPath: string, seconds = 600): string {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return `diemcau_media=${signMediaPass({ publicPath, accountId: 1, exp }, mediaPassKey(env.MEDIA_SECRET))}`;
}

export interface Push {
  child: ChildProcess;
  /** Resolves with the exit code and what ffmpeg wrote. */
  ended: Promise<{ code: number | null; output: string }>;
  /** As when the encoder's machine loses its power. */
  kill(): void;
}

/** A real encoder: ffmpeg pushes the lecture, or what `input` says, to this port in real time; `picture` is a filter that draws into it. */
export function pushStream(
  port: number,
  key: string,
  {
    input = ['-re', '-stream_loop', '-1', '-i', 'content/lecture/lecture.mp4'],
    picture = 'null',
    codecs = small(picture),
  }: { input?: readonly string[]; codecs?: readonly string[]; picture?: string } = {},
): Push {
  const url = `rtmp://127.0.0.1:${port}/live/${key}`;
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...codecs, '-f', 'flv', url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (text) => (output += text));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  );
  return { child, ended, kill: () => void child.kill('SIGKILL') };
}

/** Little work for the machine: a small picture with a key frame every two seconds, as encoders are to be set. */
const small = (picture: string) => [
  ...[
    '-vf',
    `scale=320:180,${picture}`,
    '-r',
    '25',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '50',
    '-b:v',
    '300k',
  ],
  ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '64k'],
];
