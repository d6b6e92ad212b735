import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AmfError, type AmfValue, decodeAmf, encodeAmf } from './amf0';

const simple = fc.oneof(
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.string(),
  fc.constant(null),
) as fc.Arbitrary<AmfValue>;

describe('AMF0', () => {
  test('what is written is read again', () => {
    const values = fc.array(fc.oneof(simple, fc.array(simple, { maxLength: 5 })), { maxLength: 12 });
    fc.assert(fc.property(values, (all) => expect(decodeAmf(encodeAmf(...(all as AmfValue[])))).toEqual(all)));
  });

  test('objects keep their fields; a field named __proto__ changes nothing', () => {
    const fields = { app: 'live', audioCodecs: 4071, nested: { a: true } };
    expect(decodeAmf(encodeAmf('connect', 1, fields))).toMatchObject(['connect', 1, fields]);
    const bytes = Buffer.from('03 0009 5f5f70726f746f5f5f 03 0001 61 0101 000009 000009'.replaceAll(' ', ''), 'hex');
    expect(Object.getPrototypeOf(decodeAmf(bytes)[0])).toBeNull();
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test.each([
    ['a number cut off', '0040'],
    ['a string longer than the message', '02ffff41'],
    ['a long string of 4 GB', '0cffffffff41'],
    ['an array of 4 billion', '0affffffff'],
    ['an object without end', '0300016105'],
    ['a marker that AMF0 does not know', '11'],
    ['nested without end', '0a00000001'.repeat(200)],
  ])('%s is refused', (_name, hex) => {
    expect(() => decodeAmf(Buffer.from(hex, 'hex'))).toThrow(AmfError);
  });

  test('any bytes are either values or an AmfError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          decodeAmf(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(AmfError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
