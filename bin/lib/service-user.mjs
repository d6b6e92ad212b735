import { spawnSync } from 'node:child_process';
import { Failure } from './failure.mjs';

const USER = 'diemcau-pg';

function idsOf(name) {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout), name } : undefined;
}

/**
 * Postgres refuses to run as root. As root: a system user of our own (made if missing), so that no other database's files
 * are within reach; otherwise undefined, which means the user we are.
 */
export function serviceUser() {
  if (process.getuid?.() !== 0) return undefined;
  const existing = idsOf(USER);
  if (existing) return existing;
  const made = spawnSync(
    'useradd',
    ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', USER],
    {
      encoding: 'utf8',
    },
  );
  const user = idsOf(USER);
  if (!user)
    throw new Failure(
      `Postgres refuses to run as root and the system user ${USER} could not be made: ${(made.stderr || made.error?.message || '').trim()}`,
    );
  return user;
}

/** Whether that user can enter a folder and read in it. */
export function canReach(user, folder) {
  if (!user) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1" && ls . >/dev/null', 'sh', folder], {
      uid: user.uid,
      gid: user.gid,
      cwd: '/',
      stdio: 'ignore',
    }).status === 0
  );
}
