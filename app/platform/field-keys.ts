import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A key for sealing fields: 256 bits, with the short name that stands in every value it sealed. */
export interface FieldKey {
  id: string;
  secret: Buffer;
}

/**
 * Keys written as `k2:HEX,k1:HEX` (64 hexadecimal digits each; commas or line breaks between), the sealing one first.
 * @throws Error that says what is wrong without showing a key
 */
export function parseFieldKeys(text: string): FieldKey[] {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part, i) => {
      const found = /^([a-z0-9]{1,16}):([0-9a-f]{64})$/i.exec(part);
      if (!found?.[1] || !found[2]) throw new Error(`key ${i + 1} is not NAME:64 hexadecimal digits`);
      return { id: found[1], secret: Buffer.from(found[2], 'hex') };
    });
  if (keys.length === 0) throw new Error('holds no key');
  if (new Set(keys.map((key) => key.id)).size < keys.length) throw new Error('names one key twice');
  return keys;
}

/** A line for the list of keys. `after` are the ids that are taken. */
export function makeFieldKey(after: readonly string[] = []): string {
  const numbers = after.map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  return `k${Math.max(0, ...numbers) + 1}:${randomBytes(32).toString('hex')}`;
}

/** Puts a new sealing key first in the file; the earlier ones go on opening what they sealed. Returns its id. */
export function addFieldKey(file: string): string {
  const text = readFileSync(file, 'utf8').trim();
  const line = makeFieldKey(parseFieldKeys(text).map((key) => key.id));
  writeWhole(file, `${line}\n${text}\n`);
  return line.slice(0, line.indexOf(':'));
}

/** Takes a key out of the file. For keys that no value names any more. */
export function removeFieldKey(file: string, id: string): void {
  const lines = readFileSync(file, 'utf8')
    .split(/[\s,]+/)
    .filter((line) => line !== '' && !line.startsWith(`${id}:`));
  writeWhole(file, `${lines.join('\n')}\n`);
}

function writeWhole(file: string, text: string): void {
  const partial = `${file}.${process.pid}.new`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
}

/** Makes the file with a first key unless it is there. */
export function ensureFieldKeys(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // `wx`: when two processes start at once, the first one's key stays.
    writeFileSync(file, `${makeFieldKey()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
