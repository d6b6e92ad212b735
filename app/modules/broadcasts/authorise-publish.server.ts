import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { writeIngestRefusal } from './read-ingest-health.server';
import type { PublishRefusal, StreamSlot } from './schema';
import { hashStreamKey } from './stream-key';

/** What an encoder's key opens. */
export interface PublishGrant {
  keyId: number;
  slot: StreamSlot;
  broadcastId: number;
  publicPath: string;
  /** Name of the encoding profile. */
  profile: string;
}

type Where = Pick<Services, 'db' | 'env' | 'redis' | 'logger' | 'clock'>;

const OVER = new Set(['ENDED', 'PUBLISHED', 'CANCELLED']);

/** The key that an encoder shows → what it may publish, or null: refused, and the refusal is in the audit trail. */
export async function authorisePublish(
  services: Where,
  { key, address }: { key: string; address: string },
): Promise<PublishGrant | null> {
  const keyHash = hashStreamKey(key);
  const found = await services.db.streamKey.findUnique({ where: { keyHash }, include: { broadcast: true } });
  if (!found) {
    await refuseUnknown(services, address);
    return null;
  }
  const { broadcast } = found;
  const grant: PublishGrant = {
    ...{ keyId: found.id, slot: found.slot, broadcastId: broadcast.id },
    ...{ publicPath: broadcast.publicPath, profile: broadcast.profile },
  };
  const reason = found.revokedAt ? 'REVOKED_KEY' : OVER.has(broadcast.state) ? 'BROADCAST_OVER' : null;
  if (!reason) return grant;
  await recordRefusal(services, { grant, reason, address });
  return null;
}

/** Writes down why a push was turned away, for the audit trail and for the operator who looks at the page right now. */
export async function recordRefusal(
  services: Where,
  { grant, reason, address }: { grant: PublishGrant; reason: PublishRefusal; address: string },
): Promise<void> {
  const { broadcastId, slot, keyId } = grant;
  await appendAudit(services.db, {
    ...{ actor: { system: 'ingest' }, action: 'stream.refuse', targetType: 'Broadcast', targetId: broadcastId },
    ...{ data: { reason, slot, keyId }, address },
  });
  const at = services.clock.now().toISOString();
  await writeIngestRefusal(services, broadcastId, { reason, slot, at }).catch((error) =>
    services.logger.warn({ err: error, broadcastId }, 'refusal is not shown'),
  );
}

/** Somebody who tries keys would fill the trail: one entry an address and interval, with the number of tries since the last one. */
const UNKNOWN_EVERY_MS = 10_000;
const MAX_ADDRESSES = 1_000;
const unknown = new Map<string, { writtenAt: number; tries: number }>();

async function refuseUnknown({ db, clock }: Where, address: string): Promise<void> {
  const now = clock.now().getTime();
  const seen = unknown.get(address);
  if (seen && now - seen.writtenAt < UNKNOWN_EVERY_MS) {
    seen.tries += 1;
    return;
  }
  if (unknown.size >= MAX_ADDRESSES) unknown.clear();
  unknown.set(address, { writtenAt: now, tries: 0 });
  await appendAudit(db, {
    ...{ actor: { system: 'ingest' }, action: 'stream.refuse', targetType: 'Broadcast', targetId: '-' },
    ...{ data: { reason: 'UNKNOWN_KEY', triesBefore: seen?.tries ?? 0 }, address },
  });
}
