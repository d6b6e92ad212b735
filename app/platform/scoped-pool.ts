import pg from 'pg';
import { currentRowScope, NOBODY, type RowScope } from './row-scope';

/**
 * Named statement that each connection prepares once; it goes out with every query, in the same message and the same transaction. It answers
 * with no row: what is set is not null, and nothing has to be read.
 */
const ENTER = {
  name: 'dc_scope',
  text: "select where set_config('dc.account', $1, true) || set_config('dc.member', $2, true) || set_config('dc.part', $3, true) || set_config('dc.scopes', $4, true) is null",
};

/** What steers transactions runs without a scope: it reads no rows, and must not be preceded by another statement. */
const STEERS = /^\s*(?:begin|start|commit|end|rollback|savepoint|release|set|listen|unlisten)\b/i;

// pg's types do not name what every query object is made of.
interface WireConnection {
  bind(config: { portal: string; statement: string; values: readonly string[] }): void;
  execute(config: { portal: string }): void;
}
interface WireQuery extends pg.Query {
  callback?: (error: Error | null, result: unknown) => void;
  prepare(connection: WireConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
}
const BaseQuery = pg.Query as unknown as new (
  config: pg.QueryConfig & { queryMode?: 'extended' },
  values?: unknown[],
) => WireQuery;

/** A query with the scope's settings before it: both reach the server at once, and the settings end with the query's own transaction. */
class ScopedQuery extends BaseQuery {
  private entered = false;
  private readonly scope: RowScope;

  constructor(config: pg.QueryConfig, values: unknown[] | undefined, scope: RowScope) {
    // Only the extended protocol can carry two statements in one transaction.
    super({ ...config, queryMode: 'extended' }, values);
    this.scope = scope;
  }

  override prepare(connection: WireConnection): void {
    connection.bind({ portal: '', statement: ENTER.name, values: this.scope });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.entered) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: WireConnection): void {
    if (this.entered) super.handleCommandComplete(message, connection);
    else this.entered = true;
  }
}

/** A connection that asks in the scope of whoever calls it. */
class ScopedClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares ten overloads; this takes what the pool and Prisma's adapter send.
  override query(config: any, values?: any, callback?: any): any {
    const text: string = typeof config === 'string' ? config : (config?.text ?? '');
    if (typeof config?.submit === 'function' || config === ENTER || STEERS.test(text))
      return super.query(config, values, callback);
    const given = typeof config === 'string' ? { text } : config;
    const done = [values, callback, config.callback].find((one) => typeof one === 'function');
    const query = new ScopedQuery(given, Array.isArray(values) ? values : given.values, currentRowScope());
    if (done) {
      query.callback = done;
      super.query(query);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      query.callback = (error, result) => (error ? reject(error) : resolve(result));
      super.query(query);
    }).catch((error: Error) => {
      // The stack that leads back to who asked.
      Error.captureStackTrace(error);
      throw error;
    });
  }
}

/**
 * A pool whose connections ask in the scope of whoever calls them. pg's own `query` goes on in a callback, which another request may run that
 * gave a connection back; what is awaited goes on in the caller's context.
 */
export class ScopedPool extends pg.Pool {
  constructor(options: pg.PoolConfig) {
    super({ ...options, Client: ScopedClient, onConnect: prepareScope } as unknown as pg.PoolConfig);
  }

  // biome-ignore lint/suspicious/noExplicitAny: overloads again.
  override async query(config: any, values?: any): Promise<any> {
    const client = await this.connect();
    let failure: Error | undefined;
    try {
      return await client.query(config, values);
    } catch (error) {
      // What the server refused leaves the connection sound; anything else may not have.
      if (!(error instanceof pg.DatabaseError)) failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }
}

async function prepareScope(client: pg.ClientBase): Promise<void> {
  await client.query('set role diemcau_web');
  await client.query(ENTER, [...NOBODY]);
}
