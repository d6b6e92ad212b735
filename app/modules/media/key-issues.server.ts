import { scopeOfPart } from '~/platform/row-scope';
import type { WebServices } from '~/platform/services';
import type { PassHolder } from './media-pass';

const FLUSH_MS = 2_000;
/** Holders of one flush; beyond it notes are lost, and the log says how many. */
const MAX_WAITING = 50_000;

interface Note extends PassHolder {
  publicPath: string;
  hour: number;
  periods: Set<number>;
  requests: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Notes who was given which content key when. A key's answer waits for nothing: notes are gathered in memory, one for each holder, folder
 * and hour, and written together every two seconds and at the end. A process that is killed loses those of its last two seconds.
 */
export class KeyIssues {
  private waiting = new Map<string, Note>();
  private lost = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly services: Pick<WebServices, 'forScope' | 'logger'>) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  note(holder: PassHolder, publicPath: string, period: number, now: number): void {
    const hour = Math.floor(now / 3_600_000);
    const id = `${publicPath}.${holder.accountId}.${holder.authSessionId}.${holder.venueId}.${holder.mark}.${hour}`;
    const known = this.waiting.get(id);
    if (known) {
      known.periods.add(period);
      known.requests += 1;
      known.lastAt = now;
      return;
    }
    if (this.waiting.size >= MAX_WAITING) {
      this.lost += 1;
      return;
    }
    const { accountId, authSessionId, venueId, sessionId, mark } = holder;
    const note = { accountId, authSessionId, venueId, sessionId, mark, publicPath, hour, periods: new Set([period]) };
    this.waiting.set(id, { ...note, requests: 1, firstAt: now, lastAt: now });
  }

  /** Writes what waits. What cannot be written waits on. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async write(): Promise<void> {
    if (this.lost > 0) this.services.logger.error({ lost: this.lost }, 'notes of key issues were lost');
    this.lost = 0;
    if (this.waiting.size === 0) return;
    const notes = [...this.waiting.values()];
    this.waiting = new Map();
    const column = <T>(pick: (note: Note) => T): T[] => notes.map(pick);
    const text = (periods: Set<number>) => `{${[...periods].map((one) => `[${one},${one}]`).join()}}`;
    try {
      await this.services.forScope(scopeOfPart('media'), ({ pool }) =>
        pool.query(
          `insert into key_issue as k (public_path, account_id, auth_session_id, venue_id, hour, session_id, mark, periods, requests, first_at, last_at)
         select p, a, s, v, to_timestamp(h * 3600.0), n, m, r::int4multirange, c, to_timestamp(f / 1000.0), to_timestamp(l / 1000.0)
           from unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::int[], $10::float8[], $11::float8[])
                x(p, a, s, v, h, n, m, r, c, f, l)
         on conflict (public_path, account_id, auth_session_id, venue_id, hour, mark)
         do update set periods = k.periods + excluded.periods, requests = k.requests + excluded.requests,
                       first_at = least(k.first_at, excluded.first_at), last_at = greatest(k.last_at, excluded.last_at)`,
          [
            ...[column((n) => n.publicPath), column((n) => n.accountId), column((n) => n.authSessionId)],
            ...[column((n) => n.venueId), column((n) => n.hour), column((n) => n.sessionId), column((n) => n.mark)],
            ...[column((n) => text(n.periods)), column((n) => n.requests)],
            ...[column((n) => n.firstAt), column((n) => n.lastAt)],
          ],
        ),
      );
    } catch (error) {
      this.services.logger.warn(
        { err: error, notes: notes.length },
        'notes of key issues wait: the database does not answer',
      );
      for (const note of notes) this.takeBack(note);
    }
  }

  private takeBack(note: Note): void {
    const id = `${note.publicPath}.${note.accountId}.${note.authSessionId}.${note.venueId}.${note.mark}.${note.hour}`;
    const newer = this.waiting.get(id);
    if (!newer) this.waiting.set(id, note);
    else {
      for (const period of note.periods) newer.periods.add(period);
      newer.requests += note.requests;
      newer.firstAt = Math.min(newer.firstAt, note.firstAt);
    }
  }
}
