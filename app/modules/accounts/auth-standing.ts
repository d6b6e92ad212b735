import { needsSecondFactor, type SecondFactorMode } from './second-factor-policy';
import type { Viewer } from './viewer';

/** Minutes without a sign of life after which a session is locked: the password opens it again. */
export const IDLE_MINUTES = 15;
export const ADMINISTRATOR_IDLE_MINUTES = 5;
/** How old a proof of who one is may be for a privileged order. */
export const FRESH_MINUTES = 5;

export const idleMinutes = (grants: Viewer['grants']): number =>
  grants.some(({ role }) => role === 'ADMINISTRATOR') ? ADMINISTRATOR_IDLE_MINUTES : IDLE_MINUTES;

/** An unbroken run of a session's beats: milliseconds of the first and the newest. */
export interface WatchingRun {
  since: number;
  last: number;
}

/**
 * Whether a session is locked. Watching keeps it open, but only a run of beats that began before the lock would have fallen:
 * else whoever finds the screen could press "play" and wait.
 */
export function isLocked(
  { lastSeenAt, now, minutes }: { lastSeenAt: number; now: number; minutes: number },
  run: WatchingRun | null,
): boolean {
  const limit = minutes * 60_000;
  if (now - lastSeenAt <= limit) return false;
  return !run || now - run.last > limit || run.since > lastSeenAt + limit;
}

export const isFresh = (authenticatedAt: Date, now: Date): boolean =>
  now.getTime() - authenticatedAt.getTime() <= FRESH_MINUTES * 60_000;

/** Where somebody may go who must set up a second factor first, and nowhere else. */
const ENROLMENT = [
  '/bao-mat/thiet-lap',
  '/bao-mat/ung-dung',
  '/bao-mat/khoa',
  '/bao-mat/ma-du-phong',
  '/resources/khoa-moi',
  '/xac-nhan',
  '/xac-nhan/khoa',
  '/doi-mat-khau',
  '/dang-xuat',
];

export const isEnrolmentPath = (pathname: string): boolean => ENROLMENT.includes(pathname.replace(/\.data$/, ''));

/** Whether a second factor has to be set up before anything else. */
export const isFactorDue = (viewer: Pick<Viewer, 'grants'>, hasFactor: boolean, mode: SecondFactorMode): boolean =>
  !hasFactor && needsSecondFactor(viewer.grants, mode);
