import { scopeOfPart } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';

const EVERY_MS = 2_000;
/** A beat that was under way when the person signed out still counts. */
const GRACE_MS = 30_000;
/** Longer than any pass or ticket lives. */
const REMEMBERED = '3 hours';

interface Row {
  revoked: { id: number; at: number }[] | null;
  paths: string[] | null;
}

const SQL = `
  select (select json_agg(json_build_object('id', id, 'at', extract(epoch from revoked_at) * 1000)) from auth_session
           where revoked_at > now() - interval '${REMEMBERED}') as revoked,
         (select json_agg(public_path) from quarantine where lifted_at is null and public_path is not null) as paths`;

/**
 * What must stop at once although passes and tickets still say yes: sign-ins that were ended, and media in quarantine. Asked for
 * every two seconds, one short query a process, so that the paths of media and beats need none of their own. While the database is
 * away, what was known stays: the lecture goes on.
 */
export class Withdrawn {
  private revoked = new Map<number, number>();
  private paths = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private first: Promise<void>;

  constructor(private readonly services: Pick<WebServices, 'forScope' | 'logger'>) {
    this.first = this.read();
    this.timer = setInterval(() => void this.read(), EVERY_MS);
    this.timer.unref();
  }

  /** Resolves once it has been asked for the first time. */
  ready(): Promise<void> {
    return this.first;
  }

  isSignedOut(authSessionId: number | undefined): boolean {
    return authSessionId !== undefined && this.revoked.has(authSessionId);
  }

  /** The same with some time for what was still under way. */
  isLongSignedOut(authSessionId: number | undefined, now: number): boolean {
    const at = authSessionId === undefined ? undefined : this.revoked.get(authSessionId);
    return at !== undefined && at + GRACE_MS < now;
  }

  isQuarantined(publicPath: string): boolean {
    return this.paths.has(publicPath);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async read(): Promise<void> {
    try {
      const { rows } = await this.services.forScope(scopeOfPart('media'), ({ pool }) =>
        pool.query<Row>({ name: 'withdrawn', text: SQL }),
      );
      this.revoked = new Map((rows[0]?.revoked ?? []).map(({ id, at }) => [id, at]));
      this.paths = new Set(rows[0]?.paths ?? []);
    } catch (error) {
      this.services.logger.warn({ err: error }, 'what was withdrawn is not up to date');
    }
  }
}
