import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1], match[2]?.trim()]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast of two `#rrggbb` colours. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const themes = { light: block(':root'), dark: block(':root[data-theme="dark"]') };
const onGrounds = ['ink', 'ink-2', 'ink-3', 'accent', 'done', 'partial', 'danger', 'info', 'hall'];
const pairs: [string, string][] = [
  ...onGrounds.flatMap((text) => ['paper', 'surface', 'sunken'].map((ground): [string, string] => [text, ground])),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['done', 'done-soft'],
  ['partial', 'partial-soft'],
  ['danger', 'danger-soft'],
  ['info', 'info-soft'],
  ['accent', 'accent-soft'],
  ['ink', 'done-soft'],
  ['ink', 'partial-soft'],
  ['ink', 'danger-soft'],
  ['ink', 'info-soft'],
];

describe.each(Object.entries(themes))('colours of the %s theme', (_name, theme) => {
  test.each(pairs)('%s is readable on %s', (text, ground) => {
    expect(contrast(theme[text] as string, theme[ground] as string)).toBeGreaterThanOrEqual(4.5);
  });
  test('the edge of a field stands out from its ground', () => {
    expect(contrast(theme['line-strong'] as string, theme.surface as string)).toBeGreaterThanOrEqual(3);
  });
});

test('the dark theme is the same by system and by switch', () => {
  expect(block(':root:not([data-theme="light"])')).toEqual(themes.dark);
});
