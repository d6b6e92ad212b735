import { randomBytes } from 'node:crypto';
import { contentKey, encryptSegment } from '~/modules/media/content-key';
import { assetPrefix } from '~/modules/media/media-folders.server';
import type { Services } from '~/platform/services';

const PICTURE = {
  ...{ name: '240p', kind: 'VIDEO', bandwidth: 300_000, averageBandwidth: 250_000, codecs: 'avc1.42c015' },
  ...{ resolution: { width: 426, height: 240 }, frameRate: 30, channels: null },
};
const SOUND = {
  ...{ name: 'audio', kind: 'AUDIO', bandwidth: 70_000, averageBandwidth: 64_000, codecs: 'mp4a.40.2' },
  ...{ resolution: null, frameRate: null, channels: 2 },
};

export interface MadePart {
  /** Program time, milliseconds since 1970. */
  startsAt: number;
  /** Milliseconds each. */
  durations: number[];
  ended?: boolean;
}

/** A broadcast's parts and segments as the ingest process leaves them; their bytes are rubbish of our own, encrypted. */
export async function makeSegments(
  { db, storage, env }: Pick<Services, 'db' | 'storage' | 'env'>,
  broadcast: { id: number; publicPath: string },
  parts: readonly MadePart[],
): Promise<void> {
  let sequence = 0;
  for (const [index, { startsAt, durations, ended = true }] of parts.entries()) {
    const length = durations.reduce((sum, one) => sum + one, 0);
    const part = await db.broadcastPart.create({
      data: {
        ...{ broadcastId: broadcast.id, number: index + 1, slot: 'PRIMARY', startedAt: new Date(startsAt) },
        endedAt: ended ? new Date(startsAt + length) : null,
        renditions: [PICTURE, SOUND],
      },
    });
    let programAt = startsAt;
    for (const durationMs of durations) {
      for (const rendition of ['240p', 'audio']) {
        const bytes = encryptSegment(randomBytes(64), contentKey(env.MEDIA_SECRET, broadcast.publicPath, 0), sequence);
        const name = `${rendition}_${String(sequence).padStart(7, '0')}.m4s`;
        await storage.put(`${assetPrefix(broadcast.publicPath)}/${name}`, bytes);
        await db.broadcastSegment.create({
          data: {
            ...{ partId: part.id, rendition, sequence, programAt: new Date(programAt), durationMs, period: 0 },
            byteSize: bytes.length,
          },
        });
      }
      programAt += durationMs;
      sequence += 1;
    }
  }
}
