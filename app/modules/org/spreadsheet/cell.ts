/** One cell as the file holds it, before anybody asks what it means. Empty cells are absent. */
export type Cell =
  | { kind: 'text'; text: string }
  /** `date`: the cell is formatted as a date, so the number is a serial of the 1900 system. */
  | { kind: 'number'; text: string; number: number; date: boolean }
  | { kind: 'formula'; text: string };

/** `number` is the row number the person sees in Excel (1-based); `cells` is sparse, by 0-based column. */
export type SheetRow = { number: number; cells: (Cell | undefined)[] };

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetter(index: number): string {
  let s = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) s = String.fromCharCode(65 + ((n - 1) % 26)) + s;
  return s;
}

/** "BC12" → 54 (0-based column); -1 when there is no column in the reference. */
export function columnIndex(reference: string): number {
  let n = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i);
    if (c < 65 || c > 90) break;
    n = n * 26 + (c - 64);
  }
  return n - 1;
}

export function cellText(cell: Cell | undefined): string {
  return cell ? cell.text.replace(/\s+/g, ' ').trim() : '';
}

export function isEmptyRow(row: SheetRow): boolean {
  return row.cells.every((cell) => cellText(cell) === '');
}
