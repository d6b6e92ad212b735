import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const skipped = new Set(['node_modules', 'generated', 'build', '.data', '.test-data', '.git']);

/** Every file under a path, in a stable order. */
function listFiles(start) {
  if (!existsSync(start)) return [];
  if (statSync(start).isFile()) return [start];
  return readdirSync(start, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (skipped.has(entry.name)) return [];
      const full = path.join(start, entry.name);
      return entry.isDirectory() ? listFiles(full) : [full];
    });
}

/** SHA-256 over names and contents of the given files and folders, relative to the repository. */
export function fingerprint(paths, accept = () => true) {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const start of paths) {
    for (const file of listFiles(path.join(root, start))) {
      if (!accept(file)) continue;
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Runs `work` unless `stampFile` holds this value already; writes the stamp afterwards. Returns whether it ran. */
export async function unlessStamped(stampFile, value, work) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === value) return false;
  await work();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, value);
  return true;
}
