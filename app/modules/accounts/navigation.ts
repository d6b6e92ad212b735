import { type Action, canAnywhere } from './access';
import type { NavigationEntry } from './schema';
import type { Viewer } from './viewer';

const MANAGEMENT: readonly (NavigationEntry & { action?: Action })[] = [
  { to: '/quan-ly', label: 'Tổng quan', icon: 'home' },
  { to: '/quan-ly/don-vi', label: 'Đơn vị', icon: 'tree', action: 'unit.view' },
  { to: '/quan-ly/dang-vien', label: 'Đảng viên', icon: 'people', action: 'member.view' },
  { to: '/quan-ly/nhap-du-lieu', label: 'Nhập dữ liệu', icon: 'upload', action: 'member.import' },
  { to: '/quan-ly/dot-hoc-tap', label: 'Đợt học tập', icon: 'book', action: 'campaign.view' },
  { to: '/quan-ly/diem-cau', label: 'Điểm danh', icon: 'list', action: 'venue.keep' },
  { to: '/quan-ly/tong-hop', label: 'Tổng hợp', icon: 'chart', action: 'board.view' },
  { to: '/quan-ly/ngan-hang-cau-hoi', label: 'Câu hỏi', icon: 'list', action: 'bank.view' },
  { to: '/quan-ly/bao-cao', label: 'Báo cáo', icon: 'document', action: 'report.view' },
  { to: '/quan-ly/cach-ly', label: 'Cách ly', icon: 'list', action: 'quarantine.withdraw', aside: true },
  { to: '/quan-ly/ma-hinh', label: 'Mã trên hình', icon: 'people', action: 'audit.view', aside: true },
  { to: '/quan-ly/tai-khoan', label: 'Tài khoản', icon: 'user', action: 'account.view', aside: true },
  { to: '/quan-ly/yeu-cau-du-lieu', label: 'Yêu cầu', icon: 'document', action: 'privacy.view', aside: true },
  { to: '/quan-ly/nhat-ky', label: 'Nhật ký', icon: 'list', action: 'audit.view', aside: true },
];

/** Whether there is anything for this person behind /quan-ly. */
export const isOfficial = (viewer: Viewer) => viewer.grants.some((grant) => grant.role !== 'MEMBER');

/** The menu of the member's pages; officials get the door to theirs. */
export function memberNavigation(viewer: Viewer): NavigationEntry[] {
  return [
    { to: '/', label: 'Trang của tôi', icon: 'home' },
    { to: '/dot-hoc-tap', label: 'Đợt học tập', icon: 'book' },
    ...(isOfficial(viewer) ? [{ to: '/quan-ly', label: 'Quản lý', icon: 'chart' } as const] : []),
  ];
}

/** The menu of the management pages: only what the person may open. */
export function managementNavigation(viewer: Viewer): NavigationEntry[] {
  return MANAGEMENT.filter((entry) => !entry.action || canAnywhere(viewer, entry.action)).map(
    ({ action: _, ...entry }) => entry,
  );
}
