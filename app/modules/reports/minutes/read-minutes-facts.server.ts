import { listPollResults } from '~/modules/polls/list-polls.server';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { MinutesFacts, MinutesPoll, MinutesQuestion, MinutesVenue } from './minutes-content';

type Counts = MinutesFacts['attendance'];

/** Reads what is known about a session, in the reader's transaction: all of it is of one moment. @throws AppError not-found */
export function readMinutesFacts(sessionId: number, now: Date, db: Db): Promise<MinutesFacts> {
  return asPart('figures', () => readFacts(sessionId, now, db));
}

async function readFacts(sessionId: number, now: Date, db: Db): Promise<MinutesFacts> {
  const session = await db.studySession.findUnique({
    where: { id: sessionId },
    include: {
      campaign: { select: { id: true, code: true, title: true } },
      broadcast: { include: { agenda: { orderBy: { position: 'asc' } } } },
    },
  });
  if (!session) throw notFound();
  const { campaign } = session;
  // A broadcast that was never on air or was cancelled says nothing about the session.
  const broadcast = session.broadcast?.onAirAt ? session.broadcast : null;
  const earlier = await db.studySession.count({
    where: { campaignId: campaign.id, position: { lt: session.position } },
  });
  const venues = await readVenues(sessionId, db);
  const guests = venues.reduce((sum, venue) => sum + (venue.guests ?? 0), 0);
  const { position, title, topic, lecturer, lecturerTitle } = session;
  return {
    takenAt: now.toISOString(),
    campaign: { code: campaign.code, title: campaign.title },
    session: { position, title, topic, lecturer, lecturerTitle },
    begunAt: (broadcast?.onAirAt ?? session.startsAt).toISOString(),
    endedAt: (broadcast ? broadcast.endedAt : session.endsAt)?.toISOString() ?? null,
    broadcast: broadcast !== null,
    agenda: (broadcast?.agenda ?? []).map((item) => ({
      title: item.title,
      reachedAt: item.reachedAt?.toISOString() ?? null,
    })),
    attendance: { ...(await countAttendance({ campaignId: campaign.id, sessionId, index: earlier + 1 }, db)), guests },
    venues,
    questions: await readQuestions(sessionId, db),
    polls: await readPolls(sessionId, db),
  };
}

/** Verdicts of this session over the whole roster; `index` counts the campaign's sessions from 1. */
async function countAttendance(
  { campaignId, sessionId, index }: { campaignId: number; sessionId: number; index: number },
  db: Db,
): Promise<Omit<Counts, 'guests'>> {
  const [row] = await db.$queryRaw<Omit<Counts, 'absent' | 'guests'>[]>`
    with excuse as (
      select distinct on (member_id) member_id, positive from attendance_evidence
       where session_id = ${sessionId} and kind = 'EXCUSE' order by member_id, recorded_at desc, id desc)
    select (select count(*)::int from roster_entry where campaign_id = ${campaignId} and reason = 'REQUIRED') as required,
           count(*) filter (where o.ways[${index}::int] = 1)::int as hall,
           count(*) filter (where o.ways[${index}::int] = 2)::int as online,
           count(*) filter (where o.ways[${index}::int] = 3)::int as "makeUp",
           count(*) filter (where coalesce(o.ways[${index}::int], 0) = 0 and e.positive)::int as excused
      from member_outcome o left join excuse e on e.member_id = o.member_id
     where o.campaign_id = ${campaignId} and o.required`;
  const counts = row ?? { required: 0, hall: 0, online: 0, makeUp: 0, excused: 0 };
  const { required, hall, online, makeUp, excused } = counts;
  return { ...counts, absent: required - hall - online - makeUp - excused };
}

function readVenues(sessionId: number, db: Db): Promise<MinutesVenue[]> {
  return db.$queryRaw`
    with newest as (
      select distinct on (member_id) member_id, positive, venue_id from attendance_evidence
       where session_id = ${sessionId} and kind = 'ROLL_CALL' order by member_id, recorded_at desc, id desc),
    present as (select venue_id, count(*)::int as count from newest where positive group by venue_id)
    select v.name, v.place, u.name as host, v.guests, coalesce(p.count, 0) as present
      from venue v join unit u on u.id = v.unit_id left join present p on p.venue_id = v.id
     where v.session_id = ${sessionId} order by u.path, v.name collate "vi-x-icu", v.id`;
}

function readQuestions(sessionId: number, db: Db): Promise<MinutesQuestion[]> {
  return db.$queryRaw`
    select d.title as "documentTitle", q.paragraph, q.body, q.answer
      from session_question q left join party_document d on d.id = q.document_id
     where q.session_id = ${sessionId} and q.state in ('SHOWN', 'ANSWERED') order by q.id`;
}

async function readPolls(sessionId: number, db: Db): Promise<MinutesPoll[]> {
  return (await listPollResults(sessionId, db)).map((poll) => ({
    ...{ title: poll.title, secret: poll.secret, closedAt: poll.closedAt, eligible: poll.eligible },
    ...{ turnout: poll.turnout, quorum: poll.quorum, quorumReached: poll.quorumReached },
    options: poll.options.map((name, i) => ({ name, votes: poll.result[i] ?? 0 })),
  }));
}
