/** A table with sealed columns of its own: `id` names the row in what is sealed, `seal_key` the key. */
export interface SealedTable {
  table: string;
  columns: readonly string[];
}

/** Besides `member`, whose three words modules/org knows how to keep. A column that is not here would be lost with its key. */
export const SEALED_TABLES: readonly SealedTable[] = [
  { table: 'data_request', columns: ['body', 'proposal', 'answer'] },
  { table: 'outgoing_mail', columns: ['address', 'body'] },
  { table: 'totp_factor', columns: ['secret', 'pending'] },
  { table: 'reset_request', columns: ['identifier'] },
];
