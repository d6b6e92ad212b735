import { canAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

export interface ClerkVenue {
  id: number;
  name: string;
  place: string;
  timeZone: string;
  unitId: number;
  openedAt: Date | null;
  closedAt: Date | null;
  headcount: number | null;
  guests: number | null;
  note: string;
  linkVersion: number;
  sessionId: number;
  sessionTitle: string;
  startsAt: Date;
  campaignId: number;
  campaignTitle: string;
  campaignState: 'DRAFT' | 'OPEN' | 'CLOSED';
  unitNames: string[];
  /** ltree paths of the units whose members come: the clerk acts for them and for nobody else. */
  unitPaths: string[];
}

/** The hall, for whoever is named to keep its roll and still holds a role that may. @throws AppError not-found for everybody else */
export async function findClerkVenue(viewer: Viewer, venueId: number, db: Db): Promise<ClerkVenue> {
  if (!canAnywhere(viewer, 'venue.keep')) throw notFound();
  if (!Number.isSafeInteger(venueId) || venueId < 1 || venueId > 2_147_483_647) throw notFound();
  const [venue] = await db.$queryRaw<ClerkVenue[]>`
    select v.id, v.name, v.place, v.time_zone as "timeZone", v.unit_id as "unitId", v.opened_at as "openedAt", v.closed_at as "closedAt",
           v.headcount, v.guests, v.note, v.link_version as "linkVersion", s.id as "sessionId", s.title as "sessionTitle",
           s.starts_at as "startsAt", c.id as "campaignId", c.title as "campaignTitle", c.state::text as "campaignState",
           array(select u.name from venue_unit vu join unit u on u.id = vu.unit_id where vu.venue_id = v.id order by u.path) as "unitNames",
           array(select u.path::text from venue_unit vu join unit u on u.id = vu.unit_id where vu.venue_id = v.id order by u.path) as "unitPaths"
      from venue v join study_session s on s.id = v.session_id join campaign c on c.id = s.campaign_id
     where v.id = ${venueId} and exists (select from venue_clerk k where k.venue_id = v.id and k.account_id = ${viewer.accountId})`;
  if (!venue) throw notFound();
  return venue;
}
