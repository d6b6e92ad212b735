import { notFound } from '~/platform/errors';
import type { Role } from './schema';
import type { Grant, Viewer } from './viewer';

/** Who may do what, within the subtree of the unit the role was granted on. The one table of rights. */
export const ACTIONS = {
  'unit.view': ['SECRETARY', 'VENUE_CLERK', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'],
  'unit.manage': ['ADMINISTRATOR'],
  'member.view': ['SECRETARY', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'],
  'member.manage': ['SECRETARY', 'ADMINISTRATOR'],
  'member.import': ['SECRETARY', 'ADMINISTRATOR'],
  'account.view': ['ADMINISTRATOR', 'INSPECTOR'],
  'account.manage': ['ADMINISTRATOR'],
  'access.review': ['INSPECTOR', 'ADMINISTRATOR'],
  // Temporary access in an emergency, see modules/accounts/emergencies: who may take it, end another's, see and review it.
  'emergency.take': ['ADMINISTRATOR'],
  'emergency.end': ['ADMINISTRATOR'],
  'emergency.review': ['INSPECTOR', 'ADMINISTRATOR'],
  'campaign.view': ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'],
  'campaign.manage': ['ORGANISER'],
  'recording.manage': ['ORGANISER'],
  'broadcast.operate': ['ORGANISER'],
  'question.moderate': ['ORGANISER'],
  'poll.manage': ['ORGANISER'],
  'bank.view': ['ORGANISER'],
  'bank.manage': ['ORGANISER'],
  'attendance.record': ['SECRETARY', 'VENUE_CLERK'],
  // Keeping the roll of the halls one is named for, see modules/venues: for their units only, wherever the role was given.
  'venue.keep': ['SECRETARY', 'VENUE_CLERK'],
  'attendance.correct': ['SECRETARY', 'COMMITTEE'],
  'board.view': ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR'],
  'board.members': ['SECRETARY', 'COMMITTEE', 'INSPECTOR'],
  'report.view': ['COMMITTEE', 'INSPECTOR'],
  'report.make': ['COMMITTEE'],
  'minutes.view': ['ORGANISER', 'COMMITTEE', 'INSPECTOR'],
  'minutes.write': ['ORGANISER'],
  // Requests of people about their own data; nobody handles their own.
  'privacy.view': ['SECRETARY', 'INSPECTOR', 'ADMINISTRATOR'],
  'privacy.handle': ['SECRETARY', 'ADMINISTRATOR'],
  'retention.view': ['INSPECTOR', 'ADMINISTRATOR'],
  // Of the very cell one is secretary of, see modules/accounts/resets.
  'reset.issue': ['SECRETARY'],
  'mail.view': ['ADMINISTRATOR'],
  'research.export': ['ORGANISER', 'COMMITTEE'],
  'audit.view': ['INSPECTOR'],
  'quarantine.withdraw': ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'],
  'quarantine.lift': ['ADMINISTRATOR'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof ACTIONS;

/** Kinds of units that stand above the grassroots: a role there reaches many organisations at once. */
const UPPER_KINDS: readonly string[] = ['CENTRAL', 'BLOC', 'SUPERIOR'];

/**
 * Which grants have no effect until a second person has approved them. The database holds the same table (`dc_needs_approval`,
 * migration 0030); a test compares them.
 */
export const SECOND_APPROVAL: Record<Role, 'always' | 'upper' | 'never'> = {
  // Comes with the member record, opens nothing of others.
  MEMBER: 'never',
  // Reads and changes the members of the unit: one cell's below, everybody's above.
  SECRETARY: 'upper',
  // Reaches only the halls they are named for, one by one.
  VENUE_CLERK: 'never',
  // Sets what a whole branch must study, and goes on air to it.
  ORGANISER: 'upper',
  // Freezes figures and issues reports: above the grassroots those of many organisations.
  COMMITTEE: 'upper',
  // Reads everything, the log included, wherever it is given.
  INSPECTOR: 'always',
  // Makes accounts and hands out roles, wherever it is given.
  ADMINISTRATOR: 'always',
};

export function needsSecondApproval(role: Role, unitKind: string): boolean {
  const wanted = SECOND_APPROVAL[role];
  return wanted === 'always' || (wanted === 'upper' && UPPER_KINDS.includes(unitKind));
}

/** What an emergency access "only to look" leaves of its role. */
const LOOKING: ReadonlySet<Action> = new Set<Action>([
  ...(['unit.view', 'member.view', 'campaign.view', 'bank.view', 'board.view', 'board.members'] as const),
  ...(['report.view', 'minutes.view', 'privacy.view'] as const),
]);

/** What no emergency gives, because it would outlast it: another's account. */
const OUTLASTING: ReadonlySet<Action> = new Set<Action>(['reset.issue']);

const gives = (grant: Grant, action: Action) =>
  (ACTIONS[action] as readonly Role[]).includes(grant.role) &&
  (!grant.readOnly || LOOKING.has(action)) &&
  (grant.emergency === undefined || !OUTLASTING.has(action));

/** Whether `path` lies in the subtree of `root`; both are ltree paths of unit ids. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}.`);
}

/** The subtrees in which the viewer may do this, without those that lie inside another one. */
export function scopePaths(viewer: Pick<Viewer, 'grants'>, action: Action): string[] {
  const paths = [...new Set(viewer.grants.filter((grant) => gives(grant, action)).map((grant) => grant.path))];
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)));
}

export function can(viewer: Viewer, action: Action, unitPath: string): boolean {
  return scopePaths(viewer, action).some((root) => isWithin(unitPath, root));
}

/** Whether the viewer may do this anywhere: for showing a menu entry. */
export function canAnywhere(viewer: Viewer, action: Action): boolean {
  return scopePaths(viewer, action).length > 0;
}

/** @throws AppError not-found: what one may not see does not exist. */
export function requireCan(viewer: Viewer, action: Action, unitPath: string): void {
  if (!can(viewer, action, unitPath)) throw notFound();
}

/** @throws AppError not-found */
export function requireAnywhere(viewer: Viewer, action: Action): string[] {
  const paths = scopePaths(viewer, action);
  if (paths.length === 0) throw notFound();
  return paths;
}
