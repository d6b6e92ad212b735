// Runs one service and stops it when the process that asked for it is gone, even after a kill -9 of that process:
//   node guard.mjs SIGNAL COMMAND ARGUMENTS…
// The asker holds the other end of stdin; when it closes, SIGNAL is sent to the service. GUARD_UID and GUARD_GID choose its user.
import { spawn } from 'node:child_process';

const [signal, command, ...args] = process.argv.slice(2);
const { GUARD_UID, GUARD_GID, ...env } = process.env;
const service = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env,
  cwd: '/',
  ...(GUARD_UID ? { uid: Number(GUARD_UID), gid: Number(GUARD_GID) } : {}),
});

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  service.kill(signal);
  setTimeout(() => service.kill('SIGKILL'), 3_000).unref();
}

service.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
service.on('exit', (code, by) => process.exit(stopping ? 0 : (code ?? (by ? 128 : 1)) || 1));
process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);
