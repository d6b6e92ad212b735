import { type Action, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';

export interface ScopeStanding {
  code: string;
  title: string;
  state: 'OPEN' | 'CLOSED';
  deadlineAt: Date;
  deadlineTimeZone: string;
  unitCode: string;
  unitName: string;
  unitKind: string;
  required: number;
  studied: number;
}

/** For each unit the viewer answers for: how far each opened campaign is there. One person counts once, in the roster's cell. */
export async function getScopeStanding(viewer: Viewer, db: Db): Promise<ScopeStanding[]> {
  const action: Action = 'board.view';
  return db.$queryRaw<ScopeStanding[]>`
    SELECT c.code, c.title, c.state::text AS state, c.deadline_at AS "deadlineAt", c.deadline_time_zone AS "deadlineTimeZone",
      top.code AS "unitCode", top.name AS "unitName", top.kind::text AS "unitKind",
      (count(*) FILTER (WHERE o.required))::int AS required,
      (count(*) FILTER (WHERE o.required AND o.studied))::int AS studied
    FROM unit top
    JOIN unit u ON u.path <@ top.path
    JOIN member_outcome o ON o.unit_id = u.id
    JOIN campaign c ON c.id = o.campaign_id AND c.state <> 'DRAFT'
    WHERE top.path = ANY(${scopePaths(viewer, action)}::ltree[])
    GROUP BY c.id, top.id
    ORDER BY c.state, c.deadline_at, c.id, top.path LIMIT 60`;
}
