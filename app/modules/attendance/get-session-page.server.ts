import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { QuizProgress } from '~/modules/campaigns/requirements';
import type { CampaignState, RosterReason } from '~/modules/campaigns/schema';
import { type Db, Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { fromMultirange } from '~/platform/ranges';
import { type CoverageView, wayOfCode } from './schema';

export interface SessionPage {
  id: number;
  position: number;
  title: string;
  topic: string;
  lecturer: string;
  lecturerTitle: string;
  /** ISO. */
  startsAt: string;
  hasTranscript: boolean;
  campaign: {
    code: string;
    title: string;
    state: CampaignState;
    opensAt: string | null;
    deadlineAt: string;
    deadlineTimeZone: string;
    coverageThreshold: number;
    quizRequired: boolean;
    paperRequired: boolean;
  };
  /** Null: the viewer looks at the session without being on the roster. */
  rosterReason: RosterReason | null;
  coverage: CoverageView;
  sessions: {
    id: number;
    position: number;
    title: string;
    covered: number;
    timelineSeconds: number | null;
    way: number;
  }[];
  quiz: QuizProgress | null;
  documents: { code: string; title: string; referenceNumber: string | null; read: boolean }[];
}

interface Row {
  unitPath: string;
  page: Omit<SessionPage, 'coverage'> & { coverage: Omit<CoverageView, 'live' | 'recording' | 'way'> & RawCoverage };
}
interface RawCoverage {
  live: string;
  recording: string;
  way: number;
}

/**
 * Everything the session's page shows about one member, in one round trip: members on the roster of an open or closed campaign,
 * and whoever looks after it.
 * @throws AppError not-found for everybody else
 */
export async function getSessionPage(viewer: Viewer, sessionId: number, db: Db): Promise<SessionPage> {
  if (!Number.isSafeInteger(sessionId) || sessionId < 1 || sessionId > 2_147_483_647) throw notFound();
  const memberId = Prisma.sql`${viewer.memberId}::int`;
  const rows = await db.$queryRaw<Row[]>`
    select u.path::text as "unitPath", json_build_object(
      'id', s.id, 'position', s.position, 'title', s.title, 'topic', s.topic, 'lecturer', s.lecturer,
      'lecturerTitle', s.lecturer_title, 'startsAt', s.starts_at,
      'hasTranscript', exists (select from recording r join caption_track t on t.asset_id = r.asset_id where r.session_id = s.id),
      'campaign', json_build_object('code', c.code, 'title', c.title, 'state', c.state, 'opensAt', c.opens_at,
        'deadlineAt', c.deadline_at, 'deadlineTimeZone', c.deadline_time_zone, 'coverageThreshold', c.coverage_threshold,
        'quizRequired', c.quiz_required, 'paperRequired', c.paper_required),
      'rosterReason', e.reason,
      'coverage', json_build_object('timelineSeconds', coalesce(r.timeline_seconds, 0), 'threshold', c.coverage_threshold,
        'covered', coalesce(v.covered, 0), 'live', coalesce(v.live, '{}')::text, 'recording', coalesce(v.recording, '{}')::text,
        'position', coalesce(v.position, 0), 'studied', coalesce(o.studied, false), 'way', coalesce(o.ways[${ordinalOf('s')}], 0)),
      'sessions', (
        select json_agg(json_build_object('id', b.id, 'position', b.position, 'title', b.title, 'covered', coalesce(bv.covered, 0),
                 'timelineSeconds', br.timeline_seconds, 'way', coalesce(o.ways[${ordinalOf('b')}], 0)) order by b.position)
          from study_session b
          left join recording br on br.session_id = b.id
          left join session_coverage bv on bv.session_id = b.id and bv.member_id = ${memberId}
         where b.campaign_id = c.id),
      'quiz', (
        select json_build_object('questionCount', q.question_count, 'minutes', q.minutes, 'attempts', q.attempts,
                 'passMark', q.pass_mark, 'afterCoverage', q.after_coverage, 'opensAt', q.opens_at, 'closesAt', q.closes_at,
                 'attemptsUsed', count(a.id), 'passed', coalesce(bool_or(a.passed), false),
                 'best', max(a.score::bigint * 10000 / nullif(a.max_score, 0)) filter (where a.submitted_at is not null),
                 'ongoing', (array_agg(json_build_object('number', a.number, 'endsAt', a.ends_at)) filter (where a.submitted_at is null and a.id is not null))[1])
          from quiz q left join quiz_attempt a on a.quiz_id = q.id and a.member_id = ${memberId}
         where q.campaign_id = c.id group by q.id),
      'documents', coalesce((
        select json_agg(json_build_object('code', d.code, 'title', d.title, 'referenceNumber', d.reference_number,
                 'read', exists (select from document_reading g where g.document_id = d.id and g.member_id = ${memberId}))
               order by cd.position, d.id)
          from campaign_document cd join party_document d on d.id = cd.document_id where cd.campaign_id = c.id), '[]'::json)
    ) as page
      from study_session s
      join campaign c on c.id = s.campaign_id
      join unit u on u.id = c.unit_id
      left join recording r on r.session_id = s.id
      left join roster_entry e on e.campaign_id = c.id and e.member_id = ${memberId}
      left join member_outcome o on o.campaign_id = c.id and o.member_id = ${memberId}
      left join session_coverage v on v.session_id = s.id and v.member_id = ${memberId}
     where s.id = ${sessionId}`;
  const row = rows[0];
  if (!row) throw notFound();
  const { page } = row;
  const listed = page.rosterReason !== null && page.campaign.state !== 'DRAFT';
  if (!listed && !can(viewer, 'campaign.view', row.unitPath)) throw notFound();
  return { ...page, coverage: readCoverage(page.coverage) };
}

/** A session's place in `member_outcome.ways`. */
const ordinalOf = (alias: 's' | 'b') =>
  Prisma.sql`(select count(*) from study_session n where n.campaign_id = c.id and n.position <= ${Prisma.raw(alias)}.position)`;

const readCoverage = (raw: Row['page']['coverage']): CoverageView => ({
  ...raw,
  live: fromMultirange(raw.live),
  recording: fromMultirange(raw.recording),
  way: wayOfCode(raw.way),
});

/** The strip and the ring again, after beats were taken. @throws AppError not-found for whoever may not see the session */
export async function getCoverage(viewer: Viewer, sessionId: number, db: Db): Promise<CoverageView> {
  return (await getSessionPage(viewer, sessionId, db)).coverage;
}
