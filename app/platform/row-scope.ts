import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * For whom the database is asked: Postgres compares it with each row (policies of migration 0020). Four settings of one
 * transaction: account, member, part of the system, and scopes (JSON: class of rows → ltree paths of units).
 */
export type RowScope = readonly [account: string, member: string, part: string, scopes: string];

/**
 * Parts of the system that ask for nobody in particular, and what they are let to: policies name them. Each is a hole in the wall between
 * people, so each says why.
 */
export const SYSTEM_PARTS = {
  'sign-in': 'who someone is has to be found before anyone is somebody: accounts, roles, browsers that are signed in',
  health: 'whether the database answers; sees no row of a person',
  media: 'which sign-ins have ended, what is withdrawn, and notes of who was given which key',
  screen: 'a hall’s screen: opened by its secret link, shows nothing about people',
  ballot: 'a secret ballot comes from nobody',
  outcome: 'the verdict is worked out from evidence by the one rule, whoever’s act calls for it',
  figures: 'sums over units: what a board’s viewer may count without seeing whose rows they are',
  'card-check': 'a clerk finds the owner of a whole card number on the roster of the session',
  'access-review': 'a reviewer takes a role back that was found not to be needed any more',
  'account-names': 'whether a user name is taken, wherever it is',
} as const;
export type SystemPart = keyof typeof SYSTEM_PARTS;

/** A signed-in person or a part of the system, else nobody: sees no row of a person. */
export const NOBODY: RowScope = ['', '', '', '{}'];

export const scopeOfPart = (part: SystemPart): RowScope => ['', '', part, '{}'];

/** Somebody who showed a ticket and no account: their own rows. */
export const scopeOfMember = (memberId: number): RowScope => ['', String(memberId), '', '{}'];

// One for the process: the server's bundle and the pages' bundle each carry this file.
const shared = globalThis as unknown as Record<symbol, AsyncLocalStorage<RowScope> | undefined>;
const SLOT = Symbol.for('diemcau.row-scope');
shared[SLOT] ??= new AsyncLocalStorage<RowScope>();
const current = shared[SLOT];

/** Runs `work`; whatever it asks the database is asked in this scope, also after its awaits. */
export function withRowScope<T>(scope: RowScope, work: () => T | PromiseLike<T>): Promise<T> {
  // Awaited inside: Prisma sends a query only when its promise is asked for the answer.
  return current.run(scope, async () => await work());
}

/** What a part of the system asks, within anybody's request. Check who may have it asked before. */
export function asPart<T>(part: SystemPart, work: () => T | PromiseLike<T>): Promise<T> {
  return withRowScope(scopeOfPart(part), work);
}

export class NoRowScopeError extends Error {
  constructor() {
    super('The database was asked without saying for whom: see docs/security.md, rows');
  }
}

/** @throws NoRowScopeError outside of `withRowScope` */
export function currentRowScope(): RowScope {
  const scope = current.getStore();
  if (!scope) throw new NoRowScopeError();
  return scope;
}
