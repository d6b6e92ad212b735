import { formatNumber, formatPercent } from '~/platform/format';
import type { TableCell, TableColumn } from '../table-model';

/** A table's cell as it stands on paper. `index` numbers (TT, years) carry no thousands point. */
export function cellText(column: TableColumn, value: TableCell): string {
  if (column.kind === 'percent') return formatPercent(typeof value === 'number' ? value : null);
  if (value === null) return '';
  if (typeof value === 'string') return value.normalize('NFC');
  return column.kind === 'index' ? String(value) : formatNumber(value);
}

export const cellAlign = (column: TableColumn): 'left' | 'center' | 'right' =>
  column.kind === 'text' ? 'left' : column.kind === 'index' ? 'center' : 'right';
