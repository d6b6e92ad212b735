import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Services } from '~/platform/services';
import { blurCoverage } from './blur-coverage.server';
import { RETENTION, RETENTION_RULES, type RetentionRuleId } from './retention-schema';

type Work = Pick<Services, 'db' | 'pool' | 'storage' | 'clock' | 'logger'>;
type Runner = (before: Date, services: Work) => Promise<number>;

const DAY_MS = 86_400_000;
/** The sweep comes every hour; a rule is carried out once a day. */
const REST_MS = 20 * 3_600_000;
const BATCH = 200;

/** What carries out a rule; null: nothing is removed. A rule without an entry does not compile. */
const RUNNERS: Record<RetentionRuleId, Runner | null> = {
  coverage: blurCoverage,
  imports: removeImports,
  exports: removeExports,
  'auth-sessions': (before, { db }) =>
    db.$executeRaw`delete from auth_session where expires_at < ${before} or revoked_at < ${before}`,
  uploads: async (before, { db }) =>
    (await db.upload.deleteMany({ where: { state: 'REJECTED', updatedAt: { lt: before } } })).count,
  mail: async (before, { db }) => (await db.outgoingMail.deleteMany({ where: { createdAt: { lt: before } } })).count,
  resets: removeResets,
  'key-issues': (before, { db }) => db.$executeRaw`delete from key_issue where last_at < ${before}`,
  audit: null,
  results: null,
};

/**
 * Carries out every rule that is due, each on its own: one that fails holds up no other. Every run is audited with what it removed.
 * @returns what was removed, by rule
 */
export async function runRetention(
  services: Work,
  options: { force?: boolean } = {},
): Promise<Partial<Record<RetentionRuleId, number>>> {
  const { db, clock, logger } = services;
  const removedBy: Partial<Record<RetentionRuleId, number>> = {};
  for (const rule of RETENTION_RULES) {
    const { days } = RETENTION[rule];
    const runner = RUNNERS[rule];
    if (days === null || runner === null) continue;
    const now = clock.now();
    // Taken before it begins: of two workers one does it.
    const claimed = await db.$executeRaw`
      insert into retention_run as r (rule, ran_at, removed, milliseconds) values (${rule}, ${now}, 0, 0)
      on conflict (rule) do update set ran_at = excluded.ran_at
       where ${options.force ?? false} or r.ran_at < ${new Date(now.getTime() - REST_MS)}`;
    if (claimed === 0) continue;
    try {
      const started = performance.now();
      const removed = await runner(new Date(now.getTime() - days * DAY_MS), services);
      const milliseconds = Math.round(performance.now() - started);
      await db.$transaction(async (tx) => {
        await tx.retentionRun.update({ where: { rule }, data: { removed, milliseconds } });
        await appendAudit(tx, {
          actor: { system: 'Lưu giữ dữ liệu' },
          action: 'retention.run',
          targetType: 'RetentionRule',
          targetId: rule,
          data: { rule, removed, milliseconds },
        });
      });
      removedBy[rule] = removed;
    } catch (error) {
      logger.error({ rule, err: error }, 'retention rule failed');
      await db.retentionRun.deleteMany({ where: { rule, ranAt: now } });
    }
  }
  return removedBy;
}

/** Lists that were imported, refused or forgotten: the rows and the file go, the counts stay. */
async function removeImports(before: Date, { db, storage }: Work): Promise<number> {
  const where = {
    state: { in: ['PREVIEW', 'DONE', 'FAILED', 'CANCELLED'] as ('PREVIEW' | 'DONE' | 'FAILED' | 'CANCELLED')[] },
    updatedAt: { lt: before },
    storageKey: { not: '' },
  };
  let removed = 0;
  for (;;) {
    const runs = await db.importRun.findMany({
      where,
      select: { id: true, storageKey: true, state: true },
      take: BATCH,
    });
    if (runs.length === 0) return removed;
    for (const run of runs) {
      // The file first: cut short, the run is found again.
      await storage.remove(run.storageKey);
      await db.$transaction(async (tx) => {
        const { count } = await tx.importRow.deleteMany({ where: { runId: run.id } });
        removed += count;
        const cancelled = run.state === 'PREVIEW' ? { state: 'CANCELLED' as const } : {};
        await tx.importRun.update({ where: { id: run.id }, data: { storageKey: '', ...cancelled } });
      });
    }
  }
}

async function removeExports(before: Date, { db, storage }: Work): Promise<number> {
  const old = await db.dataExport.findMany({ where: { createdAt: { lt: before } }, take: 5_000 });
  for (const one of old) if (one.storageKey) await storage.remove(one.storageKey);
  return (await db.dataExport.deleteMany({ where: { id: { in: old.map((one) => one.id) } } })).count;
}

/** A reset that was used stays until the person was told. Requests whose job never came go after the same time. */
async function removeResets(before: Date, { db }: Work): Promise<number> {
  const requests = await db.resetRequest.deleteMany({ where: { createdAt: { lt: before } } });
  const resets = await db.passwordReset.deleteMany({
    where: { expiresAt: { lt: before }, OR: [{ usedAt: null }, { toldAt: { not: null } }] },
  });
  return requests.count + resets.count;
}
