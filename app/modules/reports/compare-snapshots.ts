import { COUNT_FIELDS, type CountField, type Figures } from './figures';

export interface FigureChange {
  field: CountField;
  before: number;
  after: number;
}

/** The counts that differ between two freezes of the same unit. */
export function changedFigures(before: Figures, after: Figures): FigureChange[] {
  return COUNT_FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    before: before[field],
    after: after[field],
  }));
}

/** Words for the counts, as they stand in a supplementary report and on the snapshot's page. */
export const FIGURE_LABELS: Record<CountField, string> = {
  total: 'Tổng số đảng viên',
  exempt: 'Được miễn',
  transferredOut: 'Chuyển sinh hoạt',
  elsewhere: 'Tạm thời ở nơi khác',
  required: 'Phải học',
  hall: 'Trực tiếp tại điểm cầu',
  online: 'Trực tuyến',
  makeUp: 'Học bổ sung',
  studied: 'Đã học',
  excused: 'Vắng có lý do',
  unexcused: 'Vắng không lý do',
  probationary: 'Đảng viên dự bị phải học',
  keyCadreRequired: 'Cán bộ chủ chốt phải học',
  keyCadreStudied: 'Cán bộ chủ chốt đã học',
  quizTaken: 'Đã làm bài trắc nghiệm',
  quizPassed: 'Đạt bài trắc nghiệm',
  papers: 'Bài thu hoạch',
  guests: 'Quần chúng',
};
