import type { SecondRange } from '~/platform/ranges';
import { type CheckPlan, checkMoments, checkToken, dueChecks, presenceCheckKey } from './check-moments';
import {
  type CheckRules,
  checkState,
  isMet,
  neededChecks,
  plannedChecks,
  type SessionChecks,
  type StoredCheck,
} from './schema';

interface Args {
  rules: CheckRules;
  checks: readonly StoredCheck[];
  /** Length of the timeline as it is known now: the recording's, else the announced one. */
  seconds: number;
  /** Watched seconds on that timeline. */
  watched: Iterable<SecondRange>;
  /** Null: somebody who is not asked (no member, not listed). */
  owner: Pick<CheckPlan, 'sessionId' | 'memberId'> | null;
  campaignOpen: boolean;
  now: Date;
  answerSeconds: number;
  secret: string;
}

/** What the session's page shows and the player starts with. Null: this campaign asks nothing. */
export function sessionChecks(args: Args): SessionChecks | null {
  const { rules, checks, seconds, watched, owner, campaignOpen, now, answerSeconds, secret } = args;
  const planned = plannedChecks(rules.presenceChecks, seconds);
  if (planned === 0) return null;
  const rows = checks.map((check) => ({ ...check, state: checkState(check, now) }));
  const standing = rows.find(({ state }) => state === 'OPEN');
  const key = presenceCheckKey(secret);
  const due =
    owner && campaignOpen
      ? dueChecks(watched, rows, checkMoments({ ...owner, count: rules.presenceChecks, seconds }, key)).map((moment) =>
          checkToken(owner, moment, key),
        )
      : [];
  return {
    ...{ presenceChecks: rules.presenceChecks, presenceChecksNeeded: rules.presenceChecksNeeded },
    ...{ planned, needed: neededChecks(rules, seconds), met: rows.filter(isMet).length, answerSeconds, rows },
    open: standing ? { number: standing.number, leftMs: new Date(standing.answerBy).getTime() - now.getTime() } : null,
    due,
    explainable: campaignOpen,
  };
}
