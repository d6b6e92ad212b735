import { expect, test } from '@jest/globals';
import decodeQr from 'qr/decode.js';
import { drawCode } from './draw-code';

test('a phone reads from the drawing what was put into it', () => {
  const text = 'https://diemcau.example.vn/diem-danh/AAAAB2pvE1pq0X3mF9yVwq2c0LhA';
  const { size, path } = drawCode(text);
  const scale = 4;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column += 1)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  expect(decodeQr({ width, height: width, data })).toBe(text);
});
