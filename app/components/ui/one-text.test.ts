import { expect, test } from '@jest/globals';
import { oneText } from './one-text';

test.each([
  ['a', 'a'],
  ['', ''],
  [undefined, undefined],
  [null, undefined],
  // timeZone=a&timeZone=b, clerks[0]=a
  [['a', 'b'], 'a\nb'],
  [[['a'], 'b'], 'a\nb'],
  [{ a: '1' }, ''],
])('what was posted as %j is shown as %j', (posted, shown) => expect(oneText(posted)).toBe(shown));
