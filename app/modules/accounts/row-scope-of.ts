import { NOBODY, type RowScope } from '~/platform/row-scope';
import { type Action, canAnywhere, scopePaths } from './access';
import type { Viewer } from './viewer';

/**
 * Classes of rows and the rights that open them: what Postgres compares a row's unit with (migrations 0020 and later). Coarser than the
 * table of rights itself, which decides first; this is what is left when a query forgets to ask it.
 */
export const ROW_CLASSES = {
  people: ['member.view', 'board.members'],
  'people.write': ['member.manage', 'member.import'],
  accounts: ['account.view', 'campaign.manage'],
  'accounts.write': ['account.manage'],
  access: ['account.view'],
  'access.review': ['access.review'],
  emergencies: ['emergency.review', 'emergency.end'],
  'emergencies.take': ['emergency.take'],
  records: ['board.view'],
  'records.write': ['attendance.record', 'attendance.correct'],
  'records.correct': ['attendance.correct'],
  campaigns: ['campaign.manage'],
  questions: ['question.moderate'],
  reports: ['report.view'],
  'reports.write': ['report.make'],
  minutes: ['minutes.view'],
  'minutes.write': ['minutes.write'],
  requests: ['privacy.view'],
  'requests.write': ['privacy.handle'],
  audit: ['audit.view'],
  quarantine: ['quarantine.withdraw'],
  'quarantine.lift': ['quarantine.lift'],
} as const satisfies Record<string, readonly Action[]>;

const CLASSES = Object.entries(ROW_CLASSES);
const known = new WeakMap<Viewer, RowScope>();

/** What the database is told of a viewer; null is somebody who has not signed in. */
export function rowScopeOf(viewer: Viewer | null): RowScope {
  if (!viewer) return NOBODY;
  const found = known.get(viewer);
  if (found) return found;
  const scope = [
    String(viewer.accountId),
    viewer.memberId === null ? '' : String(viewer.memberId),
    '',
    viewer.grants.length === 0 ? '{}' : JSON.stringify(scopesOf(viewer)),
  ] as const;
  known.set(viewer, scope);
  return scope;
}

/** Who has signed in and may not work yet: their own account. */
export const rowScopeOfAccount = (accountId: number): RowScope => [String(accountId), '', '', '{}'];

/** Classes the viewer has anything of; `halls` when they may be named to keep a roll. */
function scopesOf(viewer: Viewer): Record<string, string[]> {
  const scopes: Record<string, string[]> = {};
  for (const [name, actions] of CLASSES) {
    const paths = [...new Set(actions.flatMap((action) => scopePaths(viewer, action)))];
    if (paths.length > 0) scopes[name] = paths;
  }
  if (canAnywhere(viewer, 'venue.keep')) scopes.halls = [];
  return scopes;
}
