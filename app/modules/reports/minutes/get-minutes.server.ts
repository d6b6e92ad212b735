import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { findSessionUnit, type SessionUnit } from '~/modules/media/find-session-unit.server';
import type { Db } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { findLetterhead } from '../find-letterhead.server';
import { currentMinutesTemplate, currentTemplate, hanoiDay } from '../read-report-templates.server';
import { hashContent } from './hash-content';
import { type MinutesFields, minutesFieldsSchema } from './input';
import type { MinutesContent, MinutesFacts } from './minutes-content';
import { readMinutesFacts } from './read-minutes-facts.server';

export interface MinutesVersion {
  version: number;
  finalisedAt: Date;
  finalisedByName: string;
  sha256: string;
}

export interface MinutesDraft {
  version: number;
  revision: number;
  fields: MinutesFields;
  savedAt: Date | null;
  savedByName: string | null;
}

export interface MinutesPage {
  session: SessionUnit;
  /** Final ones, newest first. */
  versions: MinutesVersion[];
  /** What is being written, or would be: its number, its texts and how far it was saved. */
  draft: MinutesDraft;
  facts: MinutesFacts;
}

/** Everything about a session's minutes. @throws AppError not-found */
export async function getMinutes(viewer: Viewer, sessionId: number, now: Date, db: Db): Promise<MinutesPage> {
  const session = await requireMinutes(viewer, 'minutes.view', sessionId, db);
  const rows = await db.sessionMinutes.findMany({
    where: { sessionId },
    orderBy: { version: 'desc' },
    omit: { content: true },
  });
  const draft = rows.find((row) => row.finalisedAt === null);
  const latest = rows[0];
  const fields = await startingFields(latest?.fields ?? null, now);
  return {
    session,
    versions: rows.flatMap(({ version, finalisedAt, finalisedByName, sha256 }) =>
      finalisedAt && finalisedByName && sha256 ? { version, finalisedAt, finalisedByName, sha256 } : [],
    ),
    draft: {
      version: draft?.version ?? (latest?.version ?? 0) + 1,
      revision: draft?.revision ?? 0,
      savedAt: draft?.savedAt ?? null,
      savedByName: draft?.savedByName ?? null,
      fields,
    },
    facts: await readMinutesFacts(sessionId, now, db),
  };
}

/** A draft goes on where it was left; a later version from what was finalised; the first one from the form. */
async function startingFields(stored: unknown, now: Date): Promise<MinutesFields> {
  if (stored !== null) return minutesFieldsSchema.parse(stored);
  const template = await currentMinutesTemplate(now);
  return minutesFieldsSchema.parse({ recipients: template.drafts.recipients.join('\n') });
}

/** @throws AppError not-found: what one may not see does not exist */
export async function requireMinutes(
  viewer: Viewer,
  action: 'minutes.view' | 'minutes.write',
  sessionId: number,
  db: Db,
): Promise<SessionUnit> {
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, action, session.unitPath);
  return session;
}

/** What a paper of the session would say now. */
export async function composeMinutes(
  args: { session: SessionUnit; version: number; fields: MinutesFields; now: Date; draft: boolean },
  db: Db,
): Promise<MinutesContent> {
  const { session, version, fields, now, draft } = args;
  const template = await currentMinutesTemplate(now);
  const unit = await db.unit.findUniqueOrThrow({
    where: { id: session.unitId },
    select: { id: true, name: true, kind: true, parentId: true },
  });
  // Only the names and the place are the letterhead's; the symbol is made for minutes.
  const letterhead = await findLetterhead(unit, hanoiDay(now), await currentTemplate(now), db);
  return { version, draft, fields, letterhead, template, facts: await readMinutesFacts(session.sessionId, now, db) };
}

/** The paper of one version: a final one exactly as it was finalised, the draft with today's figures. @throws AppError not-found; conflict */
export async function readMinutesContent(
  args: { viewer: Viewer; sessionId: number; version: number; now: Date },
  db: Db,
): Promise<MinutesContent> {
  const { viewer, sessionId, version, now } = args;
  const session = await requireMinutes(viewer, 'minutes.view', sessionId, db);
  const row = await db.sessionMinutes.findUnique({ where: { sessionId_version: { sessionId, version } } });
  if (row?.finalisedAt) {
    const content = row.content as unknown as MinutesContent;
    if (hashContent(content) === row.sha256) return content;
    throw new AppError(
      'conflict',
      'MINUTES_BROKEN',
      'Nội dung biên bản lưu trữ không khớp mã kiểm chứng. Đồng chí không dùng bản này và báo ngay cho quản trị viên.',
    );
  }
  // What is still being written is for those who write.
  requireCan(viewer, 'minutes.write', session.unitPath);
  const { draft } = await getMinutes(viewer, sessionId, now, db);
  if (version !== draft.version) throw notFound();
  return composeMinutes({ session, version, fields: draft.fields, now, draft: true }, db);
}
