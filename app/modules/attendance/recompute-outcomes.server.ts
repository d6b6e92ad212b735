import { type CheckRules, neededChecks } from '~/modules/presence-checks/schema';
import { type Db, inTransaction, Prisma } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import { type CampaignRules, judgeCampaign, type SessionFacts } from './outcome-rule';
import { type AttendanceWay, WAY_CODES } from './schema';

export interface RecomputeArgs {
  campaignId: number;
  /** Absent: everybody on the roster. */
  memberIds?: readonly number[];
}

/** Members a transaction: their roster rows are locked while their facts are read and their verdicts written. */
const CHUNK = 5_000;

/**
 * Computes the outcomes of a campaign (or of some of its members) from the evidence and stores those that changed. Call it
 * after a roster is taken, rules change, evidence is added, a quiz is submitted; the writer calls it when coverage crosses the
 * threshold. The verdict is `judgeCampaign`, the one rule; SQL only gathers the facts and stores the result, in sets.
 * Safe to run at any time and twice at once: roster rows are locked first, so a later run never sees older facts.
 * @returns how many outcomes changed
 */
export function recomputeOutcomes(args: RecomputeArgs, db: Db): Promise<number> {
  return asPart('figures', () => recompute(args, db));
}

async function recompute({ campaignId, memberIds }: RecomputeArgs, db: Db): Promise<number> {
  if (memberIds) {
    const wanted = [...new Set(memberIds)].sort((a, b) => a - b);
    let changed = 0;
    for (let i = 0; i < wanted.length; i += CHUNK) {
      const ids = wanted.slice(i, i + CHUNK);
      changed += await inTransaction(db, (tx) => recomputeChunk(campaignId, Prisma.sql`member_id = any(${ids})`, tx));
    }
    return changed;
  }
  let changed = await db.$executeRaw`
    delete from member_outcome o where campaign_id = ${campaignId}
       and not exists (select from roster_entry r where r.campaign_id = o.campaign_id and r.member_id = o.member_id)`;
  const bounds = await db.$queryRaw<{ first: number; last: number }[]>`
    select min(member_id) as first, max(member_id) as last from (
      select member_id, (row_number() over (order by member_id) - 1) / ${CHUNK} as chunk
        from roster_entry where campaign_id = ${campaignId}) r group by chunk order by 1`;
  for (const { first, last } of bounds) {
    const scope = Prisma.sql`member_id between ${first} and ${last}`;
    changed += await inTransaction(db, (tx) => recomputeChunk(campaignId, scope, tx));
  }
  return changed;
}

interface RosterRow {
  member_id: number;
  unit_id: number;
  required: boolean;
}
interface CoverageRow {
  session_id: number;
  member_id: number;
  covered: number;
  live: number;
  recording: number;
}
interface EvidenceRow {
  session_id: number;
  member_id: number;
  kind: 'ROLL_CALL' | 'EXCUSE' | 'CORRECTION';
  positive: boolean;
  way: AttendanceWay | null;
}
interface CheckRow {
  session_id: number;
  member_id: number;
  met: number;
}
interface QuizRow {
  member_id: number;
  score: number | null;
  passed: boolean;
}

async function recomputeChunk(campaignId: number, scope: Prisma.Sql, tx: Prisma.TransactionClient): Promise<number> {
  // Locked in a statement of its own: the ones after it see everything that was committed before the lock was had.
  const roster = await tx.$queryRaw<RosterRow[]>`
    select member_id, unit_id, reason = 'REQUIRED' as required from roster_entry
     where campaign_id = ${campaignId} and ${scope} order by member_id for no key update`;
  if (roster.length === 0) return 0;
  const { rules, sessions } = await campaignRules(campaignId, tx);
  const sessionIds = sessions.map((session) => session.id);
  const coverage = await tx.$queryRaw<CoverageRow[]>`
    select session_id, member_id, covered,
           case when live = '{}' then 0 else multirange_seconds(live) end as live,
           case when live = '{}' then covered else multirange_seconds(recording) end as recording
      from session_coverage where session_id = any(${sessionIds}) and ${scope}`;
  const evidence = await tx.$queryRaw<EvidenceRow[]>`
    select distinct on (session_id, member_id, kind) session_id, member_id, kind, positive, way
      from attendance_evidence where session_id = any(${sessionIds}) and ${scope}
     order by session_id, member_id, kind, recorded_at desc, id desc`;
  // Where checks are evidence only, they are not even read.
  const checks = !sessions.some((session) => session.checksNeeded > 0)
    ? []
    : await tx.$queryRaw<CheckRow[]>`
    select session_id, member_id, count(*)::int as met
      from presence_check where session_id = any(${sessionIds}) and ${scope} and (answered_at is not null or accepted)
     group by session_id, member_id`;
  const quizzes = await tx.$queryRaw<QuizRow[]>`
    select a.member_id, max(a.score::bigint * 10000 / nullif(a.max_score, 0))::int as score, coalesce(bool_or(a.passed), false) as passed
      from quiz_attempt a join quiz q on q.id = a.quiz_id
     where q.campaign_id = ${campaignId} and a.submitted_at is not null and ${scope} group by a.member_id`;

  const facts = new Map<string, SessionFacts>();
  const known = new Map(sessions.map((session) => [session.id, session]));
  const factsOf = (sessionId: number, memberId: number): SessionFacts => {
    const key = `${sessionId}:${memberId}`;
    const found = facts.get(key);
    if (found) return found;
    const empty: SessionFacts = {
      timelineSeconds: known.get(sessionId)?.timelineSeconds ?? 0,
      covered: 0,
      liveCovered: 0,
      recordingCovered: 0,
      checksMet: 0,
      checksNeeded: known.get(sessionId)?.checksNeeded ?? 0,
      rollCall: null,
      excuse: null,
      correction: null,
    };
    facts.set(key, empty);
    return empty;
  };
  for (const row of coverage) {
    const session = factsOf(row.session_id, row.member_id);
    session.covered = row.covered;
    session.liveCovered = row.live;
    session.recordingCovered = row.recording;
  }
  for (const row of evidence) {
    const session = factsOf(row.session_id, row.member_id);
    if (row.kind === 'ROLL_CALL') session.rollCall = row.positive;
    else if (row.kind === 'EXCUSE') session.excuse = row.positive;
    else session.correction = { attended: row.positive, way: row.way };
  }
  for (const row of checks) factsOf(row.session_id, row.member_id).checksMet = row.met;
  const quizOf = new Map(quizzes.map((row) => [row.member_id, row]));
  const outcomes = roster.map((row) => {
    const quiz = quizOf.get(row.member_id);
    const verdict = judgeCampaign(
      {
        sessions: sessions.map((session) => factsOf(session.id, row.member_id)),
        required: row.required,
        quizPassed: quiz?.passed ?? false,
        // Reflection papers are not handed in through the system yet.
        paperDone: false,
      },
      rules,
    );
    return { row, quiz, verdict };
  });
  return storeOutcomes(campaignId, outcomes, tx);
}

async function campaignRules(campaignId: number, tx: Prisma.TransactionClient) {
  const campaign = await tx.campaign.findUnique({
    where: { id: campaignId },
    select: {
      coverageThreshold: true,
      quizRequired: true,
      paperRequired: true,
      presenceChecks: true,
      presenceChecksNeeded: true,
      sessions: {
        orderBy: { position: 'asc' },
        select: { id: true, recording: { select: { timelineSeconds: true } } },
      },
    },
  });
  if (!campaign) throw notFound();
  const rules: CampaignRules & CheckRules = campaign;
  const sessions = campaign.sessions.map(({ id, recording }) => {
    const timelineSeconds = recording?.timelineSeconds ?? 0;
    return { id, timelineSeconds, checksNeeded: neededChecks(rules, timelineSeconds) };
  });
  return { rules, sessions };
}

interface Computed {
  row: RosterRow;
  quiz: QuizRow | undefined;
  verdict: ReturnType<typeof judgeCampaign>;
}

async function storeOutcomes(campaignId: number, outcomes: readonly Computed[], tx: Prisma.TransactionClient) {
  const ways = outcomes.map(
    ({ verdict }) => `{${verdict.sessions.map((s) => (s.way ? WAY_CODES[s.way] : 0)).join(',')}}`,
  );
  return tx.$executeRaw`
    insert into member_outcome as o (campaign_id, member_id, unit_id, required, ways, excused, quiz_score, quiz_passed, studied, way, studied_at)
    select ${campaignId}, member_id, unit_id, required, ways::smallint[], excused, quiz_score, quiz_passed, studied, way::attendance_way,
           case when studied then now() end
      from unnest(${outcomes.map((o) => o.row.member_id)}::int[], ${outcomes.map((o) => o.row.unit_id)}::int[],
                  ${outcomes.map((o) => o.verdict.required)}::boolean[], ${ways}::text[],
                  ${outcomes.map((o) => o.verdict.excused)}::boolean[], ${outcomes.map((o) => o.quiz?.score ?? null)}::int[],
                  ${outcomes.map((o) => o.quiz?.passed ?? false)}::boolean[], ${outcomes.map((o) => o.verdict.studied)}::boolean[],
                  ${outcomes.map((o) => o.verdict.way)}::text[])
           as computed(member_id, unit_id, required, ways, excused, quiz_score, quiz_passed, studied, way)
    on conflict (campaign_id, member_id) do update set
      unit_id = excluded.unit_id, required = excluded.required, ways = excluded.ways, excused = excluded.excused,
      quiz_score = excluded.quiz_score, quiz_passed = excluded.quiz_passed, paper_done = excluded.paper_done,
      studied = excluded.studied, way = excluded.way, computed_at = now(),
      studied_at = case when excluded.studied then case when o.studied then o.studied_at else now() end end
    where (o.unit_id, o.required, o.ways, o.excused, o.quiz_score, o.quiz_passed, o.paper_done, o.studied, o.way)
       is distinct from (excluded.unit_id, excluded.required, excluded.ways, excluded.excused, excluded.quiz_score,
                         excluded.quiz_passed, excluded.paper_done, excluded.studied, excluded.way)`;
}
