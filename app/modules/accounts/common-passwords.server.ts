import { readFileSync } from 'node:fs';
import path from 'node:path';

let kept: ReadonlySet<string> | undefined;

export function parseCommonPasswords(text: string): ReadonlySet<string> {
  return new Set(text.split(/\r?\n/).filter((line) => line && !line.startsWith('#')));
}

/** Read once, at the first change of a password. Processes run in the project's folder. */
export function commonPasswords(): ReadonlySet<string> {
  kept ??= parseCommonPasswords(readFileSync(path.resolve('content/common-passwords.txt'), 'utf8'));
  return kept;
}
