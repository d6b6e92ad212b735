import { can, canAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { inTransaction, type PrismaClient } from '~/platform/db';
import { notFound } from '~/platform/errors';

/** Gives a withdrawn thing back: administrators only, with a reason. @throws AppError not-found */
export async function lift(
  args: { viewer: Viewer; id: number; reason: string; now: Date },
  db: PrismaClient,
): Promise<void> {
  const { viewer, id, reason, now } = args;
  if (!Number.isSafeInteger(id) || id < 1 || id > 2_147_483_647) throw notFound();
  await inTransaction(db, async (tx) => {
    const [row] = await tx.$queryRaw<
      { unitId: number | null; unitPath: string | null; target: string; title: string }[]
    >`
      select q.unit_id as "unitId", u.path::text as "unitPath", q.target::text as target, q.title
        from quarantine q left join unit u on u.id = q.unit_id where q.id = ${id} and q.lifted_at is null for update of q`;
    if (!row) throw notFound();
    const may = row.unitPath ? can(viewer, 'quarantine.lift', row.unitPath) : canAnywhere(viewer, 'quarantine.lift');
    if (!may) throw notFound();
    await tx.quarantine.update({
      where: { id },
      data: { liftedAt: now, liftedByName: viewer.displayName, liftReason: reason },
    });
    await appendAudit(tx, {
      actor: viewer,
      action: 'quarantine.lift',
      targetType: 'quarantine',
      targetId: id,
      unitId: row.unitId,
      data: { target: row.target, reason },
    });
  });
}
