import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import type { RequestInput } from './input';
import { readCalendar } from './read-privacy-content.server';
import { ANSWER_DAYS, CORRECTABLE_FIELDS, FINISH_DAYS, type Proposal } from './schema';
import { addWorkingDays } from './working-days';

/** More than this at once is no request but a mistake, or mischief. */
const OPEN_AT_ONCE = 5;

/**
 * Takes a request about one's own data into the queue of one's cell, with its two due days. The same said again while it is open is the
 * same request. @returns its number
 */
export async function makeRequest(
  { viewer, input }: { viewer: Viewer; input: RequestInput },
  { db, cipher, clock }: Pick<Services, 'db' | 'cipher' | 'clock'>,
): Promise<number> {
  const unitId = viewer.homeUnitId ?? viewer.grants[0]?.unitId;
  if (unitId === undefined) throw notFound();
  const { kind, body, ...fields } = input;
  const isCorrection = kind === 'CORRECTION' && viewer.memberId !== null;
  const proposal: Proposal = Object.fromEntries(
    CORRECTABLE_FIELDS.filter((field) => isCorrection && fields[field] !== '').map((field) => [field, fields[field]]),
  );
  const named = Object.keys(proposal);
  const proposed = named.length === 0 ? null : JSON.stringify(proposal);
  const now = clock.now();
  const today = dayInZone(now, HANOI);
  return inTransaction(db, async (tx) => {
    // One after the other for one account: the limit holds for two at once.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('data_request'), ${viewer.accountId}::int)`;
    const waiting = await tx.dataRequest.findMany({
      where: { accountId: viewer.accountId, state: { in: ['RECEIVED', 'ANSWERED'] } },
      select: { id: true, kind: true, body: true, proposal: true },
    });
    const told = (row: (typeof waiting)[number], column: 'body' | 'proposal') =>
      row[column] === null ? null : cipher.open(row[column], { table: 'data_request', column, row: row.id });
    const same = waiting.find(
      (row) => row.kind === kind && told(row, 'body') === (body || null) && told(row, 'proposal') === proposed,
    );
    if (same) return same.id;
    const open = waiting.length;
    if (open >= OPEN_AT_ONCE)
      throw new AppError(
        'conflict',
        'TOO_MANY_OPEN',
        'Đồng chí đang có {{n}} yêu cầu chưa giải quyết xong. Hãy chờ trả lời, hoặc rút bớt yêu cầu cũ.',
        { n: open },
      );
    const [next] = await tx.$queryRaw<{ id: number }[]>`
      select nextval(pg_get_serial_sequence('data_request', 'id'))::int as id`;
    const id = next?.id ?? 0;
    const seal = (text: string, column: string) => cipher.seal(text, { table: 'data_request', column, row: id });
    await tx.dataRequest.create({
      data: {
        ...{ id, unitId, kind, accountId: viewer.accountId, memberId: viewer.memberId, receivedAt: now },
        body: body === '' ? null : seal(body, 'body'),
        proposal: proposed === null ? null : seal(proposed, 'proposal'),
        sealKey: cipher.currentKey(),
        answerBy: new Date(addWorkingDays(today, ANSWER_DAYS, readCalendar())),
        finishBy: new Date(addWorkingDays(today, FINISH_DAYS[kind], readCalendar())),
      },
    });
    await appendAudit(tx, {
      actor: viewer,
      action: 'privacy.request',
      targetType: 'DataRequest',
      targetId: id,
      unitId,
      memberIds: viewer.memberId === null ? [] : [viewer.memberId],
      data: { kind, fields: named },
    });
    return id;
  });
}

/** The person takes back a request that is still open. @throws AppError not-found, also when it is not theirs */
export async function withdrawRequest(
  { viewer, requestId }: { viewer: Viewer; requestId: number },
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const request = await tx.dataRequest.findFirst({ where: { id: requestId, accountId: viewer.accountId } });
    if (!request) throw notFound();
    const { count } = await tx.dataRequest.updateMany({
      where: { id: requestId, state: { in: ['RECEIVED', 'ANSWERED'] } },
      data: { state: 'WITHDRAWN', finishedAt: clock.now() },
    });
    if (count === 0) return;
    await appendAudit(tx, {
      actor: viewer,
      action: 'privacy.withdraw',
      targetType: 'DataRequest',
      targetId: requestId,
      unitId: request.unitId,
      data: { kind: request.kind },
    });
  });
}
