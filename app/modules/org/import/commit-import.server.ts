import { appendAudit } from '~/modules/audit/append-audit.server';
import { findWithdrawn } from '~/modules/quarantine/find-withdrawn.server';
import type { Db, Prisma } from '~/platform/db';
import type { FieldCipher } from '~/platform/field-cipher';
import type { ImportRun } from '~/platform/generated/prisma/client';
import { dayInZone, HANOI } from '~/platform/time';
import type { ImportRowAction } from '../schema';
import { commitUnitRows } from './commit-unit-rows.server';
import {
  type MemberRowData,
  memberRowData,
  type RunSql,
  readImportRows,
  type StoredRow,
  transactionSql,
  writeImportRows,
} from './import-rows.server';
import { createMemberPlanner } from './member-plan-context.server';
import type { ImportServices } from './read-import.server';
import { getRunActor, type RunActor } from './run-actor.server';
import { withRunLock } from './run-lock.server';
import type { ImportSummary } from './summary';
import { writeMembers } from './write-members.server';

/** Undoes a dry run that went through. */
class DryRunDone extends Error {
  constructor(readonly counts: ImportSummary['counts']) {
    super('dry run');
  }
}

/**
 * Writes a run in state COMMITTING in one transaction: COMMITTING → DONE. Every row is planned again inside it, so that
 * what changed since the preview counts. A dry run does all of it, takes it back and returns to PREVIEW.
 */
export async function commitImport(services: ImportServices, runId: string): Promise<void> {
  const { db, pool, clock } = services;
  await withRunLock(runId, pool, async (sql) => {
    const run = await db.importRun.findUnique({ where: { id: runId } });
    if (run?.state !== 'COMMITTING') return;
    if (await findWithdrawn('IMPORT', runId, db)) {
      // Withdrawn between the press and the work: nothing is written, and once it is given back the person may press again.
      await db.importRun.update({ where: { id: runId }, data: { state: 'PREVIEW' } });
      return;
    }
    const summary = run.summary as unknown as ImportSummary;
    try {
      await db.$transaction(
        async (tx) => {
          await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('org.import'))`;
          await commitInTransaction(tx, sql, services, run, summary);
        },
        { timeout: 15 * 60_000, maxWait: 60_000 },
      );
    } catch (error) {
      if (!(error instanceof DryRunDone)) throw error;
      const dryRun = { at: clock.now().toISOString(), counts: error.counts };
      await db.importRun.update({
        where: { id: runId },
        data: { state: 'PREVIEW', dryRun: false, summary: { ...summary, dryRun } as unknown as Prisma.InputJsonValue },
      });
    }
  });
}

async function commitInTransaction(
  tx: Db,
  sql: RunSql,
  services: ImportServices,
  run: ImportRun,
  summary: ImportSummary,
): Promise<void> {
  const now = services.clock.now();
  const asOf = dayInZone(now, HANOI);
  const actor = await getRunActor(run.createdById, run.kind === 'UNITS' ? 'unit.manage' : 'member.import', tx);
  const counts =
    run.kind === 'UNITS'
      ? await commitUnitRows(tx, run, actor)
      : await commitMemberRows({ tx, sql, cipher: services.cipher }, run, actor, asOf);
  if (run.dryRun) throw new DryRunDone(counts);
  const { dryRun: _, ...rest } = summary;
  await tx.importRun.update({
    where: { id: run.id },
    data: { state: 'DONE', finishedAt: now, summary: { ...rest, counts } as unknown as Prisma.InputJsonValue },
  });
  await appendAudit(tx, {
    actor: actor.audit,
    action: run.kind === 'UNITS' ? 'unit.import' : 'member.import',
    targetType: 'import',
    targetId: run.id,
    unitId: run.unitId,
    data: { fileName: run.fileName, sha256: run.sha256, counts },
  });
}

/** `sql` reads beside the transaction: the run's lock keeps its rows as they are, and each is read before it is written. */
async function commitMemberRows(
  { tx, sql, cipher }: { tx: Db; sql: RunSql; cipher: FieldCipher },
  run: ImportRun,
  actor: RunActor,
  asOf: string,
): Promise<ImportSummary['counts']> {
  const inTx = transactionSql(tx);
  const planner = await createMemberPlanner({ scope: actor.scope, chosenUnitId: run.unitId }, inTx, cipher);
  const counts: Partial<Record<ImportRowAction, number>> = {};
  for await (const rows of readImportRows(run.id, sql)) {
    const parsed = rows.map((row) => {
      const data = row.data as MemberRowData;
      const { values, keys, raw, parseIssues: issues } = data;
      return { rowNumber: row.rowNumber, values, keys, raw, issues };
    });
    const plans = await planner.plan(parsed);
    const changed: StoredRow[] = [];
    for (const [i, plan] of plans.entries()) {
      counts[plan.action] = (counts[plan.action] ?? 0) + 1;
      const row = rows[i];
      const source = parsed[i];
      if (!row || !source) continue;
      const data = memberRowData(source, plan);
      const before = row.data as MemberRowData;
      const same =
        row.action === plan.action &&
        row.memberId === plan.memberId &&
        before.unitId === plan.unitId &&
        JSON.stringify(before.changes) === JSON.stringify(plan.changes);
      if (!same)
        changed.push({
          rowNumber: row.rowNumber,
          action: plan.action,
          memberId: plan.memberId,
          data,
          errors: plan.issues,
        });
    }
    await writeImportRows(run.id, changed, inTx);
  }
  await writeMembers({ runId: run.id, asOf }, tx, cipher);
  return counts;
}
