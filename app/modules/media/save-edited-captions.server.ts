import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { AuditActions } from '~/modules/audit/actions';
import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { findSessionUnit } from './find-session-unit.server';
import { placeCaptions } from './place-captions';
import { CAPTIONS_MAX_BYTES } from './schema';
import { type Cue, readCaptions, writeCaptions } from './webvtt';

interface Args {
  viewer: Viewer;
  sessionId: number;
  /** The version that was edited. */
  version: number;
  /** Checked (caption-draft.ts), in the recording's time; none: the captions are removed. */
  cues: Cue[];
}

/**
 * Stores what was edited in the browser, if nobody else has changed the captions meanwhile. What a trim hides of them stays.
 * @returns the new version @throws AppError not-found; conflict CAPTIONS_CHANGED; too-large
 */
export async function saveEditedCaptions(
  { db }: Pick<Services, 'db'>,
  { viewer, sessionId, version, cues }: Args,
): Promise<number> {
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'recording.manage', session.unitPath);
  return await db.$transaction(async (tx) => {
    // One editor after the other, and not while the recording is being trimmed or replaced.
    await tx.$executeRaw`select from recording where session_id = ${sessionId} for update`;
    const recording = await tx.recording.findUnique({ where: { sessionId } });
    if (!recording) throw notFound();
    const { assetId, liveOffset, timelineSeconds } = recording;
    const where = { assetId_language: { assetId, language: 'vi' } };
    const track = await tx.captionTrack.findUnique({ where });
    if ((track?.version ?? 0) !== version) throw captionsChanged();
    const stored = { ...merged(cues, track, { liveOffset, seconds: timelineSeconds }), version: version + 1 };
    if (Buffer.byteLength(stored.body) > CAPTIONS_MAX_BYTES) throw tooLarge();
    await tx.captionTrack.upsert({ where, create: { assetId, language: 'vi', ...stored }, update: stored });
    await audit(tx, { viewer, session, data: { assetId, cues: cues.length, edited: true, version: version + 1 } });
    return version + 1;
  });
}

/** What was edited, and what the present cut does not show of the captions before: in a time in which both have their place. */
function merged(
  cues: readonly Cue[],
  track: { body: string; liveOffset: number } | null,
  cut: { liveOffset: number; seconds: number },
): { body: string; liveOffset: number } {
  const read = track && readCaptions(Buffer.from(track.body), null);
  const hidden = track && read?.ok ? placeCaptions(read.cues, track.liveOffset, cut).hidden : [];
  const liveOffset = hidden.length > 0 ? Math.min(track?.liveOffset ?? 0, cut.liveOffset) : cut.liveOffset;
  const moved = (list: readonly Cue[], from: number) =>
    list.map(({ start, end, text }) => ({
      start: start + (from - liveOffset) * 1000,
      end: end + (from - liveOffset) * 1000,
      text,
    }));
  const all = [...moved(hidden, track?.liveOffset ?? 0), ...moved(cues, cut.liveOffset)];
  return { body: writeCaptions(all.sort((a, b) => a.start - b.start || a.end - b.end)), liveOffset };
}

const captionsChanged = () =>
  new AppError(
    'conflict',
    'CAPTIONS_CHANGED',
    'Trong lúc đồng chí sửa, người khác đã lưu phụ đề của bản ghi này. Phần sửa của đồng chí vẫn còn trên trang.',
  );

const tooLarge = () =>
  new AppError(
    'too-large',
    'CAPTIONS_TOO_LONG',
    'Phụ đề dài hơn 2 MB nên chưa lưu được. Đồng chí rút gọn các câu rồi lưu lại.',
  );

interface Audited {
  viewer: Viewer;
  session: { sessionId: number; unitId: number };
  data: AuditActions['recording.captions'];
}

const audit = (tx: Prisma.TransactionClient, { viewer, session, data }: Audited) =>
  appendAudit(tx, {
    ...{ actor: viewer, action: 'recording.captions', targetType: 'StudySession', targetId: session.sessionId },
    ...{ unitId: session.unitId, data },
  });
