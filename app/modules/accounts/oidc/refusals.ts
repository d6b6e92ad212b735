import { AppError } from '~/platform/errors';

// One sentence for each thing that can go wrong. None says whether an account exists: an identity that belongs to nobody and one whose
// account was stopped are answered alike.

export const oidcOver = () =>
  new AppError(
    'unprocessable',
    'OIDC_OVER',
    'Lượt đăng nhập này đã quá 10 phút, đã dùng rồi hoặc bắt đầu ở cửa sổ khác. Đồng chí hãy đăng nhập lại từ đầu.',
  );

export const oidcRefused = () =>
  new AppError(
    'unprocessable',
    'OIDC_REFUSED',
    'Hệ thống đăng nhập một lần chưa xác nhận được đồng chí. Đồng chí hãy thử lại; nếu vẫn không được, hãy đăng nhập bằng mật khẩu.',
  );

export const oidcDown = () =>
  new AppError(
    'unavailable',
    'OIDC_DOWN',
    'Chưa kết nối được với hệ thống đăng nhập một lần. Đồng chí hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.',
  );

export const oidcNotLinked = (subject: string) =>
  new AppError(
    'forbidden',
    'OIDC_NOT_LINKED',
    'Danh tính này chưa dùng để đăng nhập ở đây được. Đồng chí hãy đăng nhập bằng mật khẩu, hoặc gửi mã định danh dưới đây cho quản trị đơn vị để được gắn vào tài khoản.',
    { subject },
  );
