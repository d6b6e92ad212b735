import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** From the repository's folder, with forward slashes. */
  path: string;
  text: string;
  lines: number;
  /** What it imports: packages as written, own files as paths without extension. */
  imports: string[];
}

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** TypeScript sources under the given folders, without generated ones. */
export function readSources(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/'))
      .filter((file) => !file.includes('/generated/'))
      .sort()
      .map(readSource),
  );
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((match) => resolve(file, match[1] ?? match[2] ?? ''));
  return { path: file, text, lines: text.split('\n').length - 1, imports };
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('~/')) return `app/${specifier.slice(2)}`;
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier).replace(/\.tsx?$/, '');
  return specifier;
}
