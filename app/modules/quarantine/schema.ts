export const QUARANTINE_TARGETS = ['ASSET', 'DOCUMENT', 'IMPORT'] as const;
export type QuarantineTarget = (typeof QUARANTINE_TARGETS)[number];

/** Translation keys. */
export const QUARANTINE_TARGET_NAMES: Record<QuarantineTarget, string> = {
  ASSET: 'Bản ghi, buổi phát',
  DOCUMENT: 'Tài liệu',
  IMPORT: 'Tệp nhập dữ liệu',
};

export const REASON_LENGTH = 500;

export interface QuarantineRow {
  id: number;
  target: QuarantineTarget;
  title: string;
  unitName: string | null;
  reason: string;
  byName: string;
  at: string;
  liftedAt: string | null;
  liftedByName: string | null;
  liftReason: string | null;
  /** How many were given keys of it before it was withdrawn; null: no media. */
  keyHolders: number | null;
}
