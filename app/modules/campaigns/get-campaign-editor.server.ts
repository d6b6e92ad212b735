import type { Db } from '~/platform/db';
import { asPart } from '~/platform/row-scope';
import type { RosterChange } from './roster-rule';

/** Everything the editing pages of one campaign show, except rosters. The caller has checked the right. */
export async function getCampaignEditor(campaignId: number, db: Db) {
  return db.campaign.findUniqueOrThrow({
    where: { id: campaignId },
    select: {
      id: true,
      code: true,
      title: true,
      description: true,
      state: true,
      opensAt: true,
      deadlineAt: true,
      deadlineTimeZone: true,
      coverageThreshold: true,
      presenceChecks: true,
      presenceChecksNeeded: true,
      quizRequired: true,
      rosterTakenAt: true,
      openedAt: true,
      closedAt: true,
      unit: { select: { code: true, name: true, timeZone: true } },
      documents: {
        orderBy: { position: 'asc' },
        select: {
          document: {
            select: {
              id: true,
              code: true,
              kind: true,
              referenceNumber: true,
              title: true,
              issuer: true,
              issuedOn: true,
            },
          },
        },
      },
      sessions: {
        orderBy: { position: 'asc' },
        select: {
          id: true,
          position: true,
          title: true,
          topic: true,
          lecturer: true,
          lecturerTitle: true,
          startsAt: true,
          endsAt: true,
          recording: { select: { timelineSeconds: true } },
        },
      },
      audience: { select: { unit: { select: { id: true, code: true, name: true } } } },
      quiz: {
        select: {
          questionCount: true,
          minutes: true,
          attempts: true,
          passMark: true,
          afterCoverage: true,
          bank: { select: { code: true, title: true } },
        },
      },
    },
  });
}

export interface AudienceUnit {
  id: number;
  code: string;
  name: string;
  kind: string;
  parentId: number | null;
  /** Levels below the running unit. */
  depth: number;
  /** Members who would be required today, in the whole subtree. */
  members: number;
  chosen: boolean;
}

/** The running unit's subtree in order, with the present audience. */
export async function getAudienceTree(campaignId: number, db: Db): Promise<AudienceUnit[]> {
  // Who sets an audience counts members whom they may not see.
  return asPart(
    'figures',
    () => db.$queryRaw<AudienceUnit[]>`
    WITH home AS (SELECT u.path FROM campaign c JOIN unit u ON u.id = c.unit_id WHERE c.id = ${campaignId}),
    own AS (SELECT unit_id, count(*) AS members FROM member WHERE status = 'ACTIVE' GROUP BY unit_id)
    SELECT u.id, u.code, u.name, u.kind::text AS kind, u.parent_id AS "parentId", nlevel(u.path) - nlevel(home.path) AS depth,
      (SELECT COALESCE(sum(own.members), 0)::int FROM unit below JOIN own ON own.unit_id = below.id WHERE below.path <@ u.path) AS members,
      EXISTS (SELECT 1 FROM campaign_audience a WHERE a.campaign_id = ${campaignId} AND a.unit_id = u.id) AS chosen
    FROM unit u, home WHERE u.path <@ home.path
    ORDER BY (SELECT array_agg(lpad(step.position::text, 6, '0') || step.code ORDER BY step.path)
      FROM unit step WHERE step.path @> u.path)`,
  );
}

export interface RosterCounts {
  required: number;
  exempt: number;
  elsewhere: number;
  transferred: number;
  cells: number;
  studied: number;
}

export async function getRosterCounts(campaignId: number, db: Db): Promise<RosterCounts> {
  const rows = await asPart(
    'figures',
    () => db.$queryRaw<RosterCounts[]>`
    SELECT (count(*) FILTER (WHERE r.reason = 'REQUIRED'))::int AS required,
      (count(*) FILTER (WHERE r.reason = 'EXEMPT'))::int AS exempt,
      (count(*) FILTER (WHERE r.reason = 'TEMPORARILY_ELSEWHERE'))::int AS elsewhere,
      (count(*) FILTER (WHERE r.reason = 'TRANSFERRED_OUT'))::int AS transferred,
      count(DISTINCT r.unit_id)::int AS cells,
      (count(*) FILTER (WHERE r.reason = 'REQUIRED' AND o.studied))::int AS studied
    FROM roster_entry r LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
    WHERE r.campaign_id = ${campaignId}`,
  );
  return rows[0] ?? { required: 0, exempt: 0, elsewhere: 0, transferred: 0, cells: 0, studied: 0 };
}

/** How many changes of each kind concern each unit: enough to decide, without a list of names (the organiser sees none). */
export async function getChangesByUnit(changes: readonly RosterChange[], db: Db) {
  const counts = new Map<number, Record<RosterChange['kind'], number>>();
  const count = (unitId: number, kind: RosterChange['kind']) => {
    const row = counts.get(unitId) ?? { added: 0, removed: 0, moved: 0, reason: 0 };
    row[kind] += 1;
    counts.set(unitId, row);
  };
  for (const change of changes) count(change.kind === 'removed' ? change.from.unitId : change.to.unitId, change.kind);
  const units = await db.unit.findMany({
    where: { id: { in: [...counts.keys()] } },
    select: { id: true, code: true, name: true },
    orderBy: { code: 'asc' },
  });
  return units.flatMap((unit) => {
    const row = counts.get(unit.id);
    return row ? [{ code: unit.code, name: unit.name, ...row }] : [];
  });
}
