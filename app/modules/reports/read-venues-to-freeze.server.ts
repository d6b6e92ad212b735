import type { RunSql } from './roll-up.server';
import type { FrozenVenue } from './snapshot-content';

// The newest roll-call of every member and session that has one, looked at once for all halls: one person counts in one hall.
const SQL = `
  with halls as (
    select v.*, s.position, host.name as host, host.path from venue v join study_session s on s.id = v.session_id join unit host on host.id = v.unit_id
     where s.campaign_id = $1 and host.path <@ $2::ltree),
  newest as (
    select distinct on (a.session_id, a.member_id) a.session_id, a.member_id, a.positive, a.venue_id from attendance_evidence a
     where a.kind = 'ROLL_CALL' and a.session_id in (select session_id from halls)
     order by a.session_id, a.member_id, a.recorded_at desc, a.id desc),
  present as (
    select n.venue_id, count(*)::int as present,
           count(*) filter (where not exists (
             select from venue_unit vu join unit a on a.id = vu.unit_id where vu.venue_id = n.venue_id and u.path <@ a.path))::int as walk_ins
      from newest n join roster_entry e on e.campaign_id = $1 and e.member_id = n.member_id join unit u on u.id = e.unit_id
     where n.positive and n.venue_id in (select id from halls) group by n.venue_id)
  select h.position, h.name, h.place, h.host, coalesce(p.present, 0) as present, coalesce(p.walk_ins, 0) as "walkIns", h.headcount, h.guests,
         array(select u.name from venue_unit vu join unit u on u.id = vu.unit_id where vu.venue_id = h.id order by u.path) as units
    from halls h left join present p on p.venue_id = h.id
   order by h.position, h.path, h.name collate "vi-x-icu", h.id`;

/** The halls run by the units of a subtree, with their counts, for the snapshot. Several roll-calls of one person count once. */
export async function readVenuesToFreeze(
  { campaignId, rootPath }: { campaignId: number; rootPath: string },
  run: RunSql,
): Promise<FrozenVenue[]> {
  const rows = (await run(SQL, [campaignId, rootPath])) as unknown as FrozenVenue[];
  return rows.map(({ position, name, place, host, units, present, walkIns, headcount, guests }) => ({
    ...{ position, name, place, host, units, present, walkIns, headcount, guests },
  }));
}
