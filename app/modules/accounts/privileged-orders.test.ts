import { expect, test } from '@jest/globals';
import { readSources } from '../../../tests/setup/source-files';
import { PRIVILEGED_ORDERS } from './privileged-orders';
import { accountOrderSchema } from './schema';

const routes = readSources('app/routes').map(({ text }) => text);
const asked = new Set(
  routes.flatMap((text) =>
    [...text.matchAll(/requireFresh(?:Page)?\(\s*context,\s*['`]([^'`]+)['`]/g)].map((m) => m[1] ?? ''),
  ),
);

test('every order of the list is asked for somewhere, and nothing is asked for that is not in it', () => {
  const named = [...asked].filter((name) => !name.includes('$'));
  // The account page asks for `account.ORDER`, whichever of its orders it is.
  expect([...asked].some((name) => name.startsWith('account.$'))).toBe(true);
  const orders = accountOrderSchema.options.map(({ shape }) => `account.${shape.order.value}`);
  expect([...named, ...orders].sort()).toEqual(Object.keys(PRIVILEGED_ORDERS).sort());
});
