import { isWithin, requireAnywhere, requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import type { Figures } from './figures';
import { type CampaignFrame, getCampaignFrame, getUnitFrame } from './get-campaign-frame.server';
import { currentTemplate } from './read-report-templates.server';
import { rollUp } from './roll-up.server';
import type { UnitNode } from './roll-up-tree';

export const BOARD_PAGE = 50;

export interface BoardRow {
  code: string;
  name: string;
  kind: string;
  depth: number;
  childCount: number;
  open: boolean;
  sum: Figures;
}

export interface UnitBoard {
  campaign: CampaignFrame;
  top: BoardRow;
  rows: BoardRow[];
  /** Units on the way down to the top one, from the highest the viewer may see. */
  trail: { code: string; name: string }[];
  bands: { code: string; label: string; from: number }[];
  page: number;
  pageCount: number;
  /** When the figures were read (UTC). */
  at: Date;
}

export interface UnitBoardArgs {
  viewer: Viewer;
  campaignCode: string;
  /** Absent: the highest unit the viewer sees. */
  unitCode: string | null;
  /** Codes of the rows that are opened. */
  open: ReadonlySet<string>;
  page: number;
}

/** The board of a campaign for one unit and its sub-units, counted now. @throws AppError not-found */
export async function getUnitBoard(args: UnitBoardArgs, { db, pool, clock }: Services): Promise<UnitBoard> {
  const paths = requireAnywhere(args.viewer, 'board.view');
  const campaign = await getCampaignFrame(args.campaignCode, db);
  const trail = await findTrail(args.unitCode, paths, campaign.unitPath, db);
  const unit = trail.at(-1);
  if (!unit) throw notFound();
  requireCan(args.viewer, 'board.view', unit.path);
  // Another branch's campaign does not exist for this viewer, not even its title over an empty board.
  if (!isWithin(unit.path, campaign.unitPath) && !isWithin(campaign.unitPath, unit.path)) throw notFound();
  const template = await currentTemplate(clock.now());
  const at = clock.now();
  const root = await rollUp(
    {
      campaignId: campaign.id,
      rootPath: unit.path,
      sessionCount: campaign.sessions.length,
      bandFloors: template.bands.map((band) => band.from),
    },
    async (text, values) => (await pool.query(text, values)).rows,
  );
  const pageCount = Math.max(1, Math.ceil(root.children.length / BOARD_PAGE));
  const page = Math.min(Math.max(1, args.page), pageCount);
  const rows: BoardRow[] = [];
  for (const child of root.children.slice((page - 1) * BOARD_PAGE, page * BOARD_PAGE)) addRows(rows, child, args.open);
  return {
    campaign,
    top: toRow(root, true),
    rows,
    trail: trail.map(({ code, name }) => ({ code, name })),
    bands: template.bands,
    page,
    pageCount,
    at,
  };
}

const toRow = (node: UnitNode, open: boolean): BoardRow => ({
  code: node.code,
  name: node.name,
  kind: node.kind,
  depth: node.depth,
  childCount: node.children.length,
  open,
  sum: node.sum,
});

/** An opened row brings its children, at most a page of them; the rest stand on the unit's own board. */
function addRows(rows: BoardRow[], node: UnitNode, open: ReadonlySet<string>): void {
  const isOpen = open.has(node.code) && node.children.length > 0;
  rows.push(toRow(node, isOpen));
  if (isOpen) for (const child of node.children.slice(0, BOARD_PAGE)) addRows(rows, child, open);
}

interface TrailUnit {
  code: string;
  name: string;
  path: string;
}

/** From the highest visible ancestor down to the unit asked for; without one, down to the viewer's own top unit in the campaign. */
async function findTrail(
  code: string | null,
  paths: string[],
  campaignPath: string,
  db: Services['db'],
): Promise<TrailUnit[]> {
  let target: string;
  if (code) target = (await getUnitFrame(code, db)).path;
  else {
    // A committee above the campaign's unit starts at the campaign's unit, a secretary below it at the own cell.
    const within = paths.map((path) =>
      campaignPath === path || campaignPath.startsWith(`${path}.`) ? campaignPath : path,
    );
    const first = within.sort((a, b) => a.split('.').length - b.split('.').length)[0];
    if (!first) throw notFound();
    target = first;
  }
  return db.$queryRaw<TrailUnit[]>(Prisma.sql`
    SELECT code, name, path::text AS path FROM unit
     WHERE path @> ${target}::ltree AND path <@ ANY(${paths}::ltree[]) ORDER BY nlevel(path)`);
}
