import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';

export const BOARDS_PAGE = 20;

export interface BoardSummary {
  code: string;
  title: string;
  state: 'OPEN' | 'CLOSED';
  unitName: string;
  deadlineAt: Date;
  deadlineTimeZone: string;
  /** Within what the viewer answers for. */
  required: number;
  studied: number;
}

/** The opened campaigns whose board the viewer may see, open ones first, by deadline. @throws AppError not-found */
export async function listBoards(
  { viewer, page }: { viewer: Viewer; page: number },
  db: Db,
): Promise<{ rows: BoardSummary[]; total: number }> {
  const paths = requireAnywhere(viewer, 'board.view');
  const rows = await db.$queryRaw<(BoardSummary & { total: number })[]>`
    WITH seen AS (
      SELECT c.id, c.code, c.title, c.state, u.name, c.deadline_at, c.deadline_time_zone, (count(*) OVER ())::int AS total
        FROM campaign c JOIN unit u ON u.id = c.unit_id
       WHERE c.state <> 'DRAFT' AND (u.path <@ ANY(${paths}::ltree[]) OR EXISTS (SELECT FROM unnest(${paths}::ltree[]) p WHERE p <@ u.path))
       ORDER BY c.state, c.deadline_at, c.id LIMIT ${BOARDS_PAGE} OFFSET ${(page - 1) * BOARDS_PAGE})
    SELECT s.code, s.title, s.state::text AS state, s.name AS "unitName", s.deadline_at AS "deadlineAt", s.deadline_time_zone AS "deadlineTimeZone", s.total,
           COALESCE(n.required, 0) AS required, COALESCE(n.studied, 0) AS studied
      FROM seen s LEFT JOIN LATERAL (
        SELECT count(*)::int AS required, (count(*) FILTER (WHERE o.studied))::int AS studied
          FROM member_outcome o JOIN unit u ON u.id = o.unit_id
         WHERE o.campaign_id = s.id AND o.required AND u.path <@ ANY(${paths}::ltree[])) n ON true
     ORDER BY s.state, s.deadline_at, s.id`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
