import { RETENTION, type RetentionRuleId } from '~/modules/privacy/retention-schema';
import type { Db } from '~/platform/db';

interface Target {
  targetType: string;
  targetId: string;
}

/** Where the name of each kind of target stands. `$1`: numbers as text. */
const LOOK_UP: Record<string, string> = {
  member: 'select id::text as id, full_name as name from member where id::text = any($1)',
  unit: 'select id::text as id, name from unit where id::text = any($1)',
  account: `select id::text as id, display_name || ' (' || username || ')' as name from account where id::text = any($1)`,
  studysession: 'select id::text as id, title as name from study_session where id::text = any($1)',
  campaign: `select wanted as id, title as name from campaign join unnest($1::text[]) wanted on wanted = id::text or wanted = code`,
  document: 'select id::text as id, title as name from party_document where id::text = any($1)',
  venue: 'select id::text as id, name from venue where id::text = any($1)',
  poll: 'select id::text as id, title as name from poll where id::text = any($1)',
  completionreport: `select r.id::text as id, u.name || ' – ' || c.title as name from completion_report r
     join snapshot s on s.id = r.snapshot_id join unit u on u.id = s.unit_id join campaign c on c.id = s.campaign_id
    where r.id::text = any($1)`,
  question_bank: 'select code as id, title as name from question_bank where code = any($1)',
  snapshot: `select s.id::text as id, u.name || ' – ' || c.title as name from snapshot s join unit u on u.id = s.unit_id
     join campaign c on c.id = s.campaign_id where s.id::text = any($1)`,
};
const SAME: Record<string, string> = { session: 'studysession' };

/** `Type/id` → today's name, for those that still are there. One query a kind that occurs. */
export async function nameTargets(targets: readonly Target[], db: Db): Promise<Map<string, string>> {
  const kinds = new Map<string, Target[]>();
  for (const target of targets) {
    const lower = target.targetType.toLowerCase();
    const kind = SAME[lower] ?? lower;
    if (kind in LOOK_UP) kinds.set(kind, [...(kinds.get(kind) ?? []), target]);
  }
  const names = new Map<string, string>();
  for (const { targetType, targetId } of targets) {
    const rule = targetType === 'RetentionRule' ? RETENTION[targetId as RetentionRuleId] : undefined;
    if (rule) names.set(`${targetType}/${targetId}`, rule.what);
  }
  for (const [kind, wanted] of kinds) {
    const ids = [...new Set(wanted.map((target) => target.targetId))];
    const rows = await db.$queryRawUnsafe<{ id: string; name: string }[]>(LOOK_UP[kind] ?? '', ids);
    const found = new Map(rows.map((row) => [row.id, row.name]));
    for (const { targetType, targetId } of wanted) {
      const name = found.get(targetId);
      if (name) names.set(`${targetType}/${targetId}`, name);
    }
  }
  return names;
}
