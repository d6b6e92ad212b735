import { requireAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { RETENTION_RULES, type RetentionRuleId } from './retention-schema';

export interface RetentionState {
  rule: RetentionRuleId;
  ranAt: Date | null;
  removed: number | null;
}

/** When each rule last ran and how many rows it removed or shortened. */
export async function listRetention(
  { viewer }: { viewer: Viewer },
  { db }: Pick<Services, 'db'>,
): Promise<RetentionState[]> {
  requireAnywhere(viewer, 'retention.view');
  const runs = new Map((await db.retentionRun.findMany()).map((run) => [run.rule, run]));
  return RETENTION_RULES.map((rule) => ({
    rule,
    ranAt: runs.get(rule)?.ranAt ?? null,
    removed: runs.get(rule)?.removed ?? null,
  }));
}
