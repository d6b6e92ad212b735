import type { LegacyEncoding } from '~/platform/vietnamese';
import type { ImportRowAction } from '../schema';

/** ImportRun.summary: what the page says about the file as a whole. */
export interface ImportSummary {
  counts: Partial<Record<ImportRowAction, number>>;
  /** Some rows wait for a cell to be chosen. */
  needsUnit: boolean;
  /** Sheets that were not read. */
  otherSheets: string[];
  /** Rows outside the table that were left alone, with what stands there; at most 30. */
  aside: { row: number; text: string }[];
  asideCount: number;
  encoding: LegacyEncoding;
  /** Headers of columns that are not imported. */
  unusedColumns: string[];
  /** A dry run that went through: nothing was kept. */
  dryRun?: { at: string; counts: Partial<Record<ImportRowAction, number>> };
}
