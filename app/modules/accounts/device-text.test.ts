import { describe, expect, test } from '@jest/globals';
import { addressClass, deviceText } from './device-text';

describe('a browser in words', () => {
  test.each([
    [
      'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
      'Edge',
      'Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/124.0 Chrome/118.0.0.0 Safari/537.36',
      'Cốc Cốc',
      'Windows',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox', 'macOS'],
    [
      'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
    ],
  ])('%s', (agent, browser, system) => {
    expect(deviceText(agent)).toEqual({ browser, system });
  });
  test.each([[null], [''], ['curl/8.5.0']])('nothing is made up for %s', (agent) => {
    expect(deviceText(agent)).toBeNull();
  });
});

test.each([
  ['127.0.0.1', 'this-machine'],
  ['::1', 'this-machine'],
  ['::ffff:127.0.0.1', 'this-machine'],
  ['10.1.2.3', 'internal'],
  ['172.16.0.1', 'internal'],
  ['172.32.0.1', 'internet'],
  ['192.168.1.7', 'internal'],
  ['100.64.3.4', 'internal'],
  ['fd12::1', 'internal'],
  ['fe80::1', 'internal'],
  ['2001:ee0:1::5', 'internet'],
  ['113.160.1.2', 'internet'],
  ['', 'unknown'],
  [null, 'unknown'],
])('%s is %s', (address, kind) => {
  expect(addressClass(address)).toBe(kind);
});
