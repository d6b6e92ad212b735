const DAY_MS = 86_400_000;
/** So many days before it is stopped an account is shown as due. */
export const DUE_DAYS = 10;

/** When an account was last taken into use: sign-in, creation, or an administrator's hand. */
export function idleSince(account: { lastSignInAt: Date | null; createdAt: Date; enabledAt: Date | null }): Date {
  const moments = [account.lastSignInAt, account.createdAt, account.enabledAt];
  return new Date(Math.max(...moments.map((at) => at?.getTime() ?? 0)));
}

/** The day an account is stopped if nobody uses it; null while that is more than `DUE_DAYS` away. */
export function dueStop(since: Date, now: Date, days: number): Date | null {
  const stop = since.getTime() + days * DAY_MS;
  return stop - now.getTime() <= DUE_DAYS * DAY_MS ? new Date(stop) : null;
}

/** For whoever came back after long: how many days they were away, when that was more than half of what is allowed. */
export function idleWarning(args: {
  previousSignInAt: Date | null;
  now: Date;
  days: number;
}): { away: number; days: number } | null {
  if (!args.previousSignInAt) return null;
  const away = Math.floor((args.now.getTime() - args.previousSignInAt.getTime()) / DAY_MS);
  return away * 2 > args.days ? { away, days: args.days } : null;
}
