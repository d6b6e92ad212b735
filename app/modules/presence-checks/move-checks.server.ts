import type { Prisma } from '~/platform/db';

/** Moves where the checks of a session stand on its timeline, with its coverage: a recording that begins later than its broadcast did. */
export async function moveChecks(
  { sessionId, by, seconds }: { sessionId: number; by: number; seconds: number },
  tx: Prisma.TransactionClient,
): Promise<void> {
  if (by === 0) return;
  await tx.$executeRaw`
    update presence_check set at = greatest(0, least(${seconds}::int, at + ${by}::int)) where session_id = ${sessionId}`;
}
