import { moveCoverage, UNCUT } from '~/modules/attendance/move-coverage.server';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import type { Rendition } from '~/modules/media/asset-data';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { moveChecks } from '~/modules/presence-checks/move-checks.server';
import { Prisma } from '~/platform/db';
import type { Services } from '~/platform/services';
import { announce } from './announce.server';
import { applyOrder } from './broadcast-state';
import { type LockedBroadcast, lockBroadcast } from './lock-broadcast.server';
import { storeLife } from './order-broadcast.server';
import {
  countedSegments,
  readParts,
  readSegments,
  referenceRendition,
  type StoredSegment,
} from './read-counted-segments.server';
import { recordedFiles } from './recording-playlists';
import { type TrimmedTimeline, trimTimeline } from './timeline';

type PublishServices = Pick<Services, 'env' | 'db' | 'pool' | 'redis' | 'storage' | 'clock' | 'logger'>;

export interface PublishedBroadcast {
  campaignId: number;
  sessionId: number;
  assetId: number;
  broadcastId: number;
  /** Of the broadcast, after this. */
  version: number;
  /** Verdicts have to be computed again. */
  changed: boolean;
}

/**
 * The recording of an ended broadcast from its own segments: playlists, then asset, recording, coverage and state in one transaction.
 * Asked for again it makes the same again, with the operator's trim of that moment.
 * @returns null when there is nothing to publish: not ended, cancelled, or no segment was on air
 */
export async function publishRecording(
  services: PublishServices,
  { sessionId, actor }: { sessionId: number; actor: AuditActor },
): Promise<PublishedBroadcast | null> {
  const { db, pool, storage } = services;
  const published = await db.$transaction(async (tx) => {
    const broadcast = await lockBroadcast(sessionId, tx);
    if (broadcast.state !== 'ENDED' && broadcast.state !== 'PUBLISHED') return null;
    const existing = await tx.recording.findUnique({ where: { sessionId }, include: { asset: true } });
    // Somebody uploaded another recording meanwhile: that one stays.
    if (existing && existing.asset.publicPath !== broadcast.publicPath) return null;
    const parts = await readParts(broadcast.id, pool);
    const segments = countedSegments(await readSegments(broadcast.id, pool), broadcast);
    const reference = referenceRendition(parts.filter(({ number }) => segments.some(({ part }) => part === number)));
    const cut = trimTimeline(
      segments.filter(({ rendition }) => rendition === reference),
      { from: broadcast.trimStart, to: broadcast.trimEnd },
    );
    if (cut.seconds === 0) return null;
    const kept = new Set(cut.moments.map(({ sequence }) => sequence));
    const version = `${broadcast.version + 1}`;
    const { files, renditions } = recordedFiles(
      segments.filter(({ sequence }) => kept.has(sequence)),
      renditionsOf(parts),
      version,
    );
    // Files first: a row that says READY finds them there. A broken transaction leaves playlists that nobody asks for.
    for (const [name, text] of files)
      await storage.put(`${assetPrefix(broadcast.publicPath)}/${name}`, Buffer.from(text));
    return await storeRecording({ broadcast, existing, cut, renditions, actor, now: services.clock.now() }, tx);
  });
  if (published?.changed)
    await announce(services, published.broadcastId, {
      type: 'state',
      data: { state: 'PUBLISHED', version: published.version },
    });
  return published;
}

/** Every rendition that any part had, as its newest part describes it. */
function renditionsOf(parts: { renditions: Rendition[] }[]): Rendition[] {
  return [...new Map(parts.flatMap(({ renditions }) => renditions.map((one) => [one.name, one] as const))).values()];
}

interface StoreArgs {
  broadcast: LockedBroadcast;
  existing: { assetId: number; liveOffset: number; timelineSeconds: number } | null;
  cut: TrimmedTimeline<StoredSegment>;
  renditions: Rendition[];
  actor: AuditActor;
  now: Date;
}

async function storeRecording(
  { broadcast, existing, cut, renditions, actor, now }: StoreArgs,
  tx: Prisma.TransactionClient,
): Promise<PublishedBroadcast> {
  const { sessionId, publicPath } = broadcast;
  const session = await tx.studySession.findUniqueOrThrow({ where: { id: sessionId }, select: { title: true } });
  const largest = renditions.map(({ resolution }) => resolution).sort((a, b) => (b?.height ?? 0) - (a?.height ?? 0))[0];
  const ready = {
    ...{ state: 'READY' as const, progress: 100, errorCode: null, errorDetail: null, renditions },
    durationSeconds: cut.moments.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000,
    ...{ width: largest?.width ?? null, height: largest?.height ?? null },
  };
  const same = existing?.liveOffset === cut.offset && existing.timelineSeconds === cut.seconds;
  const asset = await tx.mediaAsset.upsert({
    where: { publicPath },
    create: { publicPath, fileName: session.title, ...ready },
    // Pictures of another cut show other moments: they are made anew.
    update: { ...ready, ...(same ? {} : { storyboard: Prisma.DbNull, picturesFailures: 0 }) },
  });
  const recording = { assetId: asset.id, timelineSeconds: cut.seconds, liveOffset: cut.offset, publishedAt: now };
  await tx.recording.upsert({ where: { sessionId }, create: { sessionId, ...recording }, update: recording });
  const to = { offset: cut.offset, seconds: cut.seconds };
  const from = existing ? { offset: existing.liveOffset, seconds: existing.timelineSeconds } : UNCUT;
  if (!same) {
    await moveCoverage({ sessionId, from, to }, tx);
    await moveChecks({ sessionId, by: from.offset - to.offset, seconds: to.seconds }, tx);
  }
  const life = applyOrder(broadcast, 'publish', { now: now.getTime(), streaming: false });
  await storeLife(broadcast, life.ok ? life.life : broadcast, tx);
  await appendAudit(tx, {
    ...{
      actor,
      action: existing ? 'recording.trim' : 'recording.publish',
      targetType: 'StudySession',
      targetId: sessionId,
    },
    unitId: broadcast.unitId,
    data: {
      ...{ assetId: asset.id, broadcastId: broadcast.id, timelineSeconds: cut.seconds, liveOffset: cut.offset },
      ...(existing && { previousSeconds: existing.timelineSeconds, previousOffset: existing.liveOffset }),
    },
  });
  return {
    ...{ campaignId: broadcast.campaignId, sessionId, assetId: asset.id, broadcastId: broadcast.id, changed: !same },
    version: broadcast.version + 1,
  };
}
