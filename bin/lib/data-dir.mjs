import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './root.mjs';

const MARK = 'diemcau';

/** DATA_DIR, made and marked as ours on first use. @throws Failure when it holds something else or cannot be written */
export function openDataDir() {
  const dir = path.resolve(root, process.env.DATA_DIR || '.data');
  try {
    mkdirSync(dir, { recursive: true });
    const entries = readdirSync(dir);
    if (!entries.includes(MARK)) {
      if (entries.length > 0)
        throw new Failure(`DATA_DIR ${dir} holds files that are not Điểm Cầu's: name an empty folder.`);
      writeFileSync(path.join(dir, MARK), 'This folder belongs to Điểm Cầu.\n');
    }
    writeFileSync(path.join(dir, '.writable'), '');
    rmSync(path.join(dir, '.writable'));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `DATA_DIR ${dir} cannot be used: ${error.code === 'EACCES' ? 'it belongs to another user' : error.message}`,
    );
  }
  return dir;
}

const runtimeFile = (dir) => path.join(dir, 'runtime.json');

/** What a running `npm start` left for the command line: { pid, databaseUrl, redisUrl, port }; undefined when none runs. */
export function readRuntime(dir) {
  if (!existsSync(runtimeFile(dir))) return undefined;
  try {
    const runtime = JSON.parse(readFileSync(runtimeFile(dir), 'utf8'));
    process.kill(runtime.pid, 0);
    return runtime;
  } catch (error) {
    return error.code === 'EPERM' ? JSON.parse(readFileSync(runtimeFile(dir), 'utf8')) : undefined;
  }
}

export function writeRuntime(dir, runtime) {
  writeFileSync(runtimeFile(dir), JSON.stringify(runtime), { mode: 0o600 });
}

export function clearRuntime(dir) {
  rmSync(runtimeFile(dir), { force: true });
}
