import { type Db, Prisma } from '~/platform/db';
import { asPart } from '~/platform/row-scope';
import { searchKey } from '~/platform/vietnamese';
import { VENUES_PAGE } from './schema';

export interface VenueRow {
  id: number;
  name: string;
  place: string;
  hostName: string;
  unitNames: string[];
  clerks: string[];
  openedAt: Date | null;
  closedAt: Date | null;
  /** Members whose newest roll-call says: present in this hall. */
  present: number;
  checkIns: number;
  headcount: number | null;
  guests: number | null;
}

/** Members present in the hall `v`, by their newest roll-call for the session: one person counts in one hall. */
export const PRESENT_SQL = `(
  select count(*)::int from (
    select distinct on (a.member_id) a.positive, a.venue_id from attendance_evidence a
     where a.session_id = v.session_id and a.kind = 'ROLL_CALL'
       and a.member_id in (select h.member_id from attendance_evidence h where h.venue_id = v.id)
     order by a.member_id, a.recorded_at desc, a.id desc) newest
   where newest.positive and newest.venue_id = v.id)`;

/** A page of a session's halls with their counts, without anybody's name but the clerks'. The caller has checked the campaign. */
export async function listVenues(
  { sessionId, search, page }: { sessionId: number; search: string; page: number },
  db: Db,
): Promise<{ rows: VenueRow[]; total: number }> {
  const key = searchKey(search);
  // The page first: counts and names of thirty halls, not of thirty thousand.
  const rows = await db.$queryRaw<(VenueRow & { total: number })[]>`
    with v as materialized (
      select v.*, host.name as "hostName", host.path, count(*) over ()::int as total
        from venue v join unit host on host.id = v.unit_id
       where v.session_id = ${sessionId}
         and (${key} = '' or replace(lower(unaccent(v.name || ' ' || v.place || ' ' || host.name)), 'đ', 'd') like ${`%${key}%`})
       order by host.path, v.name collate "vi-x-icu", v.id
       limit ${VENUES_PAGE} offset ${(page - 1) * VENUES_PAGE})
    select v.id, v.name, v.place, v."hostName", v.opened_at as "openedAt", v.closed_at as "closedAt", v.headcount, v.guests,
           ${Prisma.raw(PRESENT_SQL)} as present,
           (select count(*)::int from venue_check_in k where k.venue_id = v.id) as "checkIns",
           array(select u.name from venue_unit vu join unit u on u.id = vu.unit_id where vu.venue_id = v.id order by u.path) as "unitNames",
           array(select a.display_name from venue_clerk k join account a on a.id = k.account_id where k.venue_id = v.id order by a.id) as clerks, v.total
      from v order by v.path, v.name collate "vi-x-icu", v.id`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

export interface VenueSums {
  venues: number;
  opened: number;
  present: number;
  guests: number;
  uncounted: number;
}

/** Sums over all halls of a session. */
export async function getVenueSums(sessionId: number, db: Db): Promise<VenueSums> {
  const [sums] = await asPart(
    'figures',
    () => db.$queryRaw<VenueSums[]>`
    select count(*)::int as venues, count(opened_at)::int as opened, coalesce(sum(guests), 0)::int as guests,
           count(*) filter (where headcount is null)::int as uncounted,
           (select count(*)::int from (
              select distinct on (member_id) positive, venue_id from attendance_evidence
               where session_id = ${sessionId} and kind = 'ROLL_CALL' order by member_id, recorded_at desc, id desc) newest
             where positive and venue_id is not null) as present
      from venue where session_id = ${sessionId}`,
  );
  return sums ?? { venues: 0, opened: 0, present: 0, guests: 0, uncounted: 0 };
}
