import { expect, test } from '@jest/globals';
import { createLogger, describeError } from './logger';

test.each([
  [
    'duplicate key value violates unique constraint "member_card_number_key"\nKey (card_number)=(012345678) already exists.',
    '012345678',
  ],
  ['invalid input syntax for type integer: "Nguyễn Văn A"', 'Nguyễn Văn A'],
  ['new row violates check\nFailing row contains (7, Trần Thị B, 1975).', 'Trần Thị B'],
  [
    'Invalid `prisma.member.create()` invocation:\n\n{\n  data: { fullName: "Lê C" }\n}\n\nArgument `unit` is missing.',
    'Lê C',
  ],
  ['refused p1.eyJzaWQiOjEsIm1pZCI6Mn0abcdefghijk.signature', 'eyJzaWQi'],
])('%j is told without its values', (message, value) => {
  const error = Object.assign(new Error(message), {
    code: '23505',
    detail: value,
    where: value,
    query: value,
    meta: { value },
  });
  const told = JSON.stringify(describeError(error));
  expect(told).not.toContain(value);
  expect(told).toContain('23505');
  expect(told).toContain('logger.test.ts');
});

test('fields that name people or open things are removed, also from an error in a line', () => {
  const lines: string[] = [];
  const logger = createLogger({ LOG_LEVEL: 'info' }, 'test', { write: (line) => lines.push(line) });
  const person = {
    fullName: 'Nguyễn Văn A',
    username: 'a.nguyenvan',
    cardNumber: '0123',
    token: 'abc',
    ticket: 'p1',
    id: 7,
  };
  logger.info({ person, err: Object.assign(new Error('x: "Nguyễn Văn A"'), { detail: 'Nguyễn Văn A' }) }, 'line');
  expect(lines.join('')).not.toMatch(/Nguyễn|nguyenvan|0123|abc|p1/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ person: { id: 7 }, msg: 'line' });
});
