import { expect, test } from '@jest/globals';
import { unstable_createMemoryUploadHandler as inMemory } from '@remix-run/node';
import { readMultipart } from '~/platform/read-multipart.server';

const post = (form: FormData) => new Request('http://localhost/', { method: 'POST', body: form });
const BIG = 'x'.repeat(300_000);

test.each(['danh sách.xlsx', 'danh sách; tháng 2.xlsx', 'a=b.xlsx', 'Đảng viên (1), 2026.xlsx', "nháy 'đơn'.csv"])(
  'a file may be called %s',
  async (name) => {
    const form = new FormData();
    form.append('chi-bo', 'K.B.2');
    form.append('tep', new File([BIG], name, { type: 'text/csv' }));
    form.append('ghi-chú', 'Nguyễn Thị Ánh');
    const read = await readMultipart(post(form), inMemory());
    expect(Object.fromEntries([...read].filter(([, value]) => typeof value === 'string'))).toEqual({
      'chi-bo': 'K.B.2',
      'ghi-chú': 'Nguyễn Thị Ánh',
    });
    const file = read.get('tep') as File;
    expect([file.name, file.size]).toEqual([name, BIG.length]);
    expect(await file.text()).toBe(BIG);
  },
);

test('what the handler throws is thrown, without waiting for the rest of the form', async () => {
  const form = new FormData();
  form.append('tep', new File([BIG], 'a.txt'));
  form.append('sau', BIG);
  const refused = new Error('refused');
  await expect(
    readMultipart(post(form), async () => {
      throw refused;
    }),
  ).rejects.toBe(refused);
  await expect(readMultipart(post(form), inMemory({ maxPartSize: 1_000 }))).rejects.toThrow();
});

test.each([
  [
    'cut off',
    '--b\r\ncontent-disposition: form-data; name="tep"; filename="a"\r\n\r\nabc',
    'multipart/form-data; boundary=b',
  ],
  ['without a boundary', 'abc', 'multipart/form-data'],
  ['of another kind', 'abc', 'text/plain'],
])('a form that is %s is refused', async (_name, body, type) => {
  const request = new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } });
  await expect(readMultipart(request, inMemory())).rejects.toThrow();
});

test('too many parts are refused', async () => {
  const form = new FormData();
  for (let i = 0; i < 200; i += 1) form.append('f', '1');
  await expect(readMultipart(post(form), inMemory())).rejects.toThrow('too many parts');
});
