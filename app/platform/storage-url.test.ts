import { expect, test } from '@jest/globals';
import { readStorageUrl } from './storage-url';

const s3 = { kind: 's3', bucket: 'kho-media', prefix: '', region: 'us-east-1', endpoint: null, pathStyle: false };

test.each([
  ['file:', { kind: 'disk', folder: null }],
  ['file:/srv/kho', { kind: 'disk', folder: '/srv/kho' }],
  ['s3://kho-media?region=us-east-1', s3],
  [
    's3://kho-media/diem-cau/?endpoint=https://s3.noi-bo.example:9000&region=hanoi-1',
    { ...s3, prefix: 'diem-cau', region: 'hanoi-1', endpoint: 'https://s3.noi-bo.example:9000', pathStyle: true },
  ],
  [
    's3://kho-media?endpoint=http://10.0.0.5:9000&path-style=0',
    { ...s3, endpoint: 'http://10.0.0.5:9000', pathStyle: false },
  ],
])('%s', (text, place) => expect(readStorageUrl(text)).toEqual(place));

test.each([
  ['ftp://kho', 'ftp is not a known kind'],
  ['s3://', 'has no bucket'],
  ['s3://kho-media', 'has no region'],
  ['s3://khoa:bi-mat@kho-media?region=x', 'holds credentials'],
  ['s3://kho-media?endpoint=minio', 'endpoint is no http'],
  ['s3://kho-media?region=a&acl=public', 'does not know acl'],
  ['s3://kho-media?region=a&path-style=yes', 'path-style is 0 or 1'],
])('%s is refused', (text, message) => expect(() => readStorageUrl(text)).toThrow(message));
