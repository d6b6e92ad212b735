import type { PoolClient } from 'pg';
import { readSealedText, SEALED_TEXT, type SealedEntry, type SealHead } from './chain';

export interface ReadSeal extends SealHead {
  entryIds: number[];
  /** Hex. */
  hash: string;
  mac: string;
}

const ENTRIES_A_PAGE = 10_000;
const SEALS_A_PAGE = 100;

/** The entries of a span by number, page by page; the next page is on its way while one is looked at. */
export async function* readEntries(client: PoolClient, firstId: number, lastId: number): AsyncGenerator<SealedEntry[]> {
  const ask = (after: number) =>
    client.query<[number, string]>({
      text: `select e.id::float8, ${SEALED_TEXT} from audit_entry e where e.id > $1 and e.id <= $2 order by e.id limit ${ENTRIES_A_PAGE}`,
      values: [after, lastId],
      rowMode: 'array',
    });
  let next = ask(firstId - 1);
  for (;;) {
    const { rows } = await next;
    const last = rows.at(-1);
    if (!last) return;
    const more = rows.length === ENTRIES_A_PAGE;
    if (more) {
      next = ask(last[0]);
      // Looked at when it is awaited; until then it must not count as unhandled.
      next.catch(() => {});
    }
    yield rows.map((row) => readSealedText(row[1]));
    if (!more) return;
  }
}

export async function* readSeals(client: PoolClient, first: number, last: number): AsyncGenerator<ReadSeal> {
  let after = first - 1;
  for (;;) {
    const { rows } = await client.query<Omit<ReadSeal, 'entryIds'> & { ids: string }>(
      `select position::float8 as position, day::text as day, floor(extract(epoch from sealed_at) * 1000)::float8 as "sealedAt",
              array_to_string(entry_ids, ',') as ids, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash,
              encode(mac, 'hex') as mac
         from audit_seal s where s.position > $1 and s.position <= $2 order by s.position limit ${SEALS_A_PAGE}`,
      [after, last],
    );
    for (const { ids, ...seal } of rows) yield { ...seal, entryIds: ids === '' ? [] : ids.split(',').map(Number) };
    const end = rows.at(-1);
    if (!end || rows.length < SEALS_A_PAGE) return;
    after = end.position;
  }
}
