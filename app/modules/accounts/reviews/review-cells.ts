import { formatWithClock, HANOI } from '~/platform/time';
import { ROLE_NAMES } from '../role-names';
import type { ReviewItem } from './list-review-items.server';
import { DECISION_NAMES } from './schema';

/** Columns of the file with their widths in millimetres. */
export const REVIEW_COLUMNS = [
  ['Tên đăng nhập', 32],
  ['Họ tên', 45],
  ['Vai trò', 40],
  ['Mã đơn vị', 24],
  ['Đơn vị', 55],
  ['Người giao', 40],
  ['Giao lúc (giờ Hà Nội)', 38],
  ['Người duyệt', 40],
  ['Duyệt lúc (giờ Hà Nội)', 38],
  ['Đăng nhập gần nhất (giờ Hà Nội)', 38],
  ['Xác thực lần hai', 20],
  ['Tài khoản', 22],
  ['Số lần truy cập khẩn cấp', 22],
  ['Quyết định', 22],
  ['Người quyết định', 40],
  ['Quyết định lúc (giờ Hà Nội)', 38],
  ['Ghi chú', 60],
] as const;

/** One role as the file shows it; the writers make formulas of names harmless. */
export function reviewCells(item: ReviewItem): string[] {
  const at = (date: Date | null) => (date ? formatWithClock(date, HANOI) : '');
  return [
    ...[item.username, item.accountName, ROLE_NAMES[item.role], item.unitCode, item.unitName],
    ...[item.grantedByName ?? '', at(item.grantedAt), item.approvedByName ?? '', at(item.approvedAt)],
    ...[at(item.lastSignInAt), item.hasFactor ? 'Có' : 'Không', item.disabled ? 'Đã ngừng' : 'Đang dùng'],
    ...[String(item.emergencies), item.decision ? DECISION_NAMES[item.decision] : '', item.decidedByName ?? ''],
    ...[at(item.decidedAt), item.note ?? ''],
  ];
}
