import { chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Folder beside the cluster's data where finished pieces of its journal wait to be encrypted and taken away by `backup wal`. */
export const walSpool = (place) => path.join(place, 'wal-spool');

/** A piece is full at 16 MiB or after this many seconds: what can be lost with the machine. */
const EVERY_SECONDS = 60;

/** Settings that keep the journal. The rename makes a piece appear whole; one that is there already is never overwritten. */
export function archiveSettings(place, user) {
  const spool = walSpool(place);
  if (/["\\%]/.test(spool)) throw new Error(`${spool} cannot stand in archive_command`);
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  if (user) chownSync(spool, user.uid, user.gid);
  return {
    wal_level: 'replica',
    archive_mode: 'on',
    archive_timeout: `${EVERY_SECONDS}s`,
    archive_command: `test ! -f "${spool}/%f" && cp "%p" "${spool}/%f.part" && mv "${spool}/%f.part" "${spool}/%f"`,
  };
}
