import { execFile } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { segmentIv } from '~/modules/media/content-key';
import { withFolder } from './report-files';

const run = promisify(execFile);

/** One init and the segments after it, in the clear: a file that plays. */
export interface HlsPart {
  bytes: Buffer;
  /** Milliseconds by the playlist. */
  ms: number;
}

/**
 * Reads a media playlist as a player does (RFC 8216): keys and counted or given IVs, inits, discontinuities. ffmpeg's own reader
 * loses the first segment behind a discontinuity.
 */
export async function readHls(url: string, cookie: string): Promise<HlsPart[]> {
  const get = async (uri: string): Promise<Buffer> => {
    const response = await fetch(new URL(uri, url), { headers: { cookie } });
    if (!response.ok) throw new Error(`${uri}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const parts: HlsPart[] = [];
  const keys = new Map<string, Buffer>();
  let key: { uri: string; iv: string | undefined } | null = null;
  let sequence = 0;
  let ms = 0;
  for (const line of (await get(url)).toString().split('\n')) {
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) sequence = Number(line.slice(22));
    else if (line.startsWith('#EXTINF:')) ms = Math.round(Number.parseFloat(line.slice(8)) * 1000);
    else if (line.startsWith('#EXT-X-KEY:')) {
      const uri = /URI="([^"]+)"/.exec(line)?.[1];
      key = uri ? { uri, iv: /IV=0x([0-9a-f]{32})/i.exec(line)?.[1] } : null;
    } else if (line.startsWith('#EXT-X-MAP:')) {
      if (key) throw new Error('an init under a key');
      parts.push({ bytes: await get(/URI="([^"]+)"/.exec(line)?.[1] ?? ''), ms: 0 });
    } else if (line !== '' && !line.startsWith('#')) {
      const part = parts.at(-1);
      if (!part || !key) throw new Error('a segment without init or key');
      const secret = keys.get(key.uri) ?? (await get(key.uri));
      keys.set(key.uri, secret);
      const iv = key.iv ? Buffer.from(key.iv, 'hex') : segmentIv(sequence);
      const decipher = createDecipheriv('aes-128-cbc', secret, iv);
      part.bytes = Buffer.concat([part.bytes, decipher.update(await get(line)), decipher.final()]);
      part.ms += ms;
      sequence += 1;
    }
  }
  return parts;
}

/** How many pictures (or packets of sound) a part really holds, decoded. @throws when anything is amiss */
export function countFrames({ bytes }: HlsPart): Promise<number> {
  return withFolder(async (folder) => {
    const file = path.join(folder, 'part.mp4');
    await writeFile(file, bytes);
    const { stdout, stderr } = await run('ffprobe', [
      ...['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', file],
    ]);
    if (stderr) throw new Error(stderr);
    return Number(stdout.trim());
  });
}
