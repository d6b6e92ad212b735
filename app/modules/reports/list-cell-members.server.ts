import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { Prisma } from '~/platform/db';
import type { Services } from '~/platform/services';
import { searchKey } from '~/platform/vietnamese';
import { getCampaignFrame, getUnitFrame } from './get-campaign-frame.server';
import { missingParts } from './missing-parts';
import type { MemberFilter } from './schema';

export const MEMBERS_PAGE = 50;

export interface CellMember {
  id: number;
  fullName: string;
  birthYear: number | null;
  cardNumber: string | null;
  unitName: string;
  unitPath: string;
  reason: 'REQUIRED' | 'EXEMPT' | 'TRANSFERRED_OUT' | 'TEMPORARILY_ELSEWHERE';
  probationary: boolean;
  keyCadre: boolean;
  studied: boolean;
  way: 'HALL' | 'ONLINE' | 'MAKE_UP' | null;
  excused: boolean;
  ways: number[];
  quizScore: number | null;
  quizPassed: boolean;
  paperDone: boolean;
  missing: string[];
}

export interface ListArgs {
  viewer: Viewer;
  campaignCode: string;
  unitCode: string;
  filter: MemberFilter;
  search: string;
  page: number;
  /** Rows a page; a download asks for all. */
  pageSize?: number;
}

const required = Prisma.sql`r.reason = 'REQUIRED'`;
const done = Prisma.sql`r.reason = 'REQUIRED' AND COALESCE(o.studied, false)`;

/** Each filter says in SQL what the figure of the same name counts, so that a figure and the list behind it agree. */
const FILTERS: Record<MemberFilter, Prisma.Sql> = {
  'tat-ca': Prisma.sql`true`,
  'phai-hoc': required,
  'da-hoc': done,
  'chua-hoc': Prisma.sql`r.reason = 'REQUIRED' AND NOT COALESCE(o.studied, false)`,
  'diem-cau': Prisma.sql`${done} AND o.way = 'HALL'`,
  'truc-tuyen': Prisma.sql`${done} AND o.way = 'ONLINE'`,
  'bo-sung': Prisma.sql`${done} AND o.way = 'MAKE_UP'`,
  'co-ly-do': Prisma.sql`r.reason = 'REQUIRED' AND NOT COALESCE(o.studied, false) AND COALESCE(o.excused, false)`,
  'khong-ly-do': Prisma.sql`r.reason = 'REQUIRED' AND NOT COALESCE(o.studied, false) AND NOT COALESCE(o.excused, false)`,
  'mien-chuyen': Prisma.sql`r.reason <> 'REQUIRED'`,
  'du-bi': Prisma.sql`${required} AND r.kind = 'PROBATIONARY'`,
  'chu-chot': Prisma.sql`${required} AND r.key_cadre`,
  'da-thi': Prisma.sql`${required} AND o.quiz_score IS NOT NULL`,
  'thu-hoach': Prisma.sql`${required} AND o.paper_done`,
};

/** The members behind a figure: a unit's subtree, filtered, in Vietnamese name order. @throws AppError not-found */
export async function listCellMembers(args: ListArgs, { db }: Services) {
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'board.members', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  const size = args.pageSize ?? MEMBERS_PAGE;
  const key = searchKey(args.search).replace(/[\\%_]/g, '\\$&');
  const card = args.search.replace(/[.\s]/g, '').replace(/[\\%_]/g, '\\$&');
  const search =
    args.search.trim() === ''
      ? Prisma.sql`true`
      : Prisma.sql`(m.search_key LIKE ${`%${key}%`} OR m.card_number LIKE ${`%${card}%`})`;
  const rows = await db.$queryRaw<(Omit<CellMember, 'missing'> & { total: number })[]>`
    SELECT m.id, m.full_name AS "fullName", m.birth_year AS "birthYear", m.card_number AS "cardNumber", u.name AS "unitName", u.path::text AS "unitPath",
           r.reason::text AS reason, r.kind = 'PROBATIONARY' AS probationary, r.key_cadre AS "keyCadre",
           ${done} AS studied, o.way::text AS way, COALESCE(o.excused, false) AS excused, COALESCE(o.ways, '{}') AS ways,
           o.quiz_score AS "quizScore", COALESCE(o.quiz_passed, false) AS "quizPassed", COALESCE(o.paper_done, false) AS "paperDone",
           (count(*) OVER ())::int AS total
      FROM roster_entry r
      JOIN unit u ON u.id = r.unit_id AND u.path <@ ${unit.path}::ltree
      JOIN member m ON m.id = r.member_id
      LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
     WHERE r.campaign_id = ${campaign.id} AND ${FILTERS[args.filter]} AND ${search}
     ORDER BY m.sort_key, m.id LIMIT ${size} OFFSET ${(args.page - 1) * size}`;
  const members = rows.map(
    ({ total: _, ...row }): CellMember => ({
      ...row,
      missing:
        row.reason !== 'REQUIRED' || row.studied
          ? []
          : missingParts({
              ways: row.ways,
              sessionCount: campaign.sessions.length,
              quizRequired: campaign.quizRequired,
              quizScore: row.quizScore,
              quizPassed: row.quizPassed,
              paperRequired: campaign.paperRequired,
              paperDone: row.paperDone,
            }),
    }),
  );
  return { unit, campaign, members, total: rows[0]?.total ?? 0 };
}
