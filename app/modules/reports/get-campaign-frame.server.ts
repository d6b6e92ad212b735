import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

export interface CampaignFrame {
  id: number;
  code: string;
  title: string;
  unitPath: string;
  state: 'DRAFT' | 'OPEN' | 'CLOSED';
  opensAt: Date | null;
  deadlineAt: Date;
  deadlineTimeZone: string;
  coverageThreshold: number;
  /** Presence checks a session, and how many of them must be met; 0: none. */
  presenceChecks: number;
  presenceChecksNeeded: number;
  quizRequired: boolean;
  paperRequired: boolean;
  rosterTakenAt: Date | null;
  sessions: {
    id: number;
    position: number;
    title: string;
    topic: string;
    lecturer: string;
    lecturerTitle: string;
    startsAt: Date;
  }[];
}

/** A campaign with what its figures depend on. @throws AppError not-found */
export async function getCampaignFrame(code: string, db: Db): Promise<CampaignFrame> {
  const [campaign] = await db.$queryRaw<Omit<CampaignFrame, 'sessions'>[]>`
    SELECT c.id, c.code, c.title, u.path::text AS "unitPath", c.state::text AS state, c.opens_at AS "opensAt",
           c.deadline_at AS "deadlineAt", c.deadline_time_zone AS "deadlineTimeZone", c.coverage_threshold AS "coverageThreshold",
           c.presence_checks AS "presenceChecks", c.presence_checks_needed AS "presenceChecksNeeded",
           c.quiz_required AS "quizRequired", c.paper_required AS "paperRequired", c.roster_taken_at AS "rosterTakenAt"
      FROM campaign c JOIN unit u ON u.id = c.unit_id WHERE c.code = ${code}`;
  if (!campaign) throw notFound();
  const sessions = await db.studySession.findMany({
    where: { campaignId: campaign.id },
    orderBy: { position: 'asc' },
    select: { id: true, position: true, title: true, topic: true, lecturer: true, lecturerTitle: true, startsAt: true },
  });
  return { ...campaign, sessions };
}

export interface UnitFrame {
  id: number;
  code: string;
  name: string;
  kind: string;
  path: string;
  parentId: number | null;
}

/** @throws AppError not-found */
export async function getUnitFrame(code: string, db: Db): Promise<UnitFrame> {
  const [unit] = await db.$queryRaw<UnitFrame[]>`
    SELECT id, code, name, kind::text AS kind, path::text AS path, parent_id AS "parentId" FROM unit WHERE code = ${code}`;
  if (!unit) throw notFound();
  return unit;
}
