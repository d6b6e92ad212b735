import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { AppError } from '~/platform/errors';
import { splitSecrets } from '~/platform/key-ring';
import { NOBODY } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';

/** Names a secret without telling it: 8 hex digits. */
const secretId = (secret: string): string =>
  createHash('sha256').update(`content-secret.${secret}`).digest('hex').slice(0, 8);

/** Which of MEDIA_SECRET's secrets an id names. No id (made before there were ids): the last, oldest one. */
export function secretOf(id: string, mediaSecret: string): string {
  const secrets = splitSecrets(mediaSecret);
  const found = id === '' ? secrets.at(-1) : secrets.find((secret) => secretId(secret) === id);
  if (found) return found;
  throw new AppError(
    'unavailable',
    'SECRET_GONE',
    'Khóa của bài giảng này không còn trên hệ thống. Đồng chí hãy báo quản trị khôi phục khóa cũ (MEDIA_SECRET).',
  );
}

/**
 * The secret that the content keys of this folder follow from: the newest one for a folder that has nothing yet, and then always the
 * same, however often MEDIA_SECRET is changed meanwhile. For whoever encrypts.
 */
export async function claimContentSecret(publicPath: string, mediaSecret: string, pool: Pool): Promise<string> {
  const [current = ''] = splitSecrets(mediaSecret);
  const { rows } = await pool.query<{ secret_id: string }>(
    `with claimed as (insert into content_secret (public_path, secret_id) values ($1, $2) on conflict do nothing returning secret_id)
     select secret_id from claimed union all select secret_id from content_secret where public_path = $1 limit 1`,
    [publicPath, secretId(current)],
  );
  return secretOf(rows[0]?.secret_id ?? secretId(current), mediaSecret);
}

const MAX_KNOWN = 20_000;
/** A folder without a row is being written by a process of the release before. */
const ABSENT_MS = 5_000;

/** The same for whoever hands out keys: one query for each folder and process. */
export class ContentSecrets {
  private readonly known = new Map<string, { secret: string; until: number }>();

  constructor(
    private readonly mediaSecret: string,
    private readonly services: Pick<WebServices, 'forScope'>,
  ) {}

  async find(publicPath: string): Promise<string> {
    const known = this.known.get(publicPath);
    if (known && known.until > Date.now()) return known.secret;
    const { rows } = await this.services.forScope(NOBODY, ({ pool }) =>
      pool.query<{ secret_id: string }>({
        ...{ name: 'content-secret', text: 'select secret_id from content_secret where public_path = $1' },
        values: [publicPath],
      }),
    );
    const secret = secretOf(rows[0]?.secret_id ?? '', this.mediaSecret);
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(publicPath, { secret, until: rows[0] ? Number.POSITIVE_INFINITY : Date.now() + ABSENT_MS });
    return secret;
  }
}
