/** Limits of what an organiser may upload; stated on the page and checked again by the server and the worker. */
export const UPLOAD_MAX_BYTES = 8 * 1024 ** 3;
export const UPLOAD_EXPIRY_HOURS = 24;
export const LECTURE_MAX_SECONDS = 8 * 3600;
export const LECTURE_MAX_PIXELS = 4096 * 2304;
export const CAPTIONS_MAX_BYTES = 2 * 1024 ** 2;
export const CAPTIONS_MAX_CUES = 20_000;

/** Seconds of a segment on demand, seconds between key frames, segments that share one content key (an hour). */
export const SEGMENT_SECONDS = 6;
export const KEY_FRAME_SECONDS = 2;
export const SEGMENTS_A_KEY = 600;

export const MEDIA_ERROR_CODES = [
  'EMPTY',
  'TOO_LARGE',
  'NOT_MEDIA',
  'TRUNCATED',
  'NO_VIDEO',
  'TOO_LONG',
  'TOO_MANY_PIXELS',
  'ENCODE_FAILED',
  'SOURCE_LOST',
] as const;
export type MediaErrorCode = (typeof MEDIA_ERROR_CODES)[number];

/** What happened and what to do, for the person who uploaded; keys of the translation. */
export const MEDIA_ERROR_TEXT: Record<MediaErrorCode, string> = {
  EMPTY: 'Tệp trống (0 byte). Đề nghị đồng chí kiểm tra lại tệp trên máy rồi tải lên lại.',
  TOO_LARGE: 'Tệp lớn hơn 8 GB. Đề nghị đồng chí nén lại ở độ phân giải 720p hoặc chia bài giảng thành nhiều buổi.',
  NOT_MEDIA:
    'Tệp không phải là video, dù tên tệp có đuôi video. Đề nghị đồng chí mở thử tệp trên máy, chọn đúng tệp bài giảng (MP4, MOV, MKV, WebM, AVI) rồi tải lên lại.',
  TRUNCATED:
    'Tệp video bị thiếu phần cuối (chép hoặc ghi chưa xong). Đề nghị đồng chí chép lại tệp từ máy ghi hình, mở thử đến hết bài rồi tải lên lại.',
  NO_VIDEO:
    'Tệp chỉ có tiếng, không có hình. Đề nghị đồng chí xuất lại bài giảng dưới dạng video (có thể ghép một ảnh tĩnh làm hình) rồi tải lên lại.',
  TOO_LONG: 'Bài giảng dài hơn 8 giờ. Đề nghị đồng chí chia thành nhiều buổi rồi tải lên từng phần.',
  TOO_MANY_PIXELS:
    'Khung hình lớn hơn 4096 × 2304 điểm ảnh. Đề nghị đồng chí xuất lại video ở 1080p hoặc 720p rồi tải lên lại.',
  ENCODE_FAILED:
    'Không đọc được hình hoặc tiếng trong tệp. Đề nghị đồng chí xuất lại video dưới dạng MP4 (H.264, AAC) rồi tải lên lại; nếu vẫn lỗi, báo quản trị viên.',
  SOURCE_LOST: 'Tệp gốc không còn trên máy chủ. Đề nghị đồng chí tải lên lại.',
};

export function isMediaErrorCode(code: string | null | undefined): code is MediaErrorCode {
  return code !== null && code !== undefined && (MEDIA_ERROR_CODES as readonly string[]).includes(code);
}

/** Small pictures of the timeline: sheet `floor(i / (columns × rows)) + 1`, tile i, one every `every` seconds. */
export interface Storyboard {
  every: number;
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  count: number;
  /** Which cut of the recording it shows, when it may be cut again: not kept from another one. */
  version?: string | undefined;
}

export interface Tile {
  /** 1-based number of the sheet. */
  sheet: number;
  x: number;
  y: number;
}

/** Where the picture for a moment of the lecture stands. */
export function tileAt(storyboard: Storyboard, seconds: number): Tile {
  const index = Math.min(storyboard.count - 1, Math.max(0, Math.floor(seconds / storyboard.every)));
  const perSheet = storyboard.columns * storyboard.rows;
  const onSheet = index % perSheet;
  return {
    sheet: Math.floor(index / perSheet) + 1,
    x: (onSheet % storyboard.columns) * storyboard.tileWidth,
    y: Math.floor(onSheet / storyboard.columns) * storyboard.tileHeight,
  };
}

/** Address of one of its sheets; `base` is the asset's folder. */
export const sheetAddress = ({ base, version }: Storyboard & { base: string }, sheet: number): string =>
  `${base}${sheetName(sheet)}${version ? `?v=${version}` : ''}`;

export const sheetName = (sheet: number): string => `sprite_${String(sheet).padStart(3, '0')}.jpg`;

/** How far a lecture file has come, as the recording page shows it and its poll returns it. */
export interface AssetProgress {
  state: 'RECEIVING' | 'QUEUED' | 'PROBING' | 'TRANSCODING' | 'PACKING' | 'READY' | 'FAILED';
  /** 0 to 100. */
  percent: number;
  fileName: string;
  errorCode: MediaErrorCode | null;
}

/** What watching takes at most, bits a second. */
export interface DataUse {
  picture: number;
  sound: number;
}

export const megabytesAnHour = (bitsASecond: number): number => Math.round((bitsASecond * 3600) / 8 / 1_000_000);

/** What the player needs to open a lecture; addresses are paths of this site. */
export interface PlaybackSource {
  /** Proof for beats and renewal, see playback-ticket.ts. */
  ticket: string;
  /** The code that stands on the picture, see watermark.ts. */
  mark: string;
  /** ISO time at which ticket and media pass end; the player renews before. */
  expiresAt: string;
  master: string;
  /** Null for a lecture without sound. */
  audioMaster: string | null;
  dataUse: DataUse;
  poster: string | null;
  storyboard: (Storyboard & { base: string }) | null;
  captions: { src: string; language: string; label: string }[];
  /** Whole seconds of the session's timeline. */
  timelineSeconds: number;
}
