import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { findSessionUnit, type SessionUnit } from '~/modules/media/find-session-unit.server';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

export interface ListedSession extends SessionUnit {
  /** On the roster, so that they may ask; false: somebody who looks after the campaign. */
  listed: boolean;
  open: boolean;
}

/** The session, for members on the roster of its campaign once it is open, and whoever looks after it. @throws AppError not-found */
export async function requireListedSession(viewer: Viewer, sessionId: number, db: Db): Promise<ListedSession> {
  const session = await findSessionUnit(sessionId, db);
  const campaign = await db.campaign.findUniqueOrThrow({ where: { id: session.campaignId }, select: { state: true } });
  const entry =
    viewer.memberId === null
      ? null
      : await db.rosterEntry.findUnique({
          where: { campaignId_memberId: { campaignId: session.campaignId, memberId: viewer.memberId } },
        });
  const listed = entry !== null && campaign.state !== 'DRAFT';
  if (!listed && !can(viewer, 'campaign.view', session.unitPath)) throw notFound();
  return { ...session, listed, open: campaign.state === 'OPEN' };
}
