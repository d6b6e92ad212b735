import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from './audit-csv';

test('nothing in a CSV file is a formula, whatever was typed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' ', '"', 'a', ',', '\n') })),
      (cells) => {
        const line = csvLine(cells);
        const read = [...line.matchAll(/"((?:[^"]|"")*)"[,\r]/g)].map((match) =>
          (match[1] ?? '').replaceAll('""', '"'),
        );
        expect(read).toHaveLength(cells.length);
        for (const [index, cell] of read.entries()) {
          expect(cell.trimStart()).not.toMatch(/^[=+\-@]/);
          expect([cells[index], `'${cells[index]}`]).toContain(cell);
        }
      },
    ),
  );
});
