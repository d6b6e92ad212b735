import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { type CampaignFrame, getCampaignFrame, getUnitFrame, type UnitFrame } from './get-campaign-frame.server';
import { missingParts } from './missing-parts';

/** Cells a page. */
export const REMINDERS_PAGE = 10;

export interface CellReminder {
  code: string;
  name: string;
  required: number;
  /** Not done, and excused: counted, not listed. */
  excused: number;
  members: { id: number; fullName: string; missing: string[] }[];
}

interface CellRow {
  id: number;
  code: string;
  name: string;
  required: number;
  excused: number;
  total: number;
}

interface MemberRow {
  id: number;
  unitId: number;
  fullName: string;
  ways: number[];
  quizScore: number | null;
  quizPassed: boolean;
  paperDone: boolean;
}

/** Who is missing what, cell by cell (đôn đốc): those who have not finished and are not excused. @throws AppError not-found */
export async function listReminders(
  args: { viewer: Viewer; campaignCode: string; unitCode: string; page: number },
  db: Db,
): Promise<{ unit: UnitFrame; campaign: CampaignFrame; cells: CellReminder[]; total: number }> {
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'board.members', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  const cells = await db.$queryRaw<CellRow[]>`
    SELECT u.id, u.code, u.name, count(*)::int AS required,
           (count(*) FILTER (WHERE NOT COALESCE(o.studied, false) AND COALESCE(o.excused, false)))::int AS excused, (count(*) OVER ())::int AS total
      FROM roster_entry r JOIN unit u ON u.id = r.unit_id AND u.path <@ ${unit.path}::ltree
      LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
     WHERE r.campaign_id = ${campaign.id} AND r.reason = 'REQUIRED'
     GROUP BY u.id HAVING bool_or(NOT COALESCE(o.studied, false) AND NOT COALESCE(o.excused, false))
     ORDER BY u.path LIMIT ${REMINDERS_PAGE} OFFSET ${(args.page - 1) * REMINDERS_PAGE}`;
  const members = await db.$queryRaw<MemberRow[]>`
    SELECT m.id, r.unit_id AS "unitId", m.full_name AS "fullName", COALESCE(o.ways, '{}') AS ways, o.quiz_score AS "quizScore",
           COALESCE(o.quiz_passed, false) AS "quizPassed", COALESCE(o.paper_done, false) AS "paperDone"
      FROM roster_entry r JOIN member m ON m.id = r.member_id
      LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
     WHERE r.campaign_id = ${campaign.id} AND r.reason = 'REQUIRED' AND r.unit_id = ANY(${cells.map((cell) => cell.id)}::int[])
       AND NOT COALESCE(o.studied, false) AND NOT COALESCE(o.excused, false)
     ORDER BY m.sort_key, m.id`;
  const { quizRequired, paperRequired } = campaign;
  const rules = { sessionCount: campaign.sessions.length, quizRequired, paperRequired };
  return {
    unit,
    campaign,
    total: cells[0]?.total ?? 0,
    cells: cells.map(({ id, total: _, ...cell }) => ({
      ...cell,
      members: members
        .filter((member) => member.unitId === id)
        .map((member) => ({
          id: member.id,
          fullName: member.fullName,
          missing: missingParts({ ...member, ...rules }),
        })),
    })),
  };
}
