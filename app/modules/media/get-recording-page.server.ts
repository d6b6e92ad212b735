import { stat } from 'node:fs/promises';
import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { renditionsSchema } from './asset-data';
import { findSessionUnit, type SessionUnit } from './find-session-unit.server';
import { uploadFile } from './media-folders.server';
import { type AssetProgress, isMediaErrorCode } from './schema';

export interface RecordingPage {
  session: SessionUnit;
  /** The newest upload, unless it has become the recording: being received, worked on, or refused. */
  current: (AssetProgress & { uploadId: string; byteSize: number; mine: boolean }) | null;
  captions: { lines: number; updatedAt: string } | null;
  recording: {
    fileName: string;
    timelineSeconds: number;
    publishedAt: string;
    /** Rung names, highest first: `720p`. */
    qualities: string[];
    hasAudio: boolean;
    /** Per cent of poster and storyboard, while they are still being made of a broadcast. */
    picturesPercent: number | null;
  } | null;
}

/** What the organiser's page and its poll show. @throws AppError not-found */
export async function getRecordingPage(
  { env, db }: Pick<Services, 'env' | 'db'>,
  args: { viewer: Viewer; sessionId: number },
): Promise<RecordingPage> {
  const session = await findSessionUnit(args.sessionId, db);
  requireCan(args.viewer, 'recording.manage', session.unitPath);
  const [upload, recording] = await Promise.all([
    db.upload.findFirst({
      where: { sessionId: args.sessionId, purpose: 'RECORDING' },
      orderBy: { createdAt: 'desc' },
      include: { asset: { include: { captions: { where: { language: 'vi' } } } } },
    }),
    db.recording.findUnique({
      where: { sessionId: args.sessionId },
      include: { asset: { include: { captions: { where: { language: 'vi' } } } } },
    }),
  ]);
  const current = upload && upload.state !== 'USED' ? upload : null;
  // Captions belong to the video they were written for: to the one on its way, while there is one.
  const captions = (current?.asset && current.asset.state !== 'FAILED' ? current.asset : recording?.asset)?.captions[0];
  const renditions = recording ? renditionsSchema.parse(recording.asset.renditions) : [];
  return {
    session,
    captions: captions
      ? { lines: captions.body.split(' --> ').length - 1, updatedAt: captions.updatedAt.toISOString() }
      : null,
    current: current ? await describe(current, env, args.viewer) : null,
    recording: recording && {
      fileName: recording.asset.fileName,
      timelineSeconds: recording.timelineSeconds,
      publishedAt: recording.publishedAt.toISOString(),
      qualities: renditions.filter((rendition) => rendition.kind === 'VIDEO').map((rendition) => rendition.name),
      hasAudio: renditions.some((rendition) => rendition.kind === 'AUDIO'),
      picturesPercent: picturesPercent(recording.asset),
    },
  };
}

/** An uploaded lecture comes with its pictures or without; those of a broadcast follow. */
const picturesPercent = (asset: {
  storyboard: unknown;
  uploadId: string | null;
  picturesProgress: number | null;
  picturesFailures: number;
}) =>
  asset.storyboard === null && asset.uploadId === null && asset.picturesFailures === 0
    ? (asset.picturesProgress ?? 0)
    : null;

interface UploadRow {
  id: string;
  ownerId: number;
  fileName: string;
  byteSize: bigint;
  state: string;
  errorCode: string | null;
  asset: { state: AssetProgress['state']; progress: number; errorCode: string | null } | null;
}

async function describe(upload: UploadRow, env: Services['env'], viewer: Viewer): Promise<RecordingPage['current']> {
  const shared = {
    uploadId: upload.id,
    fileName: upload.fileName,
    byteSize: Number(upload.byteSize),
    mine: upload.ownerId === viewer.accountId,
  };
  const failed = upload.asset?.errorCode ?? upload.errorCode;
  if (upload.state === 'REJECTED' || upload.asset?.state === 'FAILED') {
    return { ...shared, state: 'FAILED', percent: 0, errorCode: isMediaErrorCode(failed) ? failed : 'ENCODE_FAILED' };
  }
  if (upload.asset) return { ...shared, state: upload.asset.state, percent: upload.asset.progress, errorCode: null };
  const received = await stat(uploadFile(env, upload.id)).then(
    (file) => file.size,
    () => 0,
  );
  const percent = shared.byteSize > 0 ? Math.floor((received / shared.byteSize) * 100) : 0;
  return { ...shared, state: 'RECEIVING', percent, errorCode: null };
}
