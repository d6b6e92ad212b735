import { findExpiredAttempts } from '~/modules/quizzes/find-expired-attempts.server';
import { submitAttempt } from '~/modules/quizzes/submit-attempt.server';
import type { Sweep } from './index';

const AT_ONCE = 500;

/** Attempts whose time is over and whose timer got lost: submitted by the clock, like the job would have. */
export const expiredAttempts: Sweep = {
  name: 'expired-attempts',
  everySeconds: 15,
  async run({ db, clock, logger }) {
    for (const attemptId of await findExpiredAttempts({ now: clock.now(), limit: AT_ONCE }, db)) {
      const result = await submitAttempt({ attemptId, now: clock.now(), actor: null }, db);
      if (result === 'submitted') logger.info({ attemptId }, 'attempt submitted by the sweep');
    }
  },
};
