import type { Db } from '~/platform/db';

const CHALLENGE_MS = 5 * 60_000;

/** Notes what a passkey has to sign in this session; a newer one replaces it. */
export async function setSessionChallenge(
  { authSessionId, challenge, now }: { authSessionId: number; challenge: string; now: Date },
  db: Db,
): Promise<void> {
  const challengeUntil = new Date(now.getTime() + CHALLENGE_MS);
  await db.authSession.update({ where: { id: authSessionId }, data: { challenge, challengeUntil } });
}

/** Takes it: of two requests that bring an answer, one gets it. Null: none, or it has run out. */
export async function takeSessionChallenge(
  { authSessionId, now }: { authSessionId: number; now: Date },
  db: Db,
): Promise<string | null> {
  const [row] = await db.$queryRaw<{ challenge: string | null }[]>`
    with old as (select id, challenge from auth_session
                  where id = ${authSessionId} and challenge_until > ${now}::timestamptz for update)
    update auth_session s set challenge = null, challenge_until = null from old where s.id = old.id returning old.challenge`;
  return row?.challenge ?? null;
}
