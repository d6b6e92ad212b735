import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askedUrl } from './asked-url';

const ask = (originalUrl: string, host = 'hoc.example.vn') => askedUrl({ protocol: 'https', host, originalUrl }).href;

test.each([
  ['/quan-ly?trang=2', 'https://hoc.example.vn/quan-ly?trang=2'],
  ['/dang-nhap/../quan-ly', 'https://hoc.example.vn/quan-ly'],
  ['/dang-nhap/%2e%2E/quan-ly', 'https://hoc.example.vn/quan-ly'],
  ['//a.example/b', 'https://hoc.example.vn//a.example/b'],
  ['///', 'https://hoc.example.vn///'],
  ['http://a.example/b?c', 'https://hoc.example.vn/b?c'],
  ['mailto:a@b', 'https://hoc.example.vn/'],
  ['*', 'https://hoc.example.vn/'],
  ['', 'https://hoc.example.vn/'],
])('%j is %s', (asked, meant) => expect(ask(asked)).toBe(meant));

test.each(['', 'a:b:c', '[::1', 'a b', 'x/../y'])('a host that is none, %j, does not matter', (host) =>
  expect(new URL(ask('/a', host)).pathname).toBe('/a'),
);

test('whatever is asked, there is an answer, and it is on this host', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.webPath(), (text, path) => {
      for (const asked of [text, `/${text}`, path, `/${text}/..${path}`])
        expect(new URL(ask(asked)).host).toBe('hoc.example.vn');
    }),
  );
});
