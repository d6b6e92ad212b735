import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { announce } from './announce.server';
import { lockOperated, requireUnended } from './lock-broadcast.server';
import type { StreamSlot } from './schema';
import { makeStreamKey } from './stream-key';

type KeyServices = Pick<Services, 'env' | 'db' | 'redis' | 'clock' | 'logger'>;

/**
 * A new key for a slot; the old one is revoked and its connection ended. The key is returned here and never again.
 * @throws AppError not-found, conflict
 */
export async function rotateStreamKey(
  services: KeyServices,
  { viewer, sessionId, slot }: { viewer: Viewer; sessionId: number; slot: StreamSlot },
): Promise<string> {
  const made = makeStreamKey();
  const broadcastId = await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    requireUnended(broadcast);
    const { count } = await tx.streamKey.updateMany({
      where: { broadcastId: broadcast.id, slot, revokedAt: null },
      data: { revokedAt: services.clock.now() },
    });
    await tx.streamKey.create({ data: { broadcastId: broadcast.id, slot, keyHash: made.hash, hint: made.hint } });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'stream-key.rotate', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: broadcast.unitId, data: { broadcastId: broadcast.id, slot, hint: made.hint, replaced: count > 0 } },
    });
    return broadcast.id;
  });
  await announce(services, broadcastId, { type: 'keys', data: { slot } });
  return made.key;
}

/** Takes a slot's key back without a new one; its connection is ended. @throws AppError not-found, conflict */
export async function revokeStreamKey(
  services: KeyServices,
  { viewer, sessionId, slot }: { viewer: Viewer; sessionId: number; slot: StreamSlot },
): Promise<void> {
  const broadcastId = await services.db.$transaction(async (tx) => {
    const broadcast = await lockOperated(viewer, sessionId, tx);
    const key = await tx.streamKey.findFirst({ where: { broadcastId: broadcast.id, slot, revokedAt: null } });
    if (!key) throw notFound();
    await tx.streamKey.update({ where: { id: key.id }, data: { revokedAt: services.clock.now() } });
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'stream-key.revoke', targetType: 'StudySession', targetId: sessionId },
      ...{ unitId: broadcast.unitId, data: { broadcastId: broadcast.id, slot, hint: key.hint } },
    });
    return broadcast.id;
  });
  await announce(services, broadcastId, { type: 'keys', data: { slot } });
}
