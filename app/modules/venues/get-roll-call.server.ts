import type { Db } from '~/platform/db';
import { searchKey } from '~/platform/vietnamese';
import type { ClerkVenue } from './find-clerk-venue.server';
import { type MarkEntry, ROLL_PAGE, type RollCallMember, type RollCallNews, type RollCallSummary } from './schema';

interface Row {
  memberId: number;
  fullName: string;
  searchKey: string;
  birthYear: number | null;
  unitName: string;
  required: boolean;
  /** Of one of the hall's units. */
  listed: boolean;
  present: boolean | null;
  markVenueId: number | null;
  markVenueName: string | null;
  /** Checked in here, and no roll-call has said so or denied it since. */
  waiting: boolean;
}

type Venue = Pick<ClerkVenue, 'id' | 'sessionId' | 'campaignId' | 'unitPaths'>;

/**
 * Everybody the hall's clerk may see: the roster of its units (without who was transferred out), and those of other units who
 * showed themselves here, by scanning the code, by their card, or by an earlier roll-call in this hall.
 */
function readRows(venue: Venue, db: Db): Promise<Row[]> {
  // Who it is about comes first, by three indexes: one condition over all of them reads the whole campaign's roster.
  return db.$queryRaw<Row[]>`
    with hall as (
      select e.member_id from unit u join roster_entry e on e.campaign_id = ${venue.campaignId} and e.unit_id = u.id
       where u.path <@ any(${venue.unitPaths}::ltree[])
      union select member_id from venue_check_in where venue_id = ${venue.id}
      union select member_id from attendance_evidence where venue_id = ${venue.id})
    select e.member_id as "memberId", m.full_name as "fullName", m.search_key as "searchKey", m.birth_year as "birthYear",
           u.name as "unitName", e.reason = 'REQUIRED' as required, u.path <@ any(${venue.unitPaths}::ltree[]) as listed,
           mark.positive as present, mark.venue_id as "markVenueId", marked.name as "markVenueName",
           coalesce(c.venue_id = ${venue.id} and (mark.positive is null or not mark.positive and c.at > mark.recorded_at), false) as waiting
      from hall h
      join roster_entry e on e.campaign_id = ${venue.campaignId} and e.member_id = h.member_id
      join member m on m.id = e.member_id
      join unit u on u.id = e.unit_id
      left join lateral (
        select a.positive, a.venue_id, a.recorded_at from attendance_evidence a
         where a.session_id = ${venue.sessionId} and a.member_id = e.member_id and a.kind = 'ROLL_CALL'
         order by a.recorded_at desc, a.id desc limit 1) mark on true
      left join venue marked on marked.id = mark.venue_id
      left join venue_check_in c on c.session_id = ${venue.sessionId} and c.member_id = e.member_id
     where e.reason <> 'TRANSFERRED_OUT'
     order by u.path, m.sort_key collate "C", m.id`;
}

const toMember = (row: Row, venueId: number): RollCallMember => {
  const { memberId, fullName, birthYear, unitName, required, waiting } = row;
  const elsewhere = row.present && row.markVenueId !== null && row.markVenueId !== venueId ? row.markVenueName : null;
  return { memberId, fullName, birthYear, unitName, required, mark: row.present, elsewhere, waiting };
};

export interface RollCall {
  /** This page of the members of the hall's units. */
  members: RollCallMember[];
  /** Members of other units who showed themselves here. */
  walkIns: RollCallMember[];
  summary: RollCallSummary;
  found: number;
}

/** One page of the hall's roll, the walk-ins and the sums. */
export async function getRollCall(args: { venue: Venue; search: string; page: number }, db: Db): Promise<RollCall> {
  const rows = await readRows(args.venue, db);
  const key = searchKey(args.search);
  const found = rows.filter((row) => row.listed && row.searchKey.includes(key));
  const from = (args.page - 1) * ROLL_PAGE;
  return {
    members: found.slice(from, from + ROLL_PAGE).map((row) => toMember(row, args.venue.id)),
    walkIns: walkInsOf(rows, args.venue.id).map((row) => toMember(row, args.venue.id)),
    summary: summaryOf(rows, args.venue.id),
    found: found.length,
  };
}

/** For a page that is open: all marks and the sums, without names. */
export async function getRollCallNews(venue: Venue, db: Db): Promise<RollCallNews> {
  const rows = await readRows(venue, db);
  const marks = Object.fromEntries(rows.map((row) => [row.memberId, row.present]));
  return { marks, summary: summaryOf(rows, venue.id) };
}

/**
 * What one button writes: everybody who waits (`waiting`), or the listed members who have to study and whom nobody has called,
 * for "Chọn tất cả có mặt"; with the mark that stands there now.
 */
export async function findToConfirm(
  { venue, waiting }: { venue: Venue; waiting: boolean },
  db: Db,
): Promise<MarkEntry[]> {
  const rows = await readRows(venue, db);
  return rows
    .filter((row) => (waiting ? row.waiting : row.listed && row.required && row.present === null))
    .map(({ memberId, present }) => ({ memberId, present: true, seen: present }));
}

/** Who is not listed stays out of sight once another hall has them. */
const walkInsOf = (rows: readonly Row[], venueId: number) =>
  rows.filter((row) => !row.listed && !(row.present && row.markVenueId !== null && row.markVenueId !== venueId));

function summaryOf(rows: readonly Row[], venueId: number): RollCallSummary {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length;
  const elsewhere = (row: Row) => row.present === true && row.markVenueId !== null && row.markVenueId !== venueId;
  return {
    listed: count((row) => row.listed),
    required: count((row) => row.listed && row.required),
    present: count((row) => row.listed && row.present === true && !elsewhere(row)),
    absent: count((row) => row.listed && row.present === false),
    uncalled: count((row) => row.listed && row.present === null),
    elsewhere: count((row) => row.listed && elsewhere(row)),
    walkIns: count((row) => !row.listed && row.present === true && row.markVenueId === venueId),
    waiting: count((row) => row.waiting),
  };
}
