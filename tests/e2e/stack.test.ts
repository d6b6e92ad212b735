import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  openContext,
  PHONE,
  watchErrors,
} from '../setup/browser';
import { type Stack, startStack } from '../setup/stack';
import { until } from '../setup/until';

let stack: Stack;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ demo: false, names: ['web', 'worker', 'ingest'] }),
    launchBrowser(),
  ]);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test('is alive and ready', async () => {
  expect(await (await fetch(`${stack.url}/healthz`)).text()).toBe('ok');
  const ready = await fetch(`${stack.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    database: { ok: true },
    redis: { ok: true },
    storage: { ok: true },
    queue: { ok: true },
  });
});

test('a stranger meets the sign-in page, which anyone can use', async () => {
  const context = await openContext(browser, stack, { viewport: PHONE });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/dang-nhap');
  await expectNoAxeViolations(page);
  await expectNoSidewaysScroll(page);
  expect(errors).toEqual([]);
  await context.close();
});

test('a killed web process comes back by itself', async () => {
  const before = stack.pid('web');
  process.kill(before, 'SIGKILL');
  await until(
    async () => stack.pid('web') !== before && (await fetch(`${stack.url}/readyz`).catch(() => undefined))?.ok === true,
  );
});
