import type { Language, Role } from './schema';

/** A role held on a unit; it reaches the unit's subtree. */
export interface Grant {
  role: Role;
  unitId: number;
  unitCode: string;
  unitName: string;
  /** ltree path of unit ids, e.g. `1.9.12`. */
  path: string;
  /** Number of the emergency access that it comes from; absent in a role that was given. */
  emergency?: number;
  /** Only to look. */
  readOnly?: boolean;
}

/** The signed-in person a query answers to. Every query that reads personal data takes one. */
export interface Viewer {
  accountId: number;
  authSessionId: number;
  /** Names the browser whose cookie this is, see device-tag.ts; absent where a viewer was made without one. */
  device?: string;
  username: string;
  displayName: string;
  language: Language;
  mustChangePassword: boolean;
  memberId: number | null;
  /** The member's home cell; null for accounts without a member record. */
  homeUnitId: number | null;
  homePath: string | null;
  /** IANA zone of the person: their own, else the home cell's, else Hanoi's. */
  timeZone: string;
  grants: readonly Grant[];
}

/** A session and how far it may be used. */
export interface SignedIn {
  viewer: Viewer;
  /** Left alone too long: the password opens it again. */
  locked: boolean;
  hasFactor: boolean;
  /** The person's roles ask for a second factor and there is none: it is set up first. */
  factorDue: boolean;
  /** When the person last proved who they are. */
  authenticatedAt: Date;
  /** The account's sign-in before this one. */
  previousSignInAt: Date | null;
}
