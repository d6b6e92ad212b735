import { FORM_TOKEN_FIELD } from '~/platform/form-token';
import type { Services } from '~/platform/services';

/** As long as somebody may take to find the password again. */
const KEPT_SECONDS = 30 * 60;

interface KeptForm {
  /** Where it was sent to. */
  path: string;
  fields: [name: string, value: string][];
}

type Keeper = Pick<Services, 'env' | 'redis' | 'logger'>;

const nameOf = (authSessionId: number, key: string, prefix: string) => `${prefix}:kept-form:${authSessionId}:${key}`;

/** Keeps a form for this session alone. False: Redis is away, it is lost. */
export async function keepForm(
  args: { authSessionId: number; key: string; path: string; form: string },
  { env, redis, logger }: Keeper,
): Promise<boolean> {
  const kept = ([name]: [string, string]) =>
    name !== FORM_TOKEN_FIELD && !/password|mat-khau|current|next|again/i.test(name);
  const fields = [...new URLSearchParams(args.form)].filter(kept);
  try {
    const text = JSON.stringify({ path: args.path, fields } satisfies KeptForm);
    await redis.set(nameOf(args.authSessionId, args.key, env.REDIS_PREFIX), text, 'EX', KEPT_SECONDS);
    return true;
  } catch (error) {
    logger.warn({ err: error }, 'a form sent to a locked session could not be kept');
    return false;
  }
}

export async function findKeptForm(
  { authSessionId, key }: { authSessionId: number; key: string },
  { env, redis, logger }: Keeper,
): Promise<KeptForm | null> {
  if (!/^[\w-]{16}$/.test(key)) return null;
  try {
    const text = await redis.get(nameOf(authSessionId, key, env.REDIS_PREFIX));
    return text ? (JSON.parse(text) as KeptForm) : null;
  } catch (error) {
    logger.warn({ err: error }, 'a kept form could not be read');
    return null;
  }
}
