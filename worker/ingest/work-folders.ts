import path from 'node:path';
import type { Env } from '~/platform/env';

/** Where ffmpeg works; below it BROADCAST/PART. Empty while nothing is broadcast. */
export const liveWorkFolder = (env: Pick<Env, 'DATA_DIR'>): string => path.join(env.DATA_DIR, 'work', 'live');
export const partWorkFolder = (env: Pick<Env, 'DATA_DIR'>, broadcastId: number, part: number): string =>
  path.join(liveWorkFolder(env), String(broadcastId), String(part));
export const NOTE_FILE = 'part.json';
