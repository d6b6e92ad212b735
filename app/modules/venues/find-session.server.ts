import type { Viewer } from '~/modules/accounts/viewer';
import { type ManagedCampaign, requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

/** The number in a path, as ids are. @throws AppError not-found */
export function pathId(text: string | undefined): number {
  if (!/^[1-9]\d{0,8}$/.test(text ?? '')) throw notFound();
  return Number(text);
}

export interface ManagedSession {
  campaign: ManagedCampaign;
  session: { id: number; position: number; title: string; startsAt: Date };
}

/** The session whose halls the viewer may set up. @throws AppError not-found */
export async function findManagedSession(
  { viewer, code, sessionId }: { viewer: Viewer; code: string; sessionId: string | undefined },
  db: Db,
): Promise<ManagedSession> {
  const campaign = await requireManagedCampaign(viewer, code, 'campaign.manage', db);
  const session = await db.studySession.findFirst({
    where: { id: pathId(sessionId), campaignId: campaign.id },
    select: { id: true, position: true, title: true, startsAt: true },
  });
  if (!session) throw notFound();
  return { campaign, session };
}
