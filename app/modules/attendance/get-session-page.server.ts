import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { LIVE_JSON, type LiveBroadcast } from '~/modules/broadcasts/find-live-broadcast.server';
import type { MemberCampaign, SessionProgress } from '~/modules/campaigns/schema';
import { type PlayableRecording, RECORDING_JSON } from '~/modules/media/find-playable-recording.server';
import { CHECK_JSON, metChecks } from '~/modules/presence-checks/read-check.server';
import type { StoredCheck } from '~/modules/presence-checks/schema';
import { notFound } from '~/platform/errors';
import { fromMultirange } from '~/platform/ranges';
import type { Services } from '~/platform/services';
import { type CoverageView, wayOfCode } from './schema';

export interface SessionPage {
  session: SessionProgress;
  /** The whole campaign with all its sessions: what is required and what is met. */
  campaign: MemberCampaign;
  coverage: CoverageView;
  /** Null while there is none that plays. */
  recording: PlayableRecording | null;
  hasTranscript: boolean;
  /** Null: the session is not broadcast. */
  broadcast: LiveBroadcast | null;
  /** The member's presence checks of this session, as they were put; empty where the campaign asks nothing. */
  checks: StoredCheck[];
}

interface Row {
  unitPath: string;
  broadcast: LiveBroadcast | null;
  recordingPlayed: PlayableRecording | null;
  campaign: MemberCampaign;
  checks: StoredCheck[] | null;
  live: string;
  recording: string;
  position: number;
}

/**
 * Everything the session's page shows about one member, in one round trip: for members on the roster of an open or closed
 * campaign, and for whoever looks after it.
 * @throws AppError not-found for everybody else
 */
export async function getSessionPage(viewer: Viewer, sessionId: number, pool: Services['pool']): Promise<SessionPage> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) throw notFound();
  const values = [sessionId, viewer.memberId];
  const { rows } = await pool.query<Row>({ name: 'session-page', text: SESSION_PAGE, values });
  const row = rows[0];
  const session = row?.campaign.sessions.find(({ id }) => id === sessionId);
  if (!row || !session) throw notFound();
  const { campaign } = row;
  const listed = campaign.rosterReason !== null && campaign.state !== 'DRAFT';
  if (!listed && !can(viewer, 'campaign.view', row.unitPath)) throw notFound();
  const recording = row.recordingPlayed;
  const hasTranscript = (recording?.captions?.length ?? 0) > 0;
  return {
    ...{ session, campaign, recording, hasTranscript, coverage: readCoverage(row, session), broadcast: row.broadcast },
    checks: row.checks ?? [],
  };
}

/** The strip and the ring again, after beats were taken. @throws AppError not-found for whoever may not see the session */
export async function getCoverage(viewer: Viewer, sessionId: number, pool: Services['pool']): Promise<CoverageView> {
  return (await getSessionPage(viewer, sessionId, pool)).coverage;
}

const readCoverage = (row: Row, session: SessionProgress): CoverageView => ({
  timelineSeconds: session.timelineSeconds ?? 0,
  threshold: row.campaign.coverageThreshold,
  covered: session.covered,
  live: fromMultirange(row.live),
  recording: fromMultirange(row.recording),
  position: row.position,
  way: wayOfCode(session.way),
  studied: row.campaign.studied,
});

// Moments leave Postgres as UTC text, so that pages may compare them.
const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const SESSIONS = `
  select json_agg(json_build_object('id', b.id, 'position', b.position, 'title', b.title, 'topic', b.topic, 'lecturer', b.lecturer,
           'lecturerTitle', b.lecturer_title, 'startsAt', ${utc('b.starts_at')}, 'endsAt', ${utc('b.ends_at')},
           'timelineSeconds', br.timeline_seconds, 'covered', coalesce(bv.covered, 0),
           'way', coalesce(o.ways[b.ordinal], 0),
           'checksMet', case when c.presence_checks_needed > 0 then ${metChecks('b.id', '$2')} else 0 end) order by b.position)
    from (select *, row_number() over (order by position) as ordinal from study_session where campaign_id = c.id) b
    left join recording br on br.session_id = b.id
    left join session_coverage bv on bv.session_id = b.id and bv.member_id = $2`;

const QUIZ = `
  select json_build_object('questionCount', q.question_count, 'minutes', q.minutes, 'attempts', q.attempts, 'passMark', q.pass_mark,
           'afterCoverage', q.after_coverage, 'opensAt', ${utc('q.opens_at')}, 'closesAt', ${utc('q.closes_at')},
           'attemptsUsed', count(a.id), 'passed', coalesce(bool_or(a.passed), false),
           'best', (max(a.score::bigint * 10000 / nullif(a.max_score, 0)) filter (where a.submitted_at is not null))::int,
           'ongoing', (array_agg(json_build_object('number', a.number, 'endsAt', ${utc('a.ends_at')}))
                       filter (where a.id is not null and a.submitted_at is null))[1])
    from quiz q left join quiz_attempt a on a.quiz_id = q.id and a.member_id = $2
   where q.campaign_id = c.id group by q.id`;

const DOCUMENTS = `
  select json_agg(json_build_object('code', d.code, 'kind', d.kind, 'title', d.title, 'referenceNumber', d.reference_number,
           'issuer', d.issuer, 'issuedOn', d.issued_on, 'readAt', ${utc('g.read_at')}) order by cd.position, d.id)
    from campaign_document cd
    join party_document d on d.id = cd.document_id
    left join document_reading g on g.document_id = d.id and g.member_id = $2
   where cd.campaign_id = c.id`;

// $1: the session, $2: the viewer's member id or null.
const SESSION_PAGE = `
  select u.path::text as "unitPath", coalesce(v.live, '{}')::text as live, coalesce(v.recording, '{}')::text as recording,
         case when c.presence_checks > 0 then (select json_agg(${CHECK_JSON} order by k.number) from presence_check k
           where k.session_id = s.id and k.member_id = $2) end as checks,
         coalesce(v.position, 0) as position, ${RECORDING_JSON} as "recordingPlayed", ${LIVE_JSON} as broadcast,
         json_build_object(
           'code', c.code, 'title', c.title, 'description', '', 'state', c.state, 'opensAt', ${utc('c.opens_at')},
           'deadlineAt', ${utc('c.deadline_at')}, 'deadlineTimeZone', c.deadline_time_zone, 'closedAt', ${utc('c.closed_at')},
           'coverageThreshold', c.coverage_threshold, 'quizRequired', c.quiz_required,
           'presenceChecks', c.presence_checks, 'presenceChecksNeeded', c.presence_checks_needed, 'rosterReason', e.reason,
           'studied', coalesce(o.studied, false), 'excused', coalesce(o.excused, false),
           'sessions', (${SESSIONS}), 'quiz', (${QUIZ}),
           'documents', coalesce((${DOCUMENTS}), '[]'::json)) as campaign
    from study_session s
    join campaign c on c.id = s.campaign_id
    join unit u on u.id = c.unit_id
    left join roster_entry e on e.campaign_id = c.id and e.member_id = $2
    left join member_outcome o on o.campaign_id = c.id and o.member_id = $2
    left join session_coverage v on v.session_id = s.id and v.member_id = $2
   where s.id = $1`;
