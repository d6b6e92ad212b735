import { type Db, Prisma } from '~/platform/db';

/**
 * Who stands under the audience on a day, in which cell, and what their activity on that day means (ROSTER_RULE, in SQL).
 * The dated rows decide: the newest home and the newest status that began on or before the day; a member without dated rows counts
 * with the current ones. Struck off and deceased members are not listed.
 *
 * `day` is a calendar day in Hanoi, `2026-02-07`. One statement, so that the roster is one moment's.
 */
export function rosterSource(campaignId: number, day: string): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id AS member_id, home.unit_id, m.kind, m.key_cadre,
      (CASE status.value
        WHEN 'ACTIVE' THEN 'REQUIRED'
        WHEN 'EXEMPT' THEN 'EXEMPT'
        WHEN 'TEMPORARILY_ELSEWHERE' THEN 'TEMPORARILY_ELSEWHERE'
        WHEN 'TRANSFERRED_OUT' THEN 'TRANSFERRED_OUT'
      END)::roster_reason AS reason
    FROM member m
    CROSS JOIN LATERAL (SELECT COALESCE((
      SELECT h.unit_id FROM member_home h WHERE h.member_id = m.id AND h.valid_from <= ${day}::date
      ORDER BY h.valid_from DESC, h.id DESC LIMIT 1), m.unit_id) AS unit_id) home
    CROSS JOIN LATERAL (SELECT COALESCE((
      SELECT s.status FROM member_status s WHERE s.member_id = m.id AND s.valid_from <= ${day}::date
      ORDER BY s.valid_from DESC, s.id DESC LIMIT 1), m.status)::text AS value) status
    WHERE status.value NOT IN ('STRUCK_OFF', 'DECEASED')
      AND home.unit_id IN (
        SELECT u.id FROM unit u JOIN campaign_audience a ON a.campaign_id = ${campaignId} JOIN unit top ON top.id = a.unit_id
        WHERE u.path <@ top.path)`;
}

/** Members on the roster who are struck off or deceased by that day. */
export async function findGoneForGood(campaignId: number, day: string, db: Db): Promise<Set<number>> {
  const rows = await db.$queryRaw<{ member_id: number }[]>`
    SELECT r.member_id FROM roster_entry r JOIN member m ON m.id = r.member_id
    WHERE r.campaign_id = ${campaignId} AND COALESCE((
      SELECT s.status FROM member_status s WHERE s.member_id = m.id AND s.valid_from <= ${day}::date
      ORDER BY s.valid_from DESC, s.id DESC LIMIT 1), m.status) IN ('STRUCK_OFF', 'DECEASED')`;
  return new Set(rows.map((row) => row.member_id));
}
