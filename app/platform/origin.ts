import { AsyncLocalStorage } from 'node:async_hooks';

/** Where an order came from: what an audit entry says about it although no function in between hands it on. */
export interface Origin {
  /** The request's id (also in the log and on the error page), or `job:NAME`, `cli`, … */
  requestId: string;
  /** The client's address; for work without a client, the process that did it. */
  address: string;
}

// The Remix bundle and the server bundle each carry their own copy of this file: what they share stands on the global object.
const KEY = Symbol.for('diemcau.origin');
const shared = globalThis as { [KEY]?: AsyncLocalStorage<Origin> };
shared[KEY] ??= new AsyncLocalStorage<Origin>();
const storage = shared[KEY];

/** Everything that `work` starts knows `origin`. */
export const withOrigin = <T>(origin: Origin, work: () => T): T => storage.run(origin, work);

export const currentOrigin = (): Origin | undefined => storage.getStore();
