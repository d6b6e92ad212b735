import { scopeOfPart } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';

const EVERY_MS = 2_000;
/** A beat that was under way when the person signed out still counts. */
const GRACE_MS = 30_000;
/** Longer than any pass or ticket lives. */
const REMEMBERED_MS = 3 * 3_600_000;
/** How far back each look goes: a sign-out may be committed some seconds after the moment that it is dated with. */
const OVERLAP_MS = 60_000;

interface Row {
  now: number;
  revoked: { id: number; at: number }[] | null;
  paths: string[] | null;
}

// After a broadcast hundreds of thousands sign out: each look asks for the last minute only.
const SQL = `
  select extract(epoch from now()) * 1000 as now,
         (select json_agg(json_build_object('id', id, 'at', extract(epoch from revoked_at) * 1000)) from auth_session
           where revoked_at > to_timestamp($1::float8 / 1000)) as revoked,
         (select json_agg(public_path) from quarantine where lifted_at is null and public_path is not null) as paths`;

/**
 * What must stop at once although passes and tickets still say yes: sign-ins that were ended, and media in quarantine. Asked for
 * every two seconds, one short query a process, so that the paths of media and beats need none of their own. While the database is
 * away, what was known stays: the lecture goes on.
 */
export class Withdrawn {
  /** In the order in which they were heard of, which is nearly that of time. */
  private readonly revoked = new Map<number, number>();
  /** The database's clock at the last look, milliseconds; null: none has succeeded. */
  private lookedAt: number | null = null;
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
    const since = this.lookedAt === null ? Date.now() - REMEMBERED_MS : this.lookedAt - OVERLAP_MS;
    try {
      const { rows } = await this.services.forScope(scopeOfPart('media'), ({ pool }) =>
        pool.query<Row>({ name: 'withdrawn', text: SQL, values: [since] }),
      );
      const [row] = rows;
      if (!row) return;
      for (const { id, at } of row.revoked ?? []) this.revoked.set(id, at);
      this.lookedAt = Number(row.now);
      this.forget(this.lookedAt - REMEMBERED_MS);
      this.paths = new Set(row.paths ?? []);
    } catch (error) {
      this.services.logger.warn({ err: error }, 'what was withdrawn is not up to date');
    }
  }

  private forget(before: number): void {
    for (const [id, at] of this.revoked) {
      if (at >= before) return;
      this.revoked.delete(id);
    }
  }
}
