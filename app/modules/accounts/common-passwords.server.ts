import { readFileSync } from 'node:fs';
import path from 'node:path';

let kept: Promise<ReadonlySet<string>> | undefined;

export function parseCommonPasswords(text: string): ReadonlySet<string> {
  return new Set(text.split(/\r?\n/).filter((line) => line && !line.startsWith('#')));
}

/**
 * Vietnamese habits (content/common-passwords.txt) and the 49,000 commonest passwords of published breaches, which come with a package of
 * their own: no password leaves this machine to be looked up. Loaded once, at the first change of a password. Processes run in the
 * project's folder.
 */
export async function commonPasswords(): Promise<ReadonlySet<string>> {
  kept ??= load();
  return kept;
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const own = parseCommonPasswords(readFileSync(path.resolve('content/common-passwords.txt'), 'utf8'));
  return new Set([...own, ...(dictionary['passwords-common'] as string[])]);
}
