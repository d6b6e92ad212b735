import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { WAY_CODES } from '~/modules/attendance/schema';
import { hasCard, openCard } from '~/modules/org/member-identity';
import { Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { searchKey } from '~/platform/vietnamese';
import { getCampaignFrame, getUnitFrame } from './get-campaign-frame.server';
import { hanoiDayBounds } from './hanoi-days';
import { missingParts } from './missing-parts';
import { currentTemplate } from './read-report-templates.server';
import { type MEMBER_FILTERS, type MemberFilter, parseFilter, type SessionFilter } from './schema';

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
const FILTERS: Record<keyof typeof MEMBER_FILTERS, Prisma.Sql> = {
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
  mien: Prisma.sql`r.reason = 'EXEMPT'`,
  chuyen: Prisma.sql`r.reason = 'TRANSFERRED_OUT'`,
  'noi-khac': Prisma.sql`r.reason = 'TEMPORARILY_ELSEWHERE'`,
  'du-bi': Prisma.sql`${required} AND r.kind = 'PROBATIONARY'`,
  'chu-chot': Prisma.sql`${required} AND r.key_cadre`,
  'chu-chot-da-hoc': Prisma.sql`${done} AND r.key_cadre`,
  'da-thi': Prisma.sql`${required} AND o.quiz_score IS NOT NULL`,
  'thi-dat': Prisma.sql`${required} AND o.quiz_passed`,
  'thu-hoach': Prisma.sql`${required} AND o.paper_done`,
};

const WAYS: Record<SessionFilter, Prisma.Sql> = {
  'da-du': Prisma.sql`> 0`,
  'diem-cau': Prisma.sql`= ${WAY_CODES.HALL}`,
  'truc-tuyen': Prisma.sql`= ${WAY_CODES.ONLINE}`,
  'bo-sung': Prisma.sql`= ${WAY_CODES.MAKE_UP}`,
  'chua-du': Prisma.sql`= 0`,
};

/** Null: the campaign has no such session, the form no such band. */
function condition(filter: MemberFilter, sessionCount: number, floors: readonly number[]): Prisma.Sql | null {
  const parsed = parseFilter(filter);
  if (parsed?.kind === 'plain') return FILTERS[parsed.name];
  if (parsed?.kind === 'session') {
    if (parsed.position > sessionCount) return null;
    return Prisma.sql`${required} AND COALESCE(o.ways[${parsed.position}::int], 0) ${WAYS[parsed.way]}`;
  }
  if (parsed?.kind === 'band') {
    const [from, to] = floors.slice(parsed.number - 1);
    if (from === undefined) return null;
    const below = to === undefined ? Prisma.empty : Prisma.sql`AND o.quiz_score < ${to}`;
    return Prisma.sql`${required} AND o.quiz_score >= ${from} ${below}`;
  }
  if (parsed?.kind === 'day') {
    const { from, to } = hanoiDayBounds(parsed.day);
    return Prisma.sql`${done} AND o.studied_at >= ${from} AND o.studied_at < ${to}`;
  }
  return null;
}

/** The members behind a figure: a unit's subtree, filtered, in Vietnamese name order. @throws AppError not-found */
export async function listCellMembers(args: ListArgs, { db, clock, cipher }: Services) {
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'board.members', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  const { bands } = await currentTemplate(clock.now());
  const floors = bands.map((band) => band.from);
  const wanted = condition(args.filter, campaign.sessions.length, floors);
  if (!wanted) throw notFound();
  const size = args.pageSize ?? MEMBERS_PAGE;
  const key = searchKey(args.search).replace(/[\\%_]/g, '\\$&');
  const card = args.search.replace(/[.\s-]/g, '');
  const search =
    args.search.trim() === ''
      ? Prisma.sql`true`
      : Prisma.sql`(m.search_key LIKE ${`%${key}%`} OR ${hasCard(card, cipher)})`;
  const rows = await db.$queryRaw<(Omit<CellMember, 'missing'> & { total: number; cardSealed: string | null })[]>`
    SELECT m.id, m.full_name AS "fullName", m.birth_year AS "birthYear", m.card_number AS "cardNumber", m.card_sealed AS "cardSealed", u.name AS "unitName", u.path::text AS "unitPath",
           r.reason::text AS reason, r.kind = 'PROBATIONARY' AS probationary, r.key_cadre AS "keyCadre",
           ${done} AS studied, o.way::text AS way, COALESCE(o.excused, false) AS excused, COALESCE(o.ways, '{}') AS ways,
           o.quiz_score AS "quizScore", COALESCE(o.quiz_passed, false) AS "quizPassed", COALESCE(o.paper_done, false) AS "paperDone",
           (count(*) OVER ())::int AS total
      FROM roster_entry r
      JOIN unit u ON u.id = r.unit_id AND u.path <@ ${unit.path}::ltree
      JOIN member m ON m.id = r.member_id
      LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
     WHERE r.campaign_id = ${campaign.id} AND ${wanted} AND ${search}
     ORDER BY m.sort_key, m.id LIMIT ${size} OFFSET ${(args.page - 1) * size}`;
  const members = rows.map(
    ({ total: _, cardSealed, ...row }): CellMember => ({
      ...row,
      cardNumber: openCard(row.id, { cardNumber: row.cardNumber, cardSealed }, cipher),
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
  return { unit, campaign, bands: bands.map((band) => band.label), members, total: rows[0]?.total ?? 0 };
}
