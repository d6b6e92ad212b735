import { z } from 'zod';

const twice = {
  next: z
    .string({ error: 'Đồng chí hãy nhập mật khẩu mới.' })
    .min(1, 'Đồng chí hãy nhập mật khẩu mới.')
    .max(1000, 'Mật khẩu dài quá.'),
  again: z
    .string({ error: 'Đồng chí hãy nhập lại mật khẩu mới.' })
    .min(1, 'Đồng chí hãy nhập lại mật khẩu mới.')
    .max(1000, 'Mật khẩu dài quá.'),
};
const same = <T extends { next: string; again: string }>({ next, again }: T) => next === again;
const notSame = {
  path: ['again'],
  message: 'Hai lần nhập mật khẩu mới chưa giống nhau. Đồng chí hãy nhập lại.',
};

const name = 'Đồng chí hãy nhập tên đăng nhập.';
const paper = 'Đồng chí hãy nhập mã trên tờ giấy.';

export const resetInput = z
  .object({
    username: z.string({ error: name }).trim().min(1, name).max(200, name),
    code: z.string({ error: paper }).trim().min(1, paper).max(30, paper),
    ...twice,
  })
  .refine(same, notSame);

export const linkPasswordInput = z.object(twice).refine(same, notSame);

const mail = 'Đồng chí hãy nhập tên đăng nhập hoặc địa chỉ thư.';
export const linkInput = z.object({ identifier: z.string({ error: mail }).trim().min(1, mail).max(200, mail) });
