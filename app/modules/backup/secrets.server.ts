import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Env } from '~/platform/env';

/** What the data cannot be used without, by the name of its file under DATA_DIR/secrets. */
const NAMES = ['SESSION_SECRET', 'MEDIA_SECRET', 'AUDIT_SECRET', 'FIELD_INDEX_KEY'] as const;

export type KeptSecrets = Record<string, string>;

/** The secrets this installation works with, wherever they were given. */
export function collectSecrets(env: Env): KeptSecrets {
  const kept: KeptSecrets = {};
  for (const name of NAMES) kept[name.toLowerCase()] = env[name];
  kept.field_keys =
    env.FIELD_KEYS ?? (existsSync(env.FIELD_KEYS_FILE) ? readFileSync(env.FIELD_KEYS_FILE, 'utf8') : '');
  return kept;
}

/** Into DATA_DIR/secrets of the restored installation. Those that the environment gives instead are not read from there. */
export function storeSecrets(kept: KeptSecrets, dataDir: string): string[] {
  const folder = path.join(dataDir, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = Object.keys(kept).filter((name) => /^[a-z_]{1,40}$/.test(name) && kept[name]);
  for (const name of names) writeFileSync(path.join(folder, name), kept[name] ?? '', { mode: 0o600 });
  return names;
}
