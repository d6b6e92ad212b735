// What people read when a file is stopped; translation keys.

export const BAD_NAME =
  'Tên tệp có phần đuôi của chương trình hoặc trang web, hoặc có ký tự ẩn. Đồng chí hãy đổi tên tệp (chỉ một phần đuôi, ví dụ danh-sach.xlsx) rồi gửi lại.';
export const NOT_ATTESTED = 'Đồng chí cần xác nhận tệp không chứa bí mật nhà nước trước khi gửi.';
export const MARKED =
  'Tệp có dấu chỉ độ mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT) nên đã bị chặn và không được lưu lại. Tài liệu bí mật nhà nước không được đưa lên hệ thống này; đề nghị đồng chí xử lý theo quy định về bảo vệ bí mật nhà nước.';
export const ATTESTATION = 'Tôi xác nhận tệp này không chứa bí mật nhà nước.';
