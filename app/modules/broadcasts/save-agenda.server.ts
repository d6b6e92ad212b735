import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { announce } from './announce.server';
import { lockOperated, requireUnended } from './lock-broadcast.server';

export const MAX_AGENDA_ITEMS = 60;
export const MAX_AGENDA_TITLE = 200;

type AgendaServices = Pick<Services, 'env' | 'db' | 'redis' | 'clock' | 'logger'>;

/** The lines of the agenda as they were written: trimmed, without empty and repeated ones. @throws AppError invalid */
export function readAgenda(text: string): string[] {
  const titles = [
    ...new Set(
      text
        .normalize('NFC')
        .split(/\r?\n/)
        .map((line) => line.trim().replace(/\s+/g, ' ')),
    ),
  ].filter(Boolean);
  if (titles.length > MAX_AGENDA_ITEMS || titles.some((title) => title.length > MAX_AGENDA_TITLE)) {
    throw new AppError(
      'invalid',
      'AGENDA_TOO_LONG',
      'Chương trình có tối đa {{items}} mục, mỗi mục tối đa {{length}} ký tự. Đồng chí rút gọn rồi lưu lại.',
      { items: MAX_AGENDA_ITEMS, length: MAX_AGENDA_TITLE },
    );
  }
  return titles;
}

/** Replaces the agenda; points that keep their words keep their moment. @throws AppError not-found, conflict, invalid */
export async function saveAgenda(
  services: AgendaServices,
  { viewer, sessionId, text }: { viewer: Viewer; sessionId: number; text: string },
): Promise<void> {
  const broadcastId = await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    const titles = readAgenda(text);
    requireUnended(broadcast);
    const existing = await tx.agendaItem.findMany({ where: { broadcastId: broadcast.id } });
    const kept = new Map(existing.filter(({ title }) => titles.includes(title)).map((item) => [item.title, item]));
    await tx.agendaItem.deleteMany({ where: { broadcastId: broadcast.id } });
    await tx.agendaItem.createMany({
      data: titles.map((title, index) => {
        const old = kept.get(title);
        return {
          ...(old && { id: old.id, reachedAt: old.reachedAt }),
          broadcastId: broadcast.id,
          position: index + 1,
          title,
        };
      }),
    });
    const ids = new Set([...kept.values()].map(({ id }) => id));
    const { agendaItemId } = await tx.broadcast.findUniqueOrThrow({ where: { id: broadcast.id } });
    if (agendaItemId !== null && !ids.has(agendaItemId)) {
      await tx.broadcast.update({ where: { id: broadcast.id }, data: { agendaItemId: null } });
    }
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'agenda.save', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: broadcast.unitId, data: { broadcastId: broadcast.id, titles } },
    });
    return broadcast.id;
  });
  await announce(services, broadcastId, { type: 'agenda', data: { itemId: null } });
}

/** "Come to this point": the moment becomes a chapter of the recording. Pressed again, the last press counts. */
export async function reachAgendaItem(
  services: AgendaServices,
  { viewer, sessionId, itemId }: { viewer: Viewer; sessionId: number; itemId: number },
): Promise<void> {
  const broadcastId = await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    if (!Number.isSafeInteger(itemId) || itemId < 1 || itemId > 2_147_483_647) throw notFound();
    const item = await tx.agendaItem.findFirst({ where: { id: itemId, broadcastId: broadcast.id } });
    if (!item) throw notFound();
    if (broadcast.state !== 'ON_AIR') {
      throw new AppError(
        'conflict',
        'NOT_ON_AIR',
        'Chỉ chuyển mục chương trình được khi đang phát trực tiếp. Đồng chí bắt đầu hoặc tiếp tục phát rồi bấm lại.',
      );
    }
    await tx.agendaItem.update({ where: { id: itemId }, data: { reachedAt: services.clock.now() } });
    await tx.broadcast.update({ where: { id: broadcast.id }, data: { agendaItemId: itemId } });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'agenda.reach', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: broadcast.unitId, data: { broadcastId: broadcast.id, itemId, title: item.title } },
    });
    return broadcast.id;
  });
  await announce(services, broadcastId, { type: 'agenda', data: { itemId } });
}
