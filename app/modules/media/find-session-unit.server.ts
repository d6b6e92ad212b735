import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

export interface SessionUnit {
  sessionId: number;
  position: number;
  title: string;
  campaignId: number;
  campaignCode: string;
  campaignTitle: string;
  unitId: number;
  /** ltree path of the campaign's unit, for access checks. */
  unitPath: string;
  /** Whose events say what changes at the session; null: it is not broadcast. */
  broadcastId: number | null;
}

/** The session with the unit whose campaign it belongs to. @throws AppError not-found */
export async function findSessionUnit(sessionId: number, db: Db): Promise<SessionUnit> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) throw notFound();
  const rows = await db.$queryRaw<SessionUnit[]>`
    select s.id as "sessionId", s.position, s.title, c.id as "campaignId", c.code as "campaignCode", c.title as "campaignTitle",
           u.id as "unitId", u.path::text as "unitPath", b.id as "broadcastId"
      from study_session s join campaign c on c.id = s.campaign_id join unit u on u.id = c.unit_id left join broadcast b on b.session_id = s.id
     where s.id = ${sessionId}`;
  const row = rows[0];
  if (!row) throw notFound();
  return row;
}
