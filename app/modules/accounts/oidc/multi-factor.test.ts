import { expect, test } from '@jest/globals';
import { isMultiFactor } from './multi-factor';

test.each([
  [{ amr: ['pwd', 'mfa'] }, ['mfa'], true],
  [{ amr: ['pwd'], acr: 'urn:co-quan:muc-cao' }, ['mfa', 'urn:co-quan:muc-cao'], true],
  [{ amr: ['pwd'] }, ['mfa'], false],
  [{ amr: ['pwd', 'mfa'] }, [], false],
  [{}, ['mfa'], false],
  // Not a list: words that merely contain the one that is believed.
  [{ amr: 'no-mfa' }, ['mfa'], false],
  [{ amr: 'mfa' }, ['mfa'], false],
  [{ acr: ['mfa'] }, ['mfa'], false],
  [{ amr: null, acr: undefined }, ['undefined'], false],
])('%j, believed %j: %s', (claims, believed, expected) => {
  expect(isMultiFactor(claims, believed)).toBe(expected);
});
