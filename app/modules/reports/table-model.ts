/** Tables as they go to paper and to Excel. The renderers decide fonts and lines; the model only says what is what. */
export type ColumnKind = 'index' | 'text' | 'integer' | 'percent';

export interface TableColumn {
  title: string;
  kind: ColumnKind;
  /** Width on paper, in millimetres; the sum over the columns is the width of the table. */
  widthMm: number;
}

/** `text`: string. `index`, `integer`: a whole number. `percent`: basis points, null for "nobody required". */
export type TableCell = string | number | null;

export interface TableModel {
  columns: TableColumn[];
  /** Stands above the rows, bold: the sum. */
  total: TableCell[] | null;
  rows: TableCell[][] | Iterable<TableCell[]>;
}
