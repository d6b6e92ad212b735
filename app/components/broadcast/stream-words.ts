// What the ingest process says in codes, in words for the operator: what it means and what to do.

export const WARNING_WORDS: Record<string, string> = {
  STALLED: 'Không nhận được dữ liệu từ bộ mã hóa. Đồng chí kiểm tra mạng và bộ mã hóa.',
  NO_AUDIO: 'Bộ mã hóa không gửi tiếng; người xem chỉ thấy hình. Đồng chí kiểm tra nguồn tiếng.',
  AUDIO_CODEC: 'Tiếng không phải AAC nên không dùng được; người xem chỉ thấy hình. Đồng chí đặt mã hóa tiếng là AAC.',
  RARE_KEY_FRAMES:
    'Khung hình chính quá thưa nên hình đến chậm. Đồng chí đặt khoảng cách khung hình chính (keyframe interval) là 2 giây.',
  LARGE_PICTURE:
    'Hình lớn hơn 1080 dòng hoặc nhanh hơn 30 khung hình mỗi giây; máy chủ phải thu nhỏ. Đồng chí nên đặt 1280 × 720, 30 khung hình mỗi giây.',
  BEHIND: 'Máy chủ không mã hóa kịp. Đồng chí giảm kích thước hình ở bộ mã hóa và báo người quản trị.',
  REDUCED:
    'Máy chủ không mã hóa kịp nên đã tự mã hóa nhanh hơn hoặc bớt cỡ hình lớn: người xem vẫn xem liên tục nhưng hình kém nét hơn, bản ghi không mất đoạn nào. Muốn trở lại chất lượng đầy đủ, đồng chí giảm kích thước hình rồi ngắt và nối lại bộ mã hóa.',
};

export const REFUSAL_WORDS: Record<string, string> & { OTHER: string } = {
  UNKNOWN_KEY: 'Khóa luồng không đúng. Đồng chí chép lại khóa vào bộ mã hóa.',
  REVOKED_KEY: 'Khóa luồng đã bị thu hồi. Đồng chí tạo khóa mới và đặt vào bộ mã hóa.',
  BROADCAST_OVER: 'Buổi phát đã kết thúc hoặc đã hủy.',
  KEY_IN_USE:
    'Đã có một bộ mã hóa khác đang phát bằng khóa này. Đồng chí dừng bộ kia, hoặc đổi khóa nếu không biết đó là ai.',
  NO_CAPACITY: 'Máy chủ đang mã hóa đủ số buổi cùng lúc. Đồng chí báo người quản trị.',
  NO_VIDEO: 'Luồng không có hình. Đồng chí kiểm tra nguồn hình ở bộ mã hóa.',
  VIDEO_CODEC: 'Hình không phải H.264. Đồng chí đặt mã hóa hình là H.264 (x264, NVENC H.264…).',
  PICTURE_TOO_LARGE: 'Hình quá lớn. Đồng chí đặt 1280 × 720 hoặc 1920 × 1080, 30 khung hình mỗi giây.',
  OTHER: 'Máy chủ không nhận luồng này. Đồng chí kiểm tra cài đặt của bộ mã hóa.',
};
