import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type ListedSession, requireListedSession } from '~/modules/campaigns/find-listed-session.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { type Db, Prisma } from '~/platform/db';
import { QUESTION_STATES, type QuestionState, type QueuedQuestion, type ShownQuestion } from './schema';

export const PAGE_SIZE = 20;

export interface Paged<Row> {
  rows: Row[];
  total: number;
  page: number;
  pageCount: number;
}

const COLUMNS = Prisma.sql`q.id, q.body, q.state::text as state, d.title as "documentTitle", q.paragraph, q.answer,
  q.answer_second as "answerSecond", q.decline_reason as "declineReason",
  to_char(q.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"`;

/** What a member sees: everything of their own, and of others what was let through, without whose it is. Newest first. */
export async function listSessionQuestions(
  viewer: Viewer,
  sessionId: number,
  page: number,
  db: Db,
): Promise<{ session: ListedSession; questions: Paged<ShownQuestion> }> {
  const session = await requireListedSession(viewer, sessionId, db);
  const mine = Prisma.sql`coalesce(q.member_id = ${viewer.memberId}::int, false)`;
  const where = Prisma.sql`q.session_id = ${sessionId} and (${mine} or q.state in ('SHOWN', 'ANSWERED'))`;
  const questions = await paged(
    page,
    where,
    db,
    (window) => db.$queryRaw<ShownQuestion[]>`
    select ${COLUMNS}, ${mine} as mine from session_question q left join party_document d on d.id = q.document_id
     where ${where} order by q.id desc ${window}`,
  );
  return { session, questions };
}

/** The moderators' queue in one state, oldest first; answered and declined ones newest first. @throws AppError not-found */
export async function listQuestionQueue(
  viewer: Viewer,
  args: { sessionId: number; state: QuestionState; page: number },
  db: Db,
): Promise<{ questions: Paged<QueuedQuestion>; counts: Record<QuestionState, number>; memberIds: number[] }> {
  const { sessionId, state, page } = args;
  requireCan(viewer, 'question.moderate', (await findSessionUnit(sessionId, db)).unitPath);
  const where = Prisma.sql`q.session_id = ${sessionId} and q.state = ${state}::question_state`;
  const order = state === 'WAITING' || state === 'SHOWN' ? Prisma.sql`asc` : Prisma.sql`desc`;
  const questions = await paged(
    page,
    where,
    db,
    (window) => db.$queryRaw<(QueuedQuestion & { memberId: number })[]>`
    select ${COLUMNS}, q.member_id as "memberId", m.full_name as "fullName", coalesce(u.name, '') as "unitName"
      from session_question q
      join study_session s on s.id = q.session_id
      join member m on m.id = q.member_id
      left join roster_entry e on e.campaign_id = s.campaign_id and e.member_id = q.member_id
      left join unit u on u.id = e.unit_id
      left join party_document d on d.id = q.document_id
     where ${where} order by q.id ${order} ${window}`,
  );
  const grouped = await db.sessionQuestion.groupBy({ by: ['state'], where: { sessionId }, _count: true });
  const counts = Object.fromEntries(
    QUESTION_STATES.map((one) => [one, grouped.find((row) => row.state === one)?._count ?? 0]),
  ) as Record<QuestionState, number>;
  const memberIds = [...new Set(questions.rows.map(({ memberId }) => memberId))];
  const rows = questions.rows.map(({ memberId: _, ...row }) => row);
  return { questions: { ...questions, rows }, counts, memberIds };
}

async function paged<Row>(
  asked: number,
  where: Prisma.Sql,
  db: Db,
  read: (window: Prisma.Sql) => Promise<Row[]>,
): Promise<Paged<Row>> {
  const counted = await db.$queryRaw<{ total: number }[]>`
    select count(*)::int as total from session_question q where ${where}`;
  const total = counted[0]?.total ?? 0;
  const pageCount = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const page = Math.min(Math.max(1, Number.isSafeInteger(asked) ? asked : 1), pageCount);
  return { rows: await read(Prisma.sql`limit ${PAGE_SIZE} offset ${(page - 1) * PAGE_SIZE}`), total, page, pageCount };
}
