import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { findSessionUnit, type SessionUnit } from '~/modules/media/find-session-unit.server';
import type { Services } from '~/platform/services';
import { readLiveView } from './get-live-view.server';
import { readIngestHealth } from './read-ingest-health.server';
import type { IngestHealth, LiveView, StreamSlot } from './schema';

export interface OperatorPage {
  session: SessionUnit;
  campaignState: string;
  /** Null: not planned, or cancelled (`cancelled`). */
  broadcast: (LiveView & { keys: StreamKeyView[]; trim: { start: number; end: number | null } }) | null;
  cancelled: boolean;
  health: IngestHealth | null;
  /** Null: none yet. `own`: made of this broadcast. */
  recording: { timelineSeconds: number; own: boolean } | null;
}

export interface StreamKeyView {
  slot: StreamSlot;
  hint: string;
  /** ISO. */
  createdAt: string;
}

type PageServices = Pick<Services, 'env' | 'db' | 'pool' | 'redis' | 'clock'>;

/** Everything on the operator's page. @throws AppError not-found for whoever does not operate broadcasts of this unit */
export async function getOperatorPage(
  services: PageServices,
  { viewer, sessionId }: { viewer: Viewer; sessionId: number },
): Promise<OperatorPage> {
  const { db } = services;
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'broadcast.operate', session.unitPath);
  const [campaign, row, recording] = await Promise.all([
    db.campaign.findUniqueOrThrow({ where: { id: session.campaignId }, select: { state: true } }),
    db.broadcast.findUnique({
      where: { sessionId },
      include: { keys: { where: { revokedAt: null }, orderBy: { createdAt: 'desc' } } },
    }),
    db.recording.findUnique({ where: { sessionId }, include: { asset: { select: { publicPath: true } } } }),
  ]);
  const cancelled = row?.state === 'CANCELLED';
  const [view, health] =
    row && !cancelled
      ? await Promise.all([readLiveView(services, row.id), readHealth(services, row.id)])
      : [null, null];
  return {
    ...{ session, campaignState: campaign.state, cancelled, health },
    broadcast:
      row && view
        ? {
            ...view,
            keys: row.keys.map(({ slot, hint, createdAt }) => ({ slot, hint, createdAt: createdAt.toISOString() })),
            trim: { start: row.trimStart, end: row.trimEnd },
          }
        : null,
    recording: recording && {
      timelineSeconds: recording.timelineSeconds,
      own: recording.asset.publicPath === row?.publicPath,
    },
  };
}

/** What the page asks for every second. @throws AppError not-found */
export async function getOperatorHealth(
  services: PageServices,
  { viewer, sessionId }: { viewer: Viewer; sessionId: number },
): Promise<Pick<OperatorPage, 'broadcast' | 'health' | 'recording'>> {
  const { broadcast, health, recording } = await getOperatorPage(services, { viewer, sessionId });
  return { broadcast, health, recording };
}

/** Redis away: the page says that it does not know, instead of failing. */
const readHealth = (services: PageServices, broadcastId: number): Promise<IngestHealth | null> =>
  readIngestHealth(services, broadcastId).catch(() => null);
