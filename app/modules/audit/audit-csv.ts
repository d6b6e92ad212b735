import type { AuditRow } from './list-audit.server';

/**
 * A line of CSV as Excel opens it: every cell in quotes, and an apostrophe before what a spreadsheet would read as a formula
 * (`=`, `+`, `-`, `@`, tab, carriage return at the start, also after spaces), because CSV has no type for text.
 */
export const csvLine = (cells: readonly string[]) =>
  `${cells.map((cell) => `"${(/^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

export const AUDIT_COLUMNS = [
  ['Số', 14],
  ['Thời điểm (giờ Hà Nội)', 38],
  ['Người thực hiện', 45],
  ['Tên đăng nhập', 28],
  ['Vai trò lúc đó', 40],
  ['Việc đã làm', 70],
  ['Chi tiết', 80],
  ['Đơn vị', 50],
  ['Số đảng viên', 18],
  ['Địa chỉ mạng', 30],
  ['Mã yêu cầu', 40],
] as const;

export interface Words {
  at: (date: Date) => string;
  sentence: (row: AuditRow) => string;
  details: (row: AuditRow) => string;
}

export function auditCells(row: AuditRow, words: Words): string[] {
  return [
    ...[String(row.id), words.at(row.at), row.actorName, row.actorUsername ?? '', row.actorRoles.join(', ')],
    ...[
      words.sentence(row),
      words.details(row),
      row.unitName ?? '',
      row.memberCount > 0 ? String(row.memberCount) : '',
    ],
    ...[row.address ?? '', row.requestId ?? ''],
  ];
}
