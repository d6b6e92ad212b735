import type { TableMapping } from './find-table';

/** The mapping found in the file, with the columns the person has set in the preview (ImportRun.mapping.columns). */
export function columnMapping(found: TableMapping, chosen: unknown): TableMapping {
  const columns = (chosen as { columns?: Record<string, string | null> } | null)?.columns;
  if (!columns) return found;
  const own = Object.keys(found.columns).map((letter) => [letter, columns[letter] ?? null] as const);
  return { ...found, columns: Object.fromEntries(own) };
}
