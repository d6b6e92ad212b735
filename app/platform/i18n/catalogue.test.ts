import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

// Every Vietnamese text that can reach a screen needs its English. Found by reading the sources, so that a new one cannot be forgotten.

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`);

const screens = ['app/routes', 'app/components', 'app/root.tsx'].flatMap((at) => (at.endsWith('x') ? [at] : files(at)));
const rest = ['app/modules', 'app/http'].flatMap(files);
// Modules hold screen text in their schemas and a few tables; the rest of their literals are data, document or log text.
const isTable = (file: string) =>
  /schema\.ts$|navigation\.ts$|password-policy\.ts$|requirements\.ts$|row-messages\.ts$|refusal\.ts$/.test(file);

/** Names that are the same in both languages. */
const NAMES = new Set(['Điểm Cầu', 'Tiếng Việt']);
const hasVietnamese = (text: string) =>
  /[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]/i.test(text);

const english: Record<string, string> = Object.assign(
  {},
  ...readdirSync('app/platform/i18n/en').map((file) =>
    JSON.parse(readFileSync(`app/platform/i18n/en/${file}`, 'utf8')),
  ),
);
const hasEnglish = (key: string) => key in english || `${key}_other` in english;

function keysOf(file: string, everything: boolean): Set<string> {
  const keys = new Set<string>();
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const add = (node: ts.Node | undefined) => {
    if (!node) return;
    if (ts.isConditionalExpression(node)) {
      add(node.whenTrue);
      add(node.whenFalse);
    }
    if (ts.isStringLiteralLike(node)) keys.add(node.text);
  };
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText(source);
      if (name === 't' || name.endsWith('.t')) add(node.arguments[0]);
      if (name === 'pageTitle') add(node.arguments[1]);
    }
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'AppError') add(node.arguments?.[2]);
    if (everything && ts.isStringLiteralLike(node) && hasVietnamese(node.text)) keys.add(node.text);
    if (everything && ts.isJsxText(node) && hasVietnamese(node.text)) keys.add(node.text.trim());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
}

test.each([...screens.map((file) => [file, true] as const), ...rest.map((file) => [file, isTable(file)] as const)])(
  '%s has its English',
  (file, everything) => {
    const missing = [...keysOf(file, everything)].filter(
      (key) => !NAMES.has(key) && hasVietnamese(key) && !hasEnglish(key),
    );
    expect(missing).toEqual([]);
  },
);

test('no English text has lost a figure of the Vietnamese one', () => {
  const figures = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
  for (const [key, text] of Object.entries(english)) {
    const wanted = figures(key.replace(/_(one|other)$/, ''));
    const got = figures(text);
    // A singular may leave its "1" out: "one member is missing".
    expect({ key, got: got.filter((name) => !wanted.includes(name)) }).toEqual({ key, got: [] });
    if (!key.endsWith('_one')) expect({ key, got }).toEqual({ key, got: wanted });
  }
});
