import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { composeMinutes, requireMinutes } from './get-minutes.server';
import { hashContent } from './hash-content';
import { type MinutesFields, minutesFieldsSchema } from './input';

interface WriteArgs {
  viewer: Viewer;
  sessionId: number;
  /** How far the writer's page had it; another one's save in between is not overwritten. */
  revision: number;
  requestId?: string;
}

const MOVED_ON = 'Biên bản vừa được người khác lưu. Đồng chí chép lại phần đã sửa, tải lại trang rồi ghi tiếp.';

/** Keeps the texts of the version that is being written; begins one where there is none. @throws AppError not-found; conflict */
export async function saveMinutes(args: WriteArgs & { fields: MinutesFields }, services: Services): Promise<void> {
  const { viewer, sessionId, revision, fields } = args;
  const session = await requireMinutes(viewer, 'minutes.write', sessionId, services.db);
  await services.db.$transaction(async (tx) => {
    const draft = await lockDraft(sessionId, tx);
    if ((draft?.revision ?? 0) !== revision) throw new AppError('conflict', 'MINUTES_MOVED_ON', MOVED_ON);
    const saved = { fields, savedAt: services.clock.now(), savedByName: viewer.displayName };
    if (draft) {
      await tx.sessionMinutes.update({ where: { id: draft.id }, data: { ...saved, revision: revision + 1 } });
    } else {
      const last = await tx.sessionMinutes.aggregate({ where: { sessionId }, _max: { version: true } });
      await tx.sessionMinutes.create({
        data: { ...saved, sessionId, version: (last._max.version ?? 0) + 1, revision: 1 },
      });
    }
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'minutes.save', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: session.unitId, data: { revision: revision + 1 }, requestId: args.requestId },
    });
  });
}

/** Freezes what was saved together with the session's figures of this moment. @throws AppError not-found; conflict */
export async function finaliseMinutes(args: WriteArgs, services: Services): Promise<void> {
  const { viewer, sessionId, revision } = args;
  const session = await requireMinutes(viewer, 'minutes.write', sessionId, services.db);
  const now = services.clock.now();
  const finalise = services.db.$transaction(
    async (tx) => {
      const draft = await tx.sessionMinutes.findFirst({
        where: { sessionId, finalisedAt: null },
        omit: { content: true },
      });
      if (!draft || draft.revision !== revision) throw new AppError('conflict', 'MINUTES_MOVED_ON', MOVED_ON);
      await requireOver(sessionId, now, tx);
      const fields = minutesFieldsSchema.parse(draft.fields);
      if (!fields.chair || !fields.writer) {
        const text = 'Đồng chí ghi họ tên chủ trì và người ghi biên bản, bấm Lưu rồi chốt.';
        throw new AppError('conflict', 'MINUTES_UNSIGNED', text);
      }
      const { version } = draft;
      const content = await composeMinutes({ session, version, fields, now, draft: false }, tx as Db);
      const sha256 = hashContent(content);
      await tx.sessionMinutes.update({
        where: { id: draft.id },
        data: {
          ...{ sha256, finalisedAt: now, finalisedByName: viewer.displayName },
          content: content as unknown as Prisma.InputJsonValue,
        },
      });
      await appendAudit(tx, {
        ...{ actor: viewer, action: 'minutes.finalise', targetType: 'StudySession', targetId: sessionId },
        ...{ unitId: session.unitId, data: { version, sha256 }, requestId: args.requestId },
      });
    },
    // One snapshot: attendance, votes and questions of the same moment.
    { isolationLevel: 'RepeatableRead', timeout: 60_000 },
  );
  await finalise.catch((error) => {
    const lostRace = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034';
    throw lostRace ? new AppError('conflict', 'MINUTES_MOVED_ON', MOVED_ON) : error;
  });
}

async function lockDraft(sessionId: number, tx: Prisma.TransactionClient) {
  // The session's row orders writers, also of a first version that has no row yet.
  await tx.$queryRaw`select id from study_session where id = ${sessionId} for no key update`;
  return tx.sessionMinutes.findFirst({ where: { sessionId, finalisedAt: null }, omit: { content: true } });
}

/** Minutes speak of a session that is over, of votes that are closed, and of online attendance that is counted. */
async function requireOver(sessionId: number, now: Date, tx: Prisma.TransactionClient): Promise<void> {
  const session = await tx.studySession.findUniqueOrThrow({
    where: { id: sessionId },
    select: { startsAt: true, broadcast: { select: { state: true } } },
  });
  const state = session.broadcast?.state;
  const refuse = (code: string, text: string) => new AppError('conflict', code, text);
  if (state === 'LOBBY' || state === 'ON_AIR' || state === 'PAUSED')
    throw refuse('SESSION_ON', 'Buổi học đang diễn ra. Đồng chí chốt biên bản sau khi kết thúc buổi phát.');
  if (state === 'ENDED')
    throw refuse(
      'RECORDING_PENDING',
      'Bản ghi đang được lập, số người học trực tuyến chưa tính xong. Đồng chí chốt lại sau ít phút.',
    );
  if (state !== 'PUBLISHED' && session.startsAt > now)
    throw refuse('SESSION_NOT_BEGUN', 'Buổi học chưa bắt đầu nên chưa chốt biên bản được.');
  if ((await tx.poll.count({ where: { sessionId, state: 'OPEN' } })) > 0)
    throw refuse('POLL_OPEN', 'Còn cuộc biểu quyết đang mở. Đồng chí đóng biểu quyết rồi chốt biên bản.');
}
