import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { VENUES_PAGE } from './schema';

export interface ClerkVenueRow {
  id: number;
  name: string;
  place: string;
  timeZone: string;
  sessionTitle: string;
  campaignTitle: string;
  startsAt: Date;
  openedAt: Date | null;
  closedAt: Date | null;
}

/** The halls whose roll the viewer keeps: what is next or just was, first. */
export async function listClerkVenues(
  { viewer, page, now }: { viewer: Viewer; page: number; now: Date },
  db: Db,
): Promise<{ rows: ClerkVenueRow[]; total: number }> {
  requireAnywhere(viewer, 'venue.keep');
  const rows = await db.$queryRaw<(ClerkVenueRow & { total: number })[]>`
    select v.id, v.name, v.place, v.time_zone as "timeZone", s.title as "sessionTitle", c.title as "campaignTitle",
           s.starts_at as "startsAt", v.opened_at as "openedAt", v.closed_at as "closedAt", count(*) over ()::int as total
      from venue_clerk k join venue v on v.id = k.venue_id join study_session s on s.id = v.session_id join campaign c on c.id = s.campaign_id
     where k.account_id = ${viewer.accountId}
     order by abs(extract(epoch from s.starts_at - ${now}::timestamptz)), v.id
     limit ${VENUES_PAGE} offset ${(page - 1) * VENUES_PAGE}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
