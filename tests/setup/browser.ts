import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Stack } from './stack';

const require = createRequire(import.meta.url);

export const PHONE = { width: 360, height: 780 };
export const DESKTOP = { width: 1280, height: 900 };

function chromiumPath(): string {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  throw new Error('No Chromium: install it, or set CHROMIUM_PATH.');
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

interface PageOptions {
  viewport?: { width: number; height: number };
  javaScript?: boolean;
  dark?: boolean;
}

/** A browser of its own (cookies, storage) for one person. Errors that the page throws fail the test through `pageErrors`. */
export async function openContext(browser: Browser, stack: Stack, options: PageOptions = {}): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: stack.url,
    viewport: options.viewport ?? DESKTOP,
    javaScriptEnabled: options.javaScript ?? true,
    colorScheme: options.dark ? 'dark' : 'light',
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
  });
}

/** Collects what the page throws or logs as an error; empty at the end of a good test. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A refused request is shown by the page itself; the browser's own line about its status says nothing more.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return errors;
}

/** Signs a demo account in through the form and waits until it has left the sign-in page. */
export async function signIn(page: Page, stack: Stack, username: string, password = stack.password): Promise<void> {
  await page.goto('/dang-nhap');
  await page.locator('input[name="username"]').fill(username);
  await page.locator('input[name="password"]').fill(password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/dang-nhap'),
    page.locator('form:has(input[name="password"]) button[type="submit"]').click(),
  ]);
}

export interface VisitOptions extends PageOptions {
  /** Signs this account in first. */
  username?: string;
  /** Its password; the demo accounts' by default. */
  password?: string;
  /** Milliseconds to wait for what should appear; Playwright's own by default. */
  timeout?: number;
}

/** A person at the site, with a browser of their own; `errors` gathers what the page throws or logs. Close the context. */
export async function openVisit(
  { browser, stack }: { browser: Browser; stack: Stack },
  { username, password, timeout, ...options }: VisitOptions,
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await openContext(browser, stack, options);
  const page = await context.newPage();
  if (timeout !== undefined) page.setDefaultTimeout(timeout);
  const errors = watchErrors(page);
  if (username !== undefined) await signIn(page, stack, username, password);
  return { context, page, errors };
}

/** The same for one piece of work; fails when the page threw or logged an error meanwhile. */
export async function withVisit(
  place: { browser: Browser; stack: Stack },
  options: VisitOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const { context, page, errors } = await openVisit(place, options);
  await work(page);
  if (errors.length > 0) throw new Error(`${page.url()} reported errors:\n${errors.join('\n')}`);
  await context.close();
}

/** What every page must be at its viewport: accessible, and not wider than the screen. */
export async function expectSoundPage(page: Page): Promise<void> {
  await expectNoAxeViolations(page);
  await expectNoSidewaysScroll(page);
}

interface AxeResult {
  violations: {
    id: string;
    impact: string | null;
    help: string;
    nodes: { target: string[]; failureSummary?: string }[];
  }[];
}

/** Fails with one line for each accessibility rule that the page breaks. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  // Through the debugger's channel, not a script element: the page's content security policy stays as it is.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as AxeResult;
  if (violations.length === 0) return;
  const lines = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.target.join(' ')).join('\n    ')}`,
  );
  throw new Error(`${page.url()} has accessibility violations:\n${lines.join('\n')}`);
}

/** Fails when the page can be scrolled sideways at its viewport. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, viewport } = (await page.evaluate(
    '({ content: document.documentElement.scrollWidth, viewport: document.documentElement.clientWidth })',
  )) as { content: number; viewport: number };
  if (content > viewport) throw new Error(`${page.url()} is ${content} px wide in a viewport of ${viewport} px`);
}
