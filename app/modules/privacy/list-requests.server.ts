import { requireAnywhere, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { notFound } from '~/platform/errors';
import type { FieldCipher } from '~/platform/field-cipher';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import { readCalendar } from './read-privacy-content.server';
import { isOpenState, type Proposal, type RequestKind, type RequestState } from './schema';
import { workingDaysBetween } from './working-days';

export const REQUESTS_PER_PAGE = 50;

interface Row {
  id: number;
  accountId: number;
  memberId: number | null;
  kind: RequestKind;
  state: RequestState;
  displayName: string;
  unitName: string;
  unitPath: string;
  receivedAt: Date;
  answerBy: string;
  finishBy: string;
  answeredAt: Date | null;
  finishedAt: Date | null;
  handledByName: string | null;
}

export interface RequestListItem extends Row {
  /** The day by which the next step is due; null: nothing is. */
  due: string | null;
  /** Working days until then; negative: overdue by so many. */
  left: number | null;
}

/** The requests of the units a viewer looks after: the open ones by their due day, or the finished ones, newest first. */
export async function listRequests(
  { viewer, open, page }: { viewer: Viewer; open: boolean; page: number },
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<{ rows: RequestListItem[]; overdue: number; total: number }> {
  requireAnywhere(viewer, 'privacy.view');
  const paths = scopePaths(viewer, 'privacy.view');
  const today = dayInZone(clock.now(), HANOI);
  const rows = await db.$queryRaw<(Row & { total: number; overdue: number })[]>`
    select r.id, r.account_id as "accountId", r.member_id as "memberId", r.kind::text as kind, r.state::text as state,
           coalesce(m.full_name, a.display_name, '–') as "displayName", u.name as "unitName", u.path::text as "unitPath", r.received_at as "receivedAt",
           r.answer_by::text as "answerBy", r.finish_by::text as "finishBy", r.answered_at as "answeredAt",
           r.finished_at as "finishedAt", r.handled_by_name as "handledByName", (count(*) over ())::int as total,
           (count(*) filter (where ${open} and case r.state when 'RECEIVED' then r.answer_by else r.finish_by end < ${today}::date) over ())::int as overdue
      from data_request r left join member m on m.id = r.member_id left join account a on a.id = r.account_id join unit u on u.id = r.unit_id
     where u.path <@ any(${paths}::ltree[]) and (r.state in ('RECEIVED', 'ANSWERED')) = ${open}
     order by case when ${open} then case r.state when 'RECEIVED' then r.answer_by else r.finish_by end end, r.id desc
     limit ${REQUESTS_PER_PAGE} offset ${(page - 1) * REQUESTS_PER_PAGE}`;
  return {
    rows: rows.map(({ total: _, overdue: __, ...row }) => withDue(row, today)),
    overdue: rows[0]?.overdue ?? 0,
    total: rows[0]?.total ?? 0,
  };
}

function withDue(row: Row, today: string): RequestListItem {
  const due = isOpenState(row.state) ? (row.state === 'RECEIVED' ? row.answerBy : row.finishBy) : null;
  return { ...row, due, left: due === null ? null : workingDaysBetween(today, due, readCalendar()) };
}

export interface RequestDetail extends RequestListItem {
  body: string | null;
  proposal: Proposal;
  answer: string | null;
}

type Reader = Pick<Services, 'db' | 'clock' | 'cipher'>;

/** One request with its words. @throws AppError not-found also when it is outside the viewer's scope */
export async function getRequest(
  { viewer, requestId }: { viewer: Viewer; requestId: number },
  services: Reader,
): Promise<RequestDetail> {
  const paths = scopePaths(viewer, 'privacy.view');
  const [found] = await findDetails({ paths, accountId: null, requestId }, services);
  if (!found) throw notFound();
  return found;
}

/** One's own requests, newest first. */
export function listMyRequests(viewer: Viewer, services: Reader): Promise<RequestDetail[]> {
  return findDetails({ paths: [], accountId: viewer.accountId, requestId: null }, services);
}

async function findDetails(
  { paths, accountId, requestId }: { paths: string[]; accountId: number | null; requestId: number | null },
  { db, clock, cipher }: Reader,
): Promise<RequestDetail[]> {
  if (requestId !== null && !(Number.isInteger(requestId) && requestId > 0 && requestId <= 2_147_483_647)) return [];
  const rows = await db.$queryRaw<(Row & Record<'body' | 'proposal' | 'answer', string | null>)[]>`
    select r.id, r.account_id as "accountId", r.member_id as "memberId", r.kind::text as kind, r.state::text as state,
           coalesce(m.full_name, a.display_name, '–') as "displayName", u.name as "unitName", u.path::text as "unitPath", r.received_at as "receivedAt",
           r.answer_by::text as "answerBy", r.finish_by::text as "finishBy", r.answered_at as "answeredAt",
           r.finished_at as "finishedAt", r.handled_by_name as "handledByName", r.body, r.proposal, r.answer
      from data_request r left join member m on m.id = r.member_id left join account a on a.id = r.account_id join unit u on u.id = r.unit_id
     where case when ${accountId}::int is not null then r.account_id = ${accountId}::int
                else r.id = ${requestId}::int and u.path <@ any(${paths}::ltree[]) end
     order by r.id desc limit 100`;
  const today = dayInZone(clock.now(), HANOI);
  return rows.map(({ body, proposal, answer, ...row }) => {
    const open = (sealed: string | null, column: string) => openText(sealed, column, row.id, cipher);
    return {
      ...withDue(row, today),
      body: open(body, 'body'),
      proposal: JSON.parse(open(proposal, 'proposal') ?? '{}') as Proposal,
      answer: open(answer, 'answer'),
    };
  });
}

const openText = (sealed: string | null, column: string, row: number, cipher: FieldCipher) =>
  sealed === null ? null : cipher.open(sealed, { table: 'data_request', column, row });
